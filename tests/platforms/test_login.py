"""A login against the Graph sandbox, over real HTTP: tokens, permissions, and the Pages it reaches.

Every test also checks, by the ``graph`` fixture, that no secret went into a URL or a log.
"""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from contracts.vocabulary import InstagramLink
from platforms.meta import errors
from platforms.meta.graph import GraphClient
from platforms.meta.login import REQUIRED_PERMISSIONS
from platforms.meta.models import LoginInspection, Page

if TYPE_CHECKING:
    from tests.platforms.conftest import Sandbox, Watch

REDIRECT = "http://localhost/oauth/meta/callback"
VERIFIER = SecretStr("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
MIA, COOKS, TRAVELS = "10000000000000001", "100000000000001", "100000000000002"
BRAND, OTHER = "900000000000777", "900000000000888"


def by_id(inspection: LoginInspection) -> dict[str, Page]:
    pages = {page.id: page for page in inspection.pages}
    assert len(pages) == len(inspection.pages)
    return pages


async def test_a_code_becomes_a_short_token_and_that_a_long_one(sandbox: "Sandbox", graph: GraphClient) -> None:
    code = await sandbox.consent([COOKS])
    short = await graph.exchange_code(code, REDIRECT, VERIFIER)
    long = await graph.extend(short.value)
    now = datetime.now(UTC)
    assert short.expires_at is not None
    assert long.expires_at is not None
    assert short.expires_at < now + timedelta(hours=3)
    assert long.expires_at > now + timedelta(days=50)
    info = await graph.debug(long.value)
    assert (info.is_valid, info.lapse, info.user_id, info.type) == (True, None, MIA, "USER")
    assert info.scopes >= set(REQUIRED_PERMISSIONS)
    assert info.granular["pages_show_list"] == frozenset({COOKS})


async def test_a_code_works_once_with_its_address_and_its_verifier(sandbox: "Sandbox", graph: GraphClient) -> None:
    code = await sandbox.consent([COOKS])
    for redirect, verifier in ((f"{REDIRECT}/", VERIFIER), (REDIRECT, SecretStr("x" * 43)), (REDIRECT, None)):
        with pytest.raises(errors.CodeRefused):
            await graph.exchange_code(code, redirect, verifier)
    await graph.exchange_code(code, REDIRECT, VERIFIER)
    with pytest.raises(errors.CodeRefused, match="has been used") as caught:
        await graph.exchange_code(code, REDIRECT, VERIFIER)
    assert (caught.value.code, caught.value.status) == (100, 400)
    assert caught.value.request_id
    with pytest.raises(errors.CodeRefused):
        await graph.exchange_code(SecretStr("nonsense"), REDIRECT, VERIFIER)


async def test_inspection_of_a_login_costs_one_round_trip(
    sandbox: "Sandbox", graph: GraphClient, watch: "Watch"
) -> None:
    token = await sandbox.login(graph, COOKS, TRAVELS)
    watch.urls.clear()
    inspection = await graph.inspect(token)
    assert len(watch.urls) == 1
    assert inspection.person is not None
    assert (inspection.person.id, inspection.person.name) == (MIA, "Mia Baker")
    assert inspection.permissions == {**dict.fromkeys(REQUIRED_PERMISSIONS, "granted"), "public_profile": "granted"}
    assert inspection.request_id
    page = by_id(inspection)[COOKS]
    assert (page.name, page.controls_page, page.is_published, page.link) == (
        "Mia Cooks",
        True,
        True,
        InstagramLink.BUSINESS,
    )
    assert page.instagram is not None
    assert (page.instagram.id, page.instagram.username) == ("17841400000000001", "mia.cooks")
    assert "EAA" not in repr(inspection) + inspection.model_dump_json()


async def test_links_owner_and_role_of_pages(sandbox: "Sandbox", graph: GraphClient) -> None:
    connected = {"id": "17841400000000001", "username": "mia.cooks", "professional": False, "link": "connected"}
    await sandbox.patch(f"pages/{COOKS}", instagram=connected, published=False, owner_business=BRAND)
    await sandbox.patch(f"pages/{TRAVELS}", instagram=None, roles={MIA: ["ADVERTISE", "ANALYZE"]})
    pages = by_id(await graph.inspect(await sandbox.login(graph, COOKS, TRAVELS)))
    assert (pages[COOKS].link, pages[COOKS].is_published) == (InstagramLink.CONNECTED, False)
    assert (pages[COOKS].owner_business_id, pages[TRAVELS].owner_business_id) == (BRAND, None)
    assert (pages[TRAVELS].link, pages[TRAVELS].instagram) == (InstagramLink.NONE, None)
    assert (pages[COOKS].controls_page, pages[TRAVELS].controls_page) == (True, False)


async def test_a_granted_page_that_is_not_listed_is_found(sandbox: "Sandbox", graph: GraphClient) -> None:
    await sandbox.patch(f"pages/{COOKS}", owner_business=OTHER)
    permissions = tuple(name for name in REQUIRED_PERMISSIONS if name != "business_management")
    token = await sandbox.login(graph, COOKS, TRAVELS, permissions=permissions)
    inspection = await graph.inspect(token)
    assert inspection.permissions.get("business_management") != "granted"
    assert set(by_id(inspection)) == {COOKS, TRAVELS}
    assert by_id(inspection)[COOKS].owner_business_id is None  # not ours to see
    assert (await graph.page(token, COOKS)).controls_page


async def test_a_stale_grant_is_no_error(sandbox: "Sandbox", graph: GraphClient) -> None:
    token = await sandbox.login(graph, COOKS, TRAVELS)
    await sandbox.patch(f"pages/{TRAVELS}", roles={})
    assert set(by_id(await graph.inspect(token))) == {COOKS}
    with pytest.raises(errors.NotFound):
        await graph.page(token, TRAVELS)


async def test_a_person_who_declined_the_list_has_no_pages(sandbox: "Sandbox", graph: GraphClient) -> None:
    token = await sandbox.login(graph, COOKS, permissions=("business_management",))
    inspection = await graph.inspect(token)
    assert inspection.pages == ()
    assert inspection.permissions.get("pages_show_list") != "granted"
    assert inspection.info.is_valid


async def test_a_person_with_more_than_a_hundred_pages(sandbox: "Sandbox", graph: GraphClient) -> None:
    ids = [str(5000 + n) for n in range(230)]
    pages = [{"id": page_id, "name": f"Page {page_id}", "roles": {MIA: ["MANAGE"]}} for page_id in ids]
    await sandbox.put("world", {**sandbox.defaults, "pages": pages})
    token = await sandbox.login(graph, *ids)
    assert set(by_id(await graph.inspect(token))) == set(ids)
