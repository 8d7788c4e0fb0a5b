"""Notices: told once."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from contracts.notices import Notice, NoticeKind
from contracts.vocabulary import Owner
from store.session import Store

OpenStore = Callable[..., Awaitable[Store]]


def notice(number: int, collaboration_id: str | None = "c-1") -> Notice:
    return Notice(
        notice_id=f"n-{number}",
        kind=NoticeKind.LAPSED,
        to=Owner.CREATOR,
        creator_id="cr-7",
        collaboration_id=collaboration_id,
        text="Please connect again.",
    )


async def test_a_notice_is_recorded_once(store: Store, now: datetime) -> None:
    assert await store.notices.record([notice(1), notice(2), notice(1)], now) == 2
    assert await store.notices.record([notice(2), notice(3, None)], now) == 1
    assert await store.notices.record([], now) == 0
    assert await store.notices.of_creator("cr-7") == (notice(1), notice(2), notice(3, None))
    assert await store.notices.of_collaboration("c-1") == (notice(1), notice(2))
    assert await store.notices.of_creator("cr-8") == ()


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
    assert shown[-1] == notice(11_199)
