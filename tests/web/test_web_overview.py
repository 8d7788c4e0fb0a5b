"""The creator's overview: everything that is theirs and nothing else, and the way to end it."""

import asyncio
import json
from contextlib import AsyncExitStack
from typing import Any

import pytest

from contracts.ids import collaboration_workflow_id, deletion_workflow_id
from contracts.vocabulary import Outcome, Stage
from starter.errors import RequestRefused
from starter.links import make_link, make_overview_link
from starter.listing import Listed
from starter.web import evidence, overview, overview_data
from starter.web import overview_view as view
from starter.web.overview_data import Belongings, Entry, page_of
from starter.web.pages import Pages
from starter.web.texts import LANGUAGES
from tests.cast import Creator, reaches
from tests.waiting import eventually
from tests.web import web_gallery as gallery
from tests.web.conftest import Site
from tests.web.web_visitor import Page, Visitor
from workflows.collaboration import Collaboration


def overview_link(site: Site, creator: Creator) -> str:
    return make_overview_link(site.deps.settings, creator.creator_id)


async def lists(visitor: Visitor, link: str, count: int, *stages: str) -> Page:
    """The overview, once it lists so many collaborations, and all of them in ``stages`` if any are given."""

    async def look() -> Page | None:
        page = await visitor.open(link)
        fits = len(page.cards) == count and (not stages or {stage for stage, _ in page.cards.values()} <= set(stages))
        return page if fits else None

    return await eventually(look, f"an overview of {count} in {stages}")


async def begun(site: Site, creator: Creator, name: str = "a", **more: Any) -> Any:
    """Started as the collaboration service starts it: only so is it listed under its creator."""
    terms = creator.terms(name, **more)
    await site.deps.collaborations.start(terms)
    workflow_id = collaboration_workflow_id(terms.collaboration_id)
    creator.started.append(workflow_id)
    return site.deps.temporal.get_workflow_handle_for(Collaboration.run, workflow_id)


async def active(site: Site, creator: Creator, name: str = "a", **more: Any) -> Any:
    handle = await begun(site, creator, name, **more)
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    return handle


async def test_it_shows_all_that_is_the_creators_and_nothing_else(
    site: Site, visitor: Visitor, creator: Creator
) -> None:
    await active(site, creator)
    later = await begun(site, creator, "b", business_id=creator.business(1), brand_name="Another brand")
    await reaches(later, Stage.ACTIVE)
    other = creator.stack.next_creator()
    try:
        await begun(site, other)
        page = await lists(visitor, overview_link(site, creator), 2, "active")
        assert set(page.cards) == {f"c-{creator.number}-a", f"c-{creator.number}-b"}
        for word in (f"Brand {creator.number}", "Another brand", f"Connected as Creator {creator.number}", "Since "):
            assert word in page.text
        theirs = await lists(visitor, overview_link(site, other), 1)
        assert set(theirs.cards) == {f"c-{other.number}-a"}
    finally:
        await other.leave()


async def test_a_link_opens_its_own_kind_only(site: Site, visitor: Visitor, creator: Creator) -> None:
    terms = creator.terms()
    await creator.start(terms)
    of_one = site.link(terms).rsplit("/", 1)[1]
    of_all = overview_link(site, creator).rsplit("/", 1)[1]
    assert (await visitor.open(f"{site.url}/o/{of_one}")).status == 404
    assert (await visitor.open(f"{site.url}/c/{of_all}")).status == 404
    for path in ("", "/end?scope=all", "/evidence.json", "/events", "/delete"):
        assert (await visitor.http.get(f"{site.url}/o/{of_one}{path}")).status_code == 404, path
        assert (await visitor.http.get(f"{site.url}/o/forged{path}")).status_code == 404, path
    for path in ("/end", "/seen", "/delete"):
        assert (await visitor.http.post(f"{site.url}/o/{of_one}{path}")).status_code in (403, 404), path
    with pytest.raises(RequestRefused, match="not a creator's id"):
        make_overview_link(site.deps.settings, "no id' OR")


async def test_ending_all_of_one_brand_asks_once_and_ends_with_the_proof(
    site: Site, visitor: Visitor, creator: Creator
) -> None:
    await active(site, creator)
    await active(site, creator, "b", instagram_username=creator.username(1))
    kept = await active(site, creator, "other", business_id=creator.business(1), brand_name="Another brand")
    link = overview_link(site, creator)
    await lists(visitor, link, 3, "active")
    question = await visitor.open(f"{link}/end?scope=brand&id={creator.business()}")
    assert question.text.count("access is taken back") == 2
    assert "Another brand" not in question.text
    assert await creator.shared()
    page = await visitor.press(question, "end")
    assert "shows the proof" in page.text

    async def ended() -> Page | None:
        seen = await visitor.open(link)
        over = [name for name, standing in seen.cards.items() if standing == ("ended", "revoked")]
        return seen if len(over) == 2 else None

    page = await eventually(ended, "both ended")
    assert page.text.count("Seen to be gone on") == 2
    assert not await creator.shared()
    assert not await creator.shared(which=1)
    assert await creator.shared(business=1)
    assert (await reaches(kept, Stage.ACTIVE)).stage is Stage.ACTIVE


