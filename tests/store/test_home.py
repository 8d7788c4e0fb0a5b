"""A database belongs to one Temporal namespace."""

import asyncio

import pytest

from store.errors import OtherNamespace
from store.session import Store


async def test_the_first_that_comes_has_it_and_may_come_again(store: Store) -> None:
    await store.home.claim("ours")
    await store.home.claim("ours")
    with pytest.raises(
        OtherNamespace, match=r"belongs to the Temporal namespace 'ours', not to 'theirs'.*db move theirs"
    ):
        await store.home.claim("theirs")


async def test_of_two_at_once_one_has_it(store: Store) -> None:
    answers = await asyncio.gather(*(store.home.claim(name) for name in ("a", "b")), return_exceptions=True)
    assert sorted(type(answer).__name__ for answer in answers) == ["NoneType", "OtherNamespace"]


async def test_it_can_be_moved(store: Store) -> None:
    assert await store.home.move("first") is None
    assert await store.home.move("second") == "first"
    await store.home.claim("second")
    with pytest.raises(OtherNamespace):
        await store.home.claim("first")
