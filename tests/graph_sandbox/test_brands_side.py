"""What the brand sees of the Pages shared with it, and how it lets go of one (graph-api.md 3.2)."""

import pytest

from tests.graph_sandbox.sandbox_driver import BRAND, COOKS, MIA, OTHER, TRAVELS, Driver, error

TOKEN = "EAAbrandsystemuser"


@pytest.fixture
def page(sandbox: Driver) -> str:
    """Mia's Page token; the Page is shared with the brand, which has a system user."""
    token = sandbox.page_token(sandbox.user_token())
    sandbox.share(token)
    sandbox.patch(f"/businesses/{BRAND}", system_token=TOKEN)
    return token


def test_what_is_shared_with_the_brand(sandbox: Driver, page: str) -> None:
    listed = sandbox.get(f"/{BRAND}/client_pages", TOKEN, fields="id,permitted_tasks", summary="total_count").json()
    assert listed["data"] == [{"id": COOKS, "permitted_tasks": ["ADVERTISE", "ANALYZE"]}]
    assert listed["summary"] == {"total_count": 1}
    (client,) = sandbox.get(f"/{BRAND}/clients", TOKEN).json()["data"]
    (permission,) = client["page_permissions"]
    assert (permission["id"], permission["access_status"]) == (COOKS, "CONFIRMED")
    assert sandbox.get(f"/{OTHER}/clients", f"{TOKEN}").status_code == 403


def test_the_brand_lets_go_of_a_page(sandbox: Driver, page: str) -> None:
    assert sandbox.delete(f"/{BRAND}/pages", TOKEN, page_id=COOKS).json() == {"success": True}
    assert error(sandbox.delete(f"/{BRAND}/pages", TOKEN, page_id=COOKS)) == (400, 3996, None)
    assert sandbox.agencies(page) == []
    (row,) = sandbox.rows("unshare")
    assert (row["by"], row["person_id"], row["business_id"]) == ("api", f"system-user-{BRAND}", BRAND)


def test_a_person_may_act_for_a_business_only_on_its_staff(sandbox: Driver, page: str) -> None:
    user = sandbox.user_token()
    assert error(sandbox.delete(f"/{BRAND}/pages", user, page_id=COOKS)) == (403, 200, None)
    assert error(sandbox.delete(f"/{BRAND}/pages", page, page_id=COOKS)) == (403, 200, None)
    sandbox.patch(f"/businesses/{BRAND}", admins=[MIA])
    sandbox.patch(f"/businesses/{BRAND}", two_factor_type="all_required")
    assert error(sandbox.delete(f"/{BRAND}/pages", user, page_id=COOKS)) == (400, 415, 2859009)
    sandbox.patch(f"/people/{MIA}", two_factor=True)
    assert sandbox.delete(f"/{BRAND}/pages", user, page_id=COOKS).json() == {"success": True}
    assert sandbox.rows("unshare")[0]["person_id"] == MIA


def test_parameters_that_make_no_sense(sandbox: Driver, page: str) -> None:
    assert error(sandbox.delete(f"/{BRAND}/pages", TOKEN)) == (400, 100, None)
    assert error(sandbox.delete(f"/{BRAND}/pages", TOKEN, page_id="17")) == (400, 100, None)
    assert error(sandbox.delete(f"/{BRAND}/pages", TOKEN, page_id=TRAVELS)) == (400, 3996, None)


def test_an_owned_page_would_go_as_well(sandbox: Driver, page: str) -> None:
    sandbox.patch(f"/pages/{TRAVELS}", owner_business=BRAND)
    assert sandbox.delete(f"/{BRAND}/pages", TOKEN, page_id=TRAVELS).json() == {"success": True}
    assert [row["page_id"] for row in sandbox.rows("drop_owned")] == [TRAVELS]


def test_its_token_is_debugged_and_dies_when_it_is_changed(sandbox: Driver, page: str) -> None:
    found = sandbox.debug(TOKEN)
    assert (found["is_valid"], found["type"], found["expires_at"]) == (True, "SYSTEM_USER", 0)
    assert "business_management" in found["scopes"]
    sandbox.patch(f"/businesses/{BRAND}", system_token="EAAanother")
    assert sandbox.debug(TOKEN)["is_valid"] is False
    assert error(sandbox.get(f"/{BRAND}/client_pages", TOKEN)) == (400, 190, None)
