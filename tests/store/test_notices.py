"""Notices: told once."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from contracts.notices import KeptNotice, Notice, NoticeFacts, NoticeKind
from contracts.vocabulary import LapseCause, Owner, Stage
from store.session import Store

OpenStore = Callable[..., Awaitable[Store]]


def notice(
    number: int, collaboration_id: str | None = "c-1", *, to: Owner = Owner.CREATOR, creator_id: str = "cr-7"
) -> Notice:
    return Notice(
        notice_id=f"n-{number}",
        kind=NoticeKind.LAPSED,
        to=to,
        creator_id=creator_id,
        collaboration_id=collaboration_id,
        text="Please connect again.",
    )


def kept(notice: Notice, recorded_at: datetime, seen_at: datetime | None = None) -> KeptNotice:
    return KeptNotice(**notice.model_dump(), recorded_at=recorded_at, seen_at=seen_at)


async def test_a_notice_is_recorded_once(store: Store, now: datetime) -> None:
    assert await store.notices.record([notice(1), notice(2), notice(1)], now) == 2
    assert await store.notices.record([notice(2), notice(3, None)], now) == 1
    assert await store.notices.record([], now) == 0
    assert await store.notices.of_creator("cr-7") == (
        kept(notice(1), now),
        kept(notice(2), now),
        kept(notice(3, None), now),
    )
    assert await store.notices.of_collaboration("c-1") == (kept(notice(1), now), kept(notice(2), now))
    assert await store.notices.of_creator("cr-8") == ()


async def test_the_facts_are_kept(store: Store, now: datetime) -> None:
    facts = NoticeFacts(stage=Stage.UNMANAGED, code="authorization_lapsed", cause=LapseCause.EXPIRED)
    told = notice(1).model_copy(update={"facts": facts})
    await store.notices.record([told, notice(2)], now)
    assert await store.notices.of_creator("cr-7") == (kept(told, now), kept(notice(2), now))


async def test_the_mark_moves_with_what_the_creator_is_told_and_has_seen(store: Store, now: datetime) -> None:
    marks = [await store.notices.mark("cr-7")]
    await store.notices.record([notice(1)], now)
    marks.append(await store.notices.mark("cr-7"))
    await store.notices.acknowledge("cr-7", ["n-1"], now)
    marks.append(await store.notices.mark("cr-7"))
    assert len(set(marks)) == 3
    await store.notices.record([notice(2, to=Owner.BRAND), notice(3, creator_id="cr-8")], now)
    assert await store.notices.mark("cr-7") == marks[-1]


async def test_overlapping_batches_at_once_record_each_notice_once(
    store: Store, open_store: OpenStore, now: datetime
) -> None:
    other = await open_store()
    batch = [notice(number) for number in range(40)]
    counts = await asyncio.gather(
        *(
            each.notices.record(part, now)
            for each, part in [(store, batch), (other, batch[::-1]), (store, batch[20:]), (other, batch[:30])]
        )
    )
    assert sum(counts) == 40
    assert len(await store.notices.of_creator("cr-7")) == 40


async def test_a_large_batch_fits_and_the_newest_are_shown(store: Store, now: datetime) -> None:
    assert await store.notices.record([notice(number) for number in range(10_000, 11_200)], now) == 1200
    shown = await store.notices.of_creator("cr-7")
    assert len(shown) == 500
    assert shown[-1] == kept(notice(11_199), now)


async def test_a_creator_is_shown_only_what_the_creator_was_told(store: Store, now: datetime) -> None:
    told = [notice(1), notice(2, to=Owner.BRAND), notice(3, to=Owner.OPERATOR), notice(4, creator_id="cr-8")]
    await store.notices.record(told, now)
    assert [each.notice_id for each in await store.notices.of_creator("cr-7")] == ["n-1"]
    assert [each.notice_id for each in await store.notices.of_collaboration("c-1")] == ["n-1", "n-2", "n-3", "n-4"]


async def test_a_notice_is_acknowledged_once_and_only_by_its_own_creator(store: Store, now: datetime) -> None:
    mine = [notice(1), notice(2)]
    await store.notices.record([*mine, notice(3, creator_id="cr-8"), notice(4, to=Owner.BRAND)], now)
    assert await store.notices.unseen("cr-7") == tuple(kept(each, now) for each in mine)
    later = now + timedelta(hours=1)
    assert await store.notices.acknowledge("cr-7", ["n-1", "n-3", "n-4", "no-such", "n-1"], later) == 1
    assert await store.notices.acknowledge("cr-7", ["n-1"], later + timedelta(hours=1)) == 0
    assert await store.notices.acknowledge("cr-7", [], later) == 0
    assert await store.notices.of_creator("cr-7") == (kept(mine[0], now, later), kept(mine[1], now))
    assert await store.notices.unseen("cr-7") == (kept(mine[1], now),)
    assert [each.seen_at for each in await store.notices.unseen("cr-8")] == [None]
