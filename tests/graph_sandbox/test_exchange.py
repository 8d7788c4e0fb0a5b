"""``/oauth/access_token``: codes, long-lived tokens, app tokens, PKCE."""

import pytest

from tests.graph_sandbox.sandbox_driver import APP, CALLBACK, COOKS, MIA, SECRET, Driver, error

VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"  # graph-api.md 1.12


def test_a_code_works_once(sandbox: Driver) -> None:
    code = sandbox.consent()["code"]
    first = sandbox.exchange(code)
    assert first.json()["expires_in"] == 3600
    assert first.json()["access_token"].startswith("EAA")
    again = sandbox.exchange(code)
    assert again.status_code == 400
    assert again.json()["error"]["message"] == "This authorization code has been used."
    assert '"invalid_code"' in again.headers["www-authenticate"]


def test_a_code_is_bound_to_its_redirect_uri(sandbox: Driver) -> None:
    code = sandbox.consent()["code"]
    other = sandbox.exchange(code, redirect_uri=f"{CALLBACK}/other")
    assert error(other) == (400, 100, None)
    assert "redirect_uri is identical" in other.json()["error"]["message"]
    assert sandbox.exchange(code).status_code == 200  # the refusal did not use it up


def test_get_works_like_post(sandbox: Driver) -> None:
    code = sandbox.consent()["code"]
    params = {"client_id": APP, "client_secret": SECRET, "redirect_uri": CALLBACK, "code": code}
    assert sandbox.http.get("/oauth/access_token", params=params).status_code == 200


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"client_secret": "wrong"}, "Error validating client secret."),
        ({"client_id": "77"}, "Error validating application."),
        ({"redirect_uri": ""}, "Missing redirect_uri parameter."),
        ({"code": "never-issued"}, "Invalid verification code format."),
        ({"grant_type": "password"}, "Unsupported grant_type"),
    ],
)
def test_refusals(sandbox: Driver, change: dict[str, str], message: str) -> None:
    data = {"client_id": APP, "client_secret": SECRET, "redirect_uri": CALLBACK, "code": "x"}
    answer = sandbox.http.post("/v26.0/oauth/access_token", data=data | change)
    assert answer.status_code == 400
    assert answer.json()["error"]["message"].startswith(message)


def test_pkce(sandbox: Driver) -> None:
    code = sandbox.consent(code_challenge=CHALLENGE, code_challenge_method="S256")["code"]
    assert error(sandbox.exchange(code)) == (400, 100, None)
    assert error(sandbox.exchange(code, code_verifier="wrong")) == (400, 100, None)
    assert sandbox.exchange(code, code_verifier=VERIFIER).status_code == 200
    plain = sandbox.consent(code_challenge=VERIFIER)["code"]
    assert sandbox.exchange(plain, code_verifier=VERIFIER).status_code == 200


def test_app_token(sandbox: Driver) -> None:
    data = {"client_id": APP, "client_secret": SECRET, "grant_type": "client_credentials"}
    token = sandbox.http.post("/v26.0/oauth/access_token", data=data).json()
    assert token == {"access_token": f"{APP}|{SECRET}", "token_type": "bearer"}
    assert sandbox.debug(token["access_token"])["type"] == "APP"


def test_a_dead_token_cannot_be_made_long(sandbox: Driver) -> None:
    short = sandbox.user_token(long=False)
    sandbox.patch(f"/people/{MIA}", token="expired")
    data = {"client_id": APP, "client_secret": SECRET, "grant_type": "fb_exchange_token"}
    answer = sandbox.http.post("/v26.0/oauth/access_token", data=data | {"fb_exchange_token": short})
    assert error(answer) == (400, 190, 463)


def test_a_code_dies_with_the_password(sandbox: Driver) -> None:
    code = sandbox.consent()["code"]
    sandbox.patch(f"/people/{MIA}", password="new")
    assert error(sandbox.exchange(code)) == (400, 100, None)


def test_short_and_long(sandbox: Driver) -> None:
    short, long = sandbox.user_token(long=False), sandbox.user_token()
    found_short, found_long = sandbox.debug(short), sandbox.debug(long)
    assert found_long["expires_at"] - found_short["expires_at"] > 5_000_000
    assert "issued_at" not in found_short
    assert found_long["data_access_expires_at"] == found_long["issued_at"] + 90 * 86400
    assert sandbox.debug(sandbox.page_token(short))["expires_at"] == found_short["expires_at"]
    page = sandbox.debug(sandbox.page_token(long))
    assert (page["type"], page["profile_id"], page["expires_at"]) == ("PAGE", COOKS, 0)
