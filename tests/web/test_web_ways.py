"""The ways of connecting again: each button asks Facebook in its own way, and only in ways that there are."""

from urllib.parse import urljoin

from contracts.vocabulary import Stage
from starter.web.actions import Way
from tests.cast import Creator, reaches
from tests.web.conftest import Site
from tests.web.test_web_sign_in import query_of, shows
from tests.web.web_visitor import Visitor


async def test_each_way_asks_facebook_differently(site: Site, visitor: Visitor, creator: Creator) -> None:
    terms = creator.terms()
    await creator.start(terms)
    await creator.consent((creator.page(1),))
    page = await shows(visitor, site.link(terms), Stage.BLOCKED)
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


async def test_connecting_again_says_that_it_goes_on(site: Site, visitor: Visitor, creator: Creator) -> None:
    terms = creator.terms()
    handle = await creator.start(terms)
    page = await visitor.follow(await visitor.consent(await visitor.open(site.link(terms)), creator))
    assert "connected again" not in page.text
    await reaches(handle, Stage.ACTIVE)
    await creator.change_password()
    await handle.signal("recheck")
    page = await shows(visitor, site.link(terms), Stage.UNMANAGED)
    for word in ("password was changed", "Held up by this", "If you do nothing"):
        assert word in page.text
    page = await visitor.follow(await visitor.consent(page, creator))
    assert "connected again" in page.text
    await shows(visitor, site.link(terms), Stage.ACTIVE)
