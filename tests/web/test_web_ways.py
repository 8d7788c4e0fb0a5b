"""The ways of connecting again: each button asks Facebook in its own way, and only in ways that there are."""

from urllib.parse import urljoin

from contracts.ids import collaboration_workflow_id
from contracts.vocabulary import Stage
from starter.web.actions import Way
from starter.web.held_up import titles
from starter.web.texts import LANGUAGES
from tests.cast import Creator, reaches
from tests.waiting import eventually
from tests.web.conftest import Site
from tests.web.web_visitor import Visitor, query_of


async def test_each_way_asks_facebook_differently(site: Site, visitor: Visitor, creator: Creator) -> None:
    terms = creator.terms()
    await creator.start(terms)
    await creator.consent((creator.page(1),))
    page = await visitor.shows(site.link(terms), Stage.BLOCKED)
    assert [form.hidden["way"] for form in page.ways] == [Way.REAUTHORIZE, Way.REAUTHENTICATE]
    for form in page.ways:
        answer = await visitor.http.post(urljoin(site.url, form.url), data=form.hidden)
        assert query_of(answer.headers["location"])["auth_type"] == form.hidden["way"]


async def test_a_way_that_there_is_not_is_refused(site: Site, visitor: Visitor, creator: Creator) -> None:
    terms = creator.terms()
    await creator.start(terms)
    page = await visitor.open(site.link(terms))
    assert "way" not in page.forms["authorize"].hidden
    for way in ("rerequest&scope=ads_management", "x", "REREQUEST"):
        assert (await visitor.submit(page, "authorize", way=way)).status_code == 403
    first = await visitor.submit(page, "authorize", way=Way.REREQUEST.value)
    assert "auth_type" not in query_of(first.headers["location"]), "there is nothing to ask again yet"


async def test_what_else_hangs_on_the_sign_in_is_named(site: Site, visitor: Visitor, creator: Creator) -> None:
    """Each by its name, and nothing that goes on all the same."""
    terms, later = creator.terms(), creator.terms("b", brand_name="Kite & Co", business_id=creator.business(1))
    for each in (terms, later, creator.terms("c", brand_name="Refused", instagram_username="somebody.else")):
        await site.deps.collaborations.start(each)
        creator.started.append(collaboration_workflow_id(each.collaboration_id))
    await creator.consent()
    for each in (terms, later):
        await site.deps.collaborations.wait_for_stage(each.collaboration_id, Stage.ACTIVE, timeout=20)
    await site.deps.collaborations.decline(f"c-{creator.number}-c")
    await creator.change_password()
    await site.deps.collaborations.recheck(terms.collaboration_id)

    async def both() -> str | None:
        page = await visitor.open(site.link(terms))
        return page.text if "Kite & Co" in page.text else None

    text = await eventually(both, "the other one is named")
    assert "The same sign-in also holds up: Kite & Co and @" in text
    assert "Kite & Co had access when we last saw it" in text
    assert "Refused" not in text
    names = await titles(site.deps, creator.creator_id, [later.collaboration_id, "c-of-nobody"], LANGUAGES["en"])
    assert names == {later.collaboration_id: f"Kite & Co and @{creator.username()}"}


async def test_a_sign_in_is_renewed_before_it_ends(site: Site, visitor: Visitor, creator: Creator) -> None:
    """What the warnings ask for can be done: the login lasts 60 days, the term 90."""
    terms = creator.terms(seconds=90 * 86_400)
    handle = await creator.start(terms)
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    (before,) = await site.deps.store.logins.views(creator.creator_id)
    page = await visitor.open(site.link(terms))
    assert "Renew the sign-in" in page.text
    page = await visitor.follow(await visitor.consent(page, creator))
    assert (page.stage, page.sign_in) == ("active", "accepted")
    assert "connected again" not in page.text, "nothing was held up"
    (renewed,) = await site.deps.store.logins.views(creator.creator_id)
    assert renewed.login_id != before.login_id, "it takes the place of the one that would have ended"


async def test_connecting_again_says_that_it_goes_on(site: Site, visitor: Visitor, creator: Creator) -> None:
    terms = creator.terms()
    handle = await creator.start(terms)
    page = await visitor.follow(await visitor.consent(await visitor.open(site.link(terms)), creator))
    assert "connected again" not in page.text
    await reaches(handle, Stage.ACTIVE)
    await creator.change_password()
    await handle.signal("recheck")
    page = await visitor.shows(site.link(terms), Stage.UNMANAGED)
    for word in ("password was changed", "Held up by this", "If you do nothing"):
        assert word in page.text
    page = await visitor.follow(await visitor.consent(page, creator))
    assert "connected again" in page.text
    await visitor.shows(site.link(terms), Stage.ACTIVE)
