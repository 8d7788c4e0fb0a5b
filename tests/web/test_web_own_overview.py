"""The way to everything of a creator: offered to the browser that just signed in as its person, and to nobody else."""

import re
from datetime import timedelta
from typing import Any

import pytest

from contracts.ids import collaboration_workflow_id
from contracts.terms import Terms
from contracts.vocabulary import Stage
from starter.web import own_overview
from tests.cast import ADMIN, Creator
from tests.waiting import eventually
from tests.web.conftest import Site
from tests.web.web_visitor import Page, Visitor

SHARED = ["ADVERTISE", "ANALYZE"]
"""What a brand's own people may do with a Page that was shared with it."""


def way(page: Page) -> str:
    """Where the page's link to the overview leads; empty where there is none."""
    found = re.search(r'<a href="(/o/[^"]+)"', page.answer.text)
    return found.group(1) if found else ""


async def begun(site: Site, creator: Creator, name: str = "a", **more: Any) -> Terms:
    """Started as the collaboration service does, and listed by Temporal, which is a moment behind."""
    terms = creator.terms(name, **more)
    await site.deps.collaborations.start(terms)
    creator.started.append(collaboration_workflow_id(terms.collaboration_id))

    async def listed() -> bool:
        found = site.deps.collaborations.list(creator=creator.creator_id)
        return terms.collaboration_id in [each.collaboration_id async for each in found]

    await eventually(listed, "it is listed")
    return terms


async def connects(site: Site, visitor: Visitor, terms: Terms, creator: Creator, *pages: str) -> Page:
    """By this creator's Facebook login, from the page of ``terms``."""

    async def offered() -> Page | None:
        page = await visitor.open(site.link(terms))
        return page if {"authorize", "reauthorize"} & set(page.forms) else None

    page = await eventually(offered, "a sign-in is offered; not while it is being checked")
    page = await visitor.follow(await visitor.consent(page, creator, **({"pages": pages} if pages else {})))
    assert page.sign_in == "accepted"
    return page


async def test_who_signed_in_is_offered_the_way(
    site: Site, visitor: Visitor, creator: Creator, monkeypatch: pytest.MonkeyPatch
) -> None:
    terms = await begun(site, creator)
    before = await visitor.open(site.link(terms))
    assert way(before) == ""
    assert "offered here right after you have connected" in before.text
    page = await connects(site, visitor, terms, creator)
    everything = await visitor.open(site.url + way(page))
    assert terms.collaboration_id in everything.cards
    assert way(await visitor.open(str(page.url))) != "", "a reload loses nothing"
    await site.deps.collaborations.wait_for_stage(terms.collaboration_id, Stage.ACTIVE, timeout=20)
    plain = await visitor.open(site.link(terms))
    assert way(plain) == "", "the cookie alone says nothing"
    assert "Ask whoever sent you this link for it" in plain.text
    monkeypatch.setattr(own_overview, "FRESH", timedelta(0))
    assert way(await visitor.open(str(page.url))) == "", "no longer fresh"


async def test_another_browser_is_not_offered_it(
    site: Site, visitor: Visitor, stranger: Visitor, creator: Creator
) -> None:
    """Not even with the address of the page that offered it: the collaboration's link may have been forwarded."""
    page = await connects(site, visitor, await begun(site, creator), creator)
    assert way(page)
    for _ in range(2):  # the second time it has a cookie of its own
        seen = await stranger.open(str(page.url))
        assert (seen.sign_in, way(seen)) == ("accepted", "")


@pytest.mark.parametrize("roles", [None, SHARED], ids=["another's account", "shared with them"])
async def test_a_facebook_login_of_ones_own_is_not_enough(
    site: Site, stranger: Visitor, creator: Creator, roles: list[str] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever the link was forwarded to signs in as themselves. Nobody else has connected so far, nothing is listed."""

    async def nothing_yet(*_: object) -> tuple[()]:
        return ()

    monkeypatch.setattr(own_overview, "collaborations_of", nothing_yet)
    other = creator.stack.next_creator()
    terms = await begun(site, creator)
    if roles:
        await creator.patch_page(roles={creator.person_id: ADMIN, other.person_id: roles})
    page = await connects(site, stranger, terms, other, other.page(), *([creator.page()] if roles else []))
    assert (f"@{creator.username()}: asked for" in page.text) is bool(roles)
    assert way(page) == ""


async def test_full_control_beside_the_creator_is_not_enough(
    site: Site, visitor: Visitor, stranger: Visitor, creator: Creator
) -> None:
    """An agency that manages the Page, while the creator's own sign-in stays in use."""
    agency = creator.stack.next_creator()
    terms = await begun(site, creator)
    await creator.patch_page(roles={creator.person_id: ADMIN, agency.person_id: ADMIN})
    page = await visitor.follow(
        await visitor.consent(await visitor.open(site.link(terms)), creator, pages=[creator.page(1)])
    )
    assert way(page) == "", "the account that is asked for was not shown"
    page = await connects(site, stranger, terms, agency, creator.page())
    assert "you have full control of the Page" in page.text
    assert way(page) == ""


async def test_every_account_that_the_overview_speaks_of_counts(
    site: Site, stranger: Visitor, creator: Creator
) -> None:
    """Else a brand that is given a collaboration about an account of its own would see all the others."""
    brand = creator.stack.next_creator()
    await begun(site, creator)
    theirs = await begun(site, creator, "b", instagram_username=brand.username())
    page = await connects(site, stranger, theirs, brand)
    assert "you have full control of the Page" in page.text
    assert way(page) == ""
