"""The login dialog, driven by its forms alone."""

import pytest

from tests.graph_sandbox.sandbox_driver import APP, BRAND, COOKS, MIA, RIDES, SCOPES, TRAVELS, Driver, error


def test_approve_brings_code_and_state(sandbox: Driver) -> None:
    answer = sandbox.consent()
    assert set(answer) == {"code", "state"}
    assert answer["state"] == "st"
    assert [row["op"] for row in sandbox.rows()] == ["login", "consent", "select", "select"]
    consent = sandbox.rows("consent")[0]
    assert (consent["person_id"], consent["after"], consent["by"]) == (MIA, list(SCOPES), "hand")


def test_partial_consent_covers_only_what_was_ticked(sandbox: Driver) -> None:
    token = sandbox.user_token(pages=(COOKS,), permissions=("pages_show_list", "pages_manage_metadata"))
    data = sandbox.debug(token)
    assert set(data["scopes"]) == {"pages_show_list", "pages_manage_metadata", "public_profile"}
    assert data["granular_scopes"][0] == {"scope": "pages_show_list", "target_ids": [COOKS]}
    listed = sandbox.get("/me/accounts", token, fields="id,instagram_business_account").json()["data"]
    assert listed == [{"id": COOKS}]  # without instagram_basic the link is not shown
    rows = sandbox.get("/me/permissions", token, status="declined").json()["data"]
    assert {row["permission"] for row in rows} == {
        "pages_read_engagement",
        "business_management",
        "instagram_basic",
    }


def test_no_pages_posted_means_none(sandbox: Driver) -> None:
    token = sandbox.user_token(pages=())
    assert sandbox.get("/me/accounts", token).json() == {"data": []}
    assert error(sandbox.get(f"/{COOKS}", token)) == (400, 100, 33)


def test_a_page_of_somebody_else_cannot_be_picked(sandbox: Driver) -> None:
    token = sandbox.user_token(pages=(COOKS, RIDES))
    assert [page["id"] for page in sandbox.get("/me/accounts", token).json()["data"]] == [COOKS]


def test_cancel_is_the_documented_refusal(sandbox: Driver) -> None:
    assert sandbox.consent(action="cancel") == {
        "error": "access_denied",
        "error_code": "200",
        "error_description": "Permissions error",
        "error_reason": "user_denied",
        "state": "st",
    }


def test_wrong_password_shows_the_login_again(sandbox: Driver) -> None:
    page = sandbox.log_in(password="no")
    assert page.status_code == 200
    assert "incorrect" in page.text
    assert 'name="password"' in page.text
    assert "login" not in {row["op"] for row in sandbox.rows()}


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"client_id": "1"}, "Invalid App ID"),
        ({"redirect_uri": "http://evil.example/cb"}, "URL Blocked"),
        ({"redirect_uri": ""}, "URL Blocked"),
        ({"scope": "pages_show_list,instagram_business_basic"}, "Invalid Scopes: instagram_business_basic"),
        ({"response_type": "token"}, "response_type"),
        ({"auth_type": "please"}, "Invalid auth_type"),
    ],
)
def test_bad_requests_end_on_a_page(sandbox: Driver, params: dict[str, str], words: str) -> None:
    page = sandbox.start_dialog(**params)
    assert page.status_code == 400
    assert words in page.text
    assert "location" not in page.headers


def test_registered_redirects_are_exact(sandbox: Driver) -> None:
    sandbox.patch("/app", redirect_uris=["http://127.0.0.1:9/cb"])
    assert sandbox.start_dialog().status_code == 200
    assert sandbox.start_dialog(redirect_uri="http://127.0.0.1:9/cb/").status_code == 400


def test_declined_is_not_offered_again_without_rerequest(sandbox: Driver) -> None:
    sandbox.consent(permissions=SCOPES[:-1])
    page = sandbox.log_in().text
    assert 'value="instagram_basic"' not in page
    assert "Declined earlier" in page
    token = sandbox.user_token()  # posts it all the same
    assert "instagram_basic" not in sandbox.debug(token)["scopes"]
    assert 'value="instagram_basic"' in sandbox.log_in(auth_type="rerequest").text
    token = sandbox.user_token(auth_type="rerequest")
    assert "instagram_basic" in sandbox.debug(token)["scopes"]
    assert sandbox.debug(token)["metadata"] == {"auth_type": "rerequest", "sso": "web"}
    assert 'value="instagram_basic"' in sandbox.log_in().text


def test_a_browser_stays_logged_in_and_may_switch(sandbox: Driver) -> None:
    params = {"client_id": APP, "redirect_uri": "https://app.example/cb", "scope": "email"}
    login = sandbox.http.get("/dialog/oauth", params=params).text
    data = {**params, "login": "mia@example.com", "password": "mia-password"}
    assert 'name="password"' in login
    sandbox.http.post("/dialog/oauth", data=data)
    assert "Mia Baker" in sandbox.http.get("/dialog/oauth", params=params).text
    assert 'name="password"' in sandbox.http.get("/dialog/oauth", params={**params, "switch": "1"}).text
    again = {**params, "auth_type": "reauthenticate"}
    assert 'name="password"' in sandbox.http.get("/dialog/oauth", params=again).text
    sandbox.patch(f"/people/{MIA}", token="logged_out")
    assert 'name="password"' in sandbox.http.get("/dialog/oauth", params=params).text


def test_a_forged_session_is_sent_to_the_login(sandbox: Driver) -> None:
    page = sandbox.log_in().text
    forged = sandbox.post_form(page, session=f"{MIA}.00", action="approve")
    assert forged.status_code == 200
    assert 'name="password"' in forged.text


def test_each_token_keeps_its_own_consent(sandbox: Driver) -> None:
    wide = sandbox.user_token(pages=(COOKS, TRAVELS))
    narrow = sandbox.user_token(pages=(TRAVELS,))
    assert sandbox.share(sandbox.page_token(wide), business=BRAND).json() == {"success": True}
    assert len(sandbox.get("/me/accounts", wide).json()["data"]) == 2
    assert len(sandbox.get("/me/accounts", narrow).json()["data"]) == 1