async def test_ending_everything_ends_also_what_has_not_begun(site: Site, visitor: Visitor, creator: Creator) -> None:
    waiting = await begun(site, creator, "later", instagram_username="somebody.else")
    running = await active(site, creator)
    link = overview_link(site, creator)
    await lists(visitor, link, 2)
    question = await visitor.open(f"{link}/end?scope=all")
    assert "has not started, and will not" in question.text
    await visitor.press(question, "end")
    assert (await reaches(running, Stage.ENDED)).outcome is Outcome.REVOKED
    assert (await reaches(waiting, Stage.ENDED)).outcome is Outcome.CANCELLED
    await lists(visitor, link, 2, "ended")
    assert "nothing left to end" in (await visitor.open(f"{link}/end?scope=all")).text
    assert (await visitor.open(f"{link}/end?scope=everything")).status == 404


async def test_looking_ends_nothing_and_a_form_is_its_browsers(
    site: Site, visitor: Visitor, stranger: Visitor, creator: Creator
) -> None:
    handle = await active(site, creator)
    link = overview_link(site, creator)
    await lists(visitor, link, 1, "active")
    question = await visitor.open(f"{link}/end?scope=all")
    assert (await stranger.submit(question, "end")).status_code == 403
    await stranger.open(link)
    assert (await stranger.submit(question, "end")).status_code == 403
    assert (await visitor.http.get(f"{link}/delete")).status_code == 200
    assert (await visitor.http.post(f"{link}/delete")).status_code == 403
    other = make_link(site.deps.settings, f"c-{creator.number}-a", creator.creator_id)
    csrf = (await visitor.open(other)).forms["end"].hidden["csrf"]
    answer = await visitor.http.post(f"{link}/end", data={"csrf": csrf, "scope": "all", "id": ""})
    assert answer.status_code == 403, "a form of one collaboration does not end all"
    assert (await reaches(handle, Stage.ACTIVE)).stage is Stage.ACTIVE


async def test_a_message_is_new_until_it_is_seen(site: Site, visitor: Visitor, creator: Creator) -> None:
    await active(site, creator)
    link = overview_link(site, creator)

    async def both() -> Page | None:
        page = await visitor.open(link)
        return page if len(page.notices) >= 2 and page.cards else None

    page = await eventually(both, "two messages")
    assert set(page.notices.values()) == {"false"}
    assert "now has access to" in page.text
    page = await visitor.press(page, "seen")
    assert sorted(page.notices.values()) == ["false"] * (len(page.notices) - 1) + ["true"]
    assert list(page.notices.values())[-1] == "true", "what is new comes first"


async def test_the_record_of_all_of_them(site: Site, visitor: Visitor, creator: Creator) -> None:
    await active(site, creator)
    link = overview_link(site, creator)
    await lists(visitor, link, 1, "active")
    answer = await visitor.http.get(f"{link}/evidence.json")
    assert "attachment" in answer.headers["content-disposition"]
    told = json.loads(answer.text)
    assert told["complete"] is True
    assert [each["claim"] for each in told["records"]] == ["has"]


