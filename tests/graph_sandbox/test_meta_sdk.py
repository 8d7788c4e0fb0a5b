"""Meta's own SDK, pointed at the sandbox: what it understands is what the platform would say."""

from collections.abc import Iterator

import pytest
from facebook_business.adobjects.business import Business
from facebook_business.adobjects.page import Page
from facebook_business.adobjects.user import User
from facebook_business.api import FacebookAdsApi, FacebookSession
from facebook_business.exceptions import FacebookRequestError

from tests.graph_sandbox.sandbox_driver import (
    APP,
    BRAND,
    COOKS,
    MIA,
    OTHER,
    SECRET,
    TRAVELS,
    Driver,
)


class Sdk:
    """SDK clients for this sandbox; the sessions are closed at the end."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._open: list[FacebookSession] = []

    def api(self, token: str) -> FacebookAdsApi:
        session = FacebookSession(APP, SECRET, token)
        session.GRAPH = self._url
        self._open.append(session)
        return FacebookAdsApi(session, "v26.0")

    def close(self) -> None:
        for session in self._open:
            session.requests.close()


@pytest.fixture
def sdk(sandbox: Driver) -> Iterator[Sdk]:
    clients = Sdk(sandbox.url)
    yield clients
    clients.close()


def test_accounts_over_several_pages(sandbox: Driver, sdk: Sdk) -> None:
    sandbox.patch("/app", require_appsecret_proof=True)
    # The consent's own exchange needs no proof; the SDK sends one with every call.
    me = User("me", api=sdk.api(sandbox.user_token()))
    found = me.get_accounts(fields=["id", "name", "access_token"], params={"limit": 1})
    assert [page["id"] for page in found] == [COOKS, TRAVELS]
    assert me.api_get(fields=["name"])["name"] == "Mia Baker"
    assert {row["permission"] for row in me.get_permissions()} >= {"instagram_basic", "public_profile"}


def test_share_read_unshare(sandbox: Driver, sdk: Sdk) -> None:
    user = sdk.api(sandbox.user_token())
    page = Page(COOKS, api=user).api_get(fields=["access_token", "instagram_business_account"])
    assert page["instagram_business_account"]["id"] == "17841400000000001"
    page = Page(COOKS, api=sdk.api(page["access_token"]))
    tasks = [Page.PermittedTasks.advertise, Page.PermittedTasks.analyze]
    page.create_agency(params={"business": BRAND, "permitted_tasks": tasks})
    page.create_agency(params={"business": OTHER, "permitted_tasks": tasks})
    with pytest.warns(UserWarning, match="does not allow field permitted_tasks"):  # the edge has it all the same
        agencies = page.get_agencies(fields=["id", "name", "permitted_tasks"], params={"limit": 1})
    assert [row["id"] for row in agencies] == [BRAND, OTHER]
    assert agencies.total() == 2

    with pytest.raises(FacebookRequestError) as refused:
        page.create_agency(params={"business": BRAND, "permitted_tasks": tasks})
    assert refused.value.api_error_code() == 3989
    assert refused.value.api_transient_error() is False

    page.delete_agencies(params={"business": BRAND})
    assert [row["id"] for row in page.get_agencies()] == [OTHER]
    assert [row["op"] for row in sandbox.rows("share", "unshare")] == ["share", "share", "unshare"]
    assert Business(OTHER, api=user).api_get(fields=["name"])["name"] == "Other Brand Inc"
    sandbox.patch(f"/businesses/{OTHER}", admins=[MIA])
    assert [row["id"] for row in Business(OTHER, api=user).get_client_pages()] == [COOKS]


def test_lapse(sandbox: Driver, sdk: Sdk) -> None:
    me = User("me", api=sdk.api(sandbox.user_token()))
    sandbox.patch(f"/people/{MIA}", password="changed")
    with pytest.raises(FacebookRequestError) as dead:
        me.get_accounts()
    assert dead.value.api_error_code() == 190
    assert dead.value.api_error_subcode() == 460
    assert dead.value.http_status() == 400


def test_debug_token(sandbox: Driver, sdk: Sdk) -> None:
    user = sandbox.user_token()
    answer = sdk.api(f"{APP}|{SECRET}").call("GET", ["debug_token"], params={"input_token": user})
    assert answer.json()["data"]["is_valid"] is True


def test_batch(sandbox: Driver, sdk: Sdk) -> None:
    api = sdk.api(sandbox.user_token())
    names: list[str] = []
    batch = api.new_batch()
    for page_id in (COOKS, TRAVELS):
        batch.add("GET", [page_id], {"fields": "name"}, success=lambda r: names.append(r.json()["name"]))
    batch.execute()
    assert names == ["Mia Cooks", "Mia Travels"]
