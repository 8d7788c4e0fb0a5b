"""Form tokens, the browser's cookie, and the headers: what needs no server."""

from pydantic import SecretStr

from settings import Settings
from starter.web.browser import cookie_name, form_token, is_form_token, new_browser
from starter.web.headers import security_headers


def with_keys(keys: str, public_url: str = "https://pages.example.com") -> Settings:
    return Settings(_env_file=None, link_keys=SecretStr(keys), public_url=public_url)


OLD, NEW = "old-key-0123456789", "new-key-0123456789"


def test_a_form_belongs_to_one_browser_and_one_collaboration() -> None:
    settings, mine, other = with_keys(OLD), new_browser(), new_browser()
    token = form_token(settings, mine, "c-1")
    assert is_form_token(settings, mine, "c-1", token)
    assert not is_form_token(settings, other, "c-1", token)
    assert not is_form_token(settings, mine, "c-2", token)
    for wrong in ("", token[:-1], token + "0", "é", form_token(with_keys(NEW), mine, "c-1")):
        assert not is_form_token(settings, mine, "c-1", wrong)


def test_forms_outlive_the_rotation_of_a_key() -> None:
    browser = new_browser()
    token = form_token(with_keys(OLD), browser, "c-1")
    assert is_form_token(with_keys(f"{NEW},{OLD}"), browser, "c-1", token)
    assert not is_form_token(with_keys(NEW), browser, "c-1", token)


def test_the_cookie_is_bound_to_the_host_where_that_is_possible() -> None:
    assert cookie_name(with_keys(OLD)) == "__Host-adaccess_browser"
    assert cookie_name(with_keys(OLD, "http://127.0.0.1:8080")) == "adaccess_browser"


def test_forms_may_lead_to_the_dialog_and_nowhere_else() -> None:
    sandbox = security_headers("http://127.0.0.1:8081")["Content-Security-Policy"]
    assert "form-action 'self' http://127.0.0.1:8081;" in sandbox
    assert "default-src 'none'; object-src 'none'; style-src 'self';" in sandbox
    assert "frame-ancestors 'none'" in sandbox
    assert "base-uri 'none'" in sandbox
    facebook = security_headers("https://www.facebook.com")["Content-Security-Policy"]
    assert "form-action 'self' https://www.facebook.com https://*.facebook.com;" in facebook
    assert "*.facebook.com" not in security_headers("https://facebook.com.example.org")["Content-Security-Policy"]