async def test_many_are_shown_in_parts(
    site: Site, visitor: Visitor, creator: Creator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of them are there, each once, the open ones first; what is ended together is all of them."""
    monkeypatch.setattr(overview_data, "ON_A_PAGE", 2)
    monkeypatch.setattr(evidence, "PRINTED", 2)
    monkeypatch.setattr(overview, "_MOST_NAMED", 1)
    for name in "abc":
        await begun(site, creator, name)
    await site.deps.collaborations.decline(f"c-{creator.number}-c")
    link = overview_link(site, creator)

    async def sorted_out() -> Page | None:
        last = await visitor.open(f"{link}/page/2")
        return last if set(last.cards.values()) == {("ended", "declined")} else None

    last = await eventually(sorted_out, "the ended one on the second page")
    first = await visitor.open(link)
    assert set(first.cards) | set(last.cards) == {f"c-{creator.number}-{name}" for name in "abc"}
    assert (len(first.cards), len(last.cards)) == (2, 1)
    assert "Part 1 of 2 Earlier ones" in first.text
    assert "End all of" in first.text
    assert "Messages" in first.text
    assert "Messages" not in last.text
    for number in ("0", "3", "x", "1e9"):
        assert (await visitor.open(f"{link}/page/{number}")).status == 404
        assert (await visitor.open(f"{link}/evidence/{number}")).status == 404
    printed = [(await visitor.open(f"{link}/evidence{more}")).text for more in ("", "/2")]
    assert [text.count("never had access through this") for text in printed] == [2, 1]
    told = (await visitor.http.get(f"{link}/evidence.json")).json()
    assert {each["collaboration_id"] for each in told["records"]} == set(first.cards) | set(last.cards)
    question = await visitor.open(f"{link}/end?scope=all")
    assert "and 1 more" in question.text
    await visitor.press(question, "end")
    for name in "ab":
        status = await site.deps.collaborations.wait_until_ended(f"c-{creator.number}-{name}", 20)
        assert status.outcome is Outcome.CANCELLED


def test_a_creator_of_many_has_small_pages() -> None:
    """200 of them, each in a state that takes many words, under long names."""
    stage = next(standing for name, standing, _ in gallery.standings() if name == "revoke_blocked")
    terms = gallery.TERMS.model_copy(update={"brand_name": "Süßwarenmanufaktur Schönefeld und Söhne GmbH & Co. KG"})
    listed = tuple(
        Listed(collaboration_id=f"c-{n}", stage=stage.stage, business_id=f"{n:06d}", instagram_username="m" * 30)
        for n in range(200)
    )
    seen: list[str] = []
    for number in range(1, page_of(listed, 1, overview_data.ON_A_PAGE)[1] + 1):
        here, pages = page_of(listed, number, overview_data.ON_A_PAGE)
        entries = tuple(Entry(each, terms, stage) for each in here)
        those = Belongings("cr-7", entries, (gallery.LOGIN,), (), listed, number=number, pages=pages)
        page = view.overview(LANGUAGES["de"], those, lambda _: "/c/" + 120 * "t")
        html = Pages().show("overview.html", path="/o/" + 120 * "t", csrf="c", version="v", done=None, page=page)
        assert len(html.body) < 35_000, "with style and script under 50 kB"
        seen += [each.collaboration_id for each in (*page.live, *page.open, *page.over)]
    assert sorted(seen) == sorted(each.collaboration_id for each in listed)


async def test_a_deletion_can_be_asked_for(site: Site, visitor: Visitor, creator: Creator) -> None:
    link = overview_link(site, creator)
    page = await visitor.press(await visitor.open(f"{link}/delete"), "delete")
    assert page.url.path.startswith("/deletion/")
    assert page.status == 200
    handle = site.deps.temporal.get_workflow_handle(deletion_workflow_id(creator.creator_id))
    await asyncio.wait_for(handle.result(), 20)


async def test_events_tell_of_a_change(site: Site, visitor: Visitor, creator: Creator) -> None:
    handle = await active(site, creator)
    terms = creator.terms()
    link = site.link(terms)
    page = await visitor.open(link)
    heard: list[str] = []
    async with visitor.http.stream("GET", f"{link}/events?version={page.version}") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        lines = stream.aiter_lines()
        assert await anext(lines) == "retry: 5000"
        await site.deps.collaborations.end(terms.collaboration_id, "test")
        async for line in lines:
            heard += [line] if line.startswith("event") else []
    assert heard[0] == "event: change"
    assert heard[-1] == "event: over"
    await reaches(handle, Stage.ENDED)


async def test_streams_are_few_and_only_for_who_saw_the_page(
    site: Site, visitor: Visitor, stranger: Visitor, creator: Creator
) -> None:
    terms = creator.terms()
    await creator.start(terms)
    events = f"{site.link(terms)}/events"
    assert (await stranger.http.get(events)).status_code == 204
    assert (await stranger.http.get(f"{site.url}/c/forged/events")).status_code == 404
    await visitor.open(site.link(terms))
    async with AsyncExitStack() as streams:
        reading = []  # kept: a reader that is forgotten closes its stream
        for _ in range(4):
            stream = await streams.enter_async_context(visitor.http.stream("GET", events))
            reading.append(stream.aiter_text())
            assert "retry" in await anext(reading[-1])
        async with visitor.http.stream("GET", events) as full:
            assert await anext(full.aiter_text()) == "event: pause\ndata: full\n\n"

    async def free() -> bool | None:
        async with visitor.http.stream("GET", events) as stream:
            return "retry" in await anext(stream.aiter_text()) or None

    await eventually(free, "a place that was given back")
