"""The vault: what was sealed opens only in its own row, with its own key, unchanged."""

import asyncio
import base64
from collections.abc import Awaitable, Callable

import pytest
from pydantic import SecretStr
from sqlalchemy import select, update
from sqlmodel import col

from store.errors import VaultClosed
from store.session import Store
from store.tables import VaultKeyRow
from store.vault import SecretKind, VaultKeys

SECRET = "EAAG-sentinel-token"
OpenStore = Callable[..., Awaitable[Store]]


async def seal(store: Store, creator_id: str = "cr-7", record_id: str = "login-1") -> bytes:
    async with store._database.write() as session:
        return await store.vault.seal(session, creator_id, record_id, "user_token", SecretStr(SECRET))


async def unseal(
    store: Store,
    ciphertext: bytes,
    creator_id: str = "cr-7",
    record_id: str = "login-1",
    kind: SecretKind = "user_token",
) -> str:
    async with store._database.read() as session:
        opened = await store.vault.open(session, creator_id, record_id, kind, ciphertext)
    return opened.get_secret_value()


async def test_what_was_sealed_opens(store: Store) -> None:
    sealed = await seal(store)
    assert SECRET.encode() not in sealed
    assert await unseal(store, sealed) == SECRET


async def test_sealing_twice_gives_different_bytes(store: Store) -> None:
    assert await seal(store) != await seal(store)


@pytest.mark.parametrize(
    "elsewhere", [{"creator_id": "cr-8"}, {"record_id": "login-2"}, {"kind": "page_token"}], ids=str
)
async def test_a_moved_ciphertext_stays_closed(store: Store, elsewhere: dict[str, SecretKind]) -> None:
    sealed = await seal(store)
    await seal(store, creator_id="cr-8")
    with pytest.raises(VaultClosed, match="'k1'") as closed:
        await unseal(store, sealed, **elsewhere)
    assert SECRET not in str(closed.value)


async def test_no_bit_can_be_changed_and_no_byte_cut(store: Store) -> None:
    sealed = await seal(store)
    flipped = [sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :] for at in range(len(sealed))]
    for changed in [*flipped, *(sealed[:length] for length in range(len(sealed))), sealed + b"\0"]:
        with pytest.raises(VaultClosed):
            await unseal(store, changed)


async def test_another_key_of_the_same_name_does_not_open(store: Store, open_store: OpenStore) -> None:
    sealed = await seal(store)
    stranger = await open_store(VaultKeys.parse(SecretStr(VaultKeys.generate("k1"))))
    with pytest.raises(VaultClosed, match="'k1'"):
        await unseal(stranger, sealed)
    with pytest.raises(VaultClosed, match="'k1'"):
        await seal(stranger)  # no second data key beside the one that does not open


async def test_a_data_key_moved_to_another_creator_does_not_open(store: Store) -> None:
    sealed = await seal(store)
    await seal(store, creator_id="cr-8")
    async with store._database.write() as session:
        theirs = (await session.get_one(VaultKeyRow, "cr-7")).wrapped_key
        await session.execute(
            update(VaultKeyRow).where(col(VaultKeyRow.creator_id) == "cr-8").values(wrapped_key=theirs)
        )
    with pytest.raises(VaultClosed, match="cr-8"):
        await unseal(store, sealed, creator_id="cr-8")


async def test_many_first_seals_at_once_share_one_data_key(store: Store, open_store: OpenStore) -> None:
    other = await open_store()
    sealed = await asyncio.gather(*(seal(each) for each in [store, other] * 5))
    assert {await unseal(store, each) for each in sealed} == {SECRET}


async def test_rotation_moves_every_data_key_and_may_be_repeated(store: Store, open_store: OpenStore) -> None:
    creators = [f"cr-{number}" for number in range(7)]
    sealed = {creator: await seal(store, creator) for creator in creators}
    entry = VaultKeys.generate("k2")
    both = await open_store(added_in_front(store, entry))
    assert await both.vault.rotate(batch=3) == 7
    assert await both.vault.rotate(batch=3) == 0
    only_new = await open_store(VaultKeys.parse(SecretStr(entry)))
    for creator, ciphertext in sealed.items():
        assert await unseal(only_new, ciphertext, creator) == SECRET
    with pytest.raises(VaultClosed, match="'k2' is not configured"):
        await unseal(store, sealed["cr-0"], "cr-0")


async def test_two_rotations_at_once_move_each_key_once(store: Store, open_store: OpenStore) -> None:
    sealed = {creator: await seal(store, creator) for creator in [f"cr-{number}" for number in range(9)]}
    keys = added_in_front(store, VaultKeys.generate("k2"))
    one, other = await open_store(keys), await open_store(keys)
    moved = await asyncio.gather(one.vault.rotate(batch=2), other.vault.rotate(batch=2))
    assert sum(moved) == 9
    assert {await unseal(one, text, creator) for creator, text in sealed.items()} == {SECRET}


async def test_a_rotation_under_load_closes_nothing(store: Store, open_store: OpenStore) -> None:
    """Workers seal, open and meet new creators while every data key moves under them."""
    creators = [f"cr-{number}" for number in range(12)]
    sealed = [(creator, await seal(store, creator)) for creator in creators]
    entry = VaultKeys.generate("k2")
    working, rotating = [await open_store(added_in_front(store, entry)) for _ in range(2)]
    rotated = asyncio.Event()

    async def work(creator: str) -> None:
        while not rotated.is_set():
            fresh = await seal(working, creator)
            assert await unseal(working, fresh, creator) == SECRET
            sealed.append((creator, fresh))

    tasks = [asyncio.create_task(work(creator)) for creator in (*creators, "new-1", "new-2")]
    assert await rotating.vault.rotate(batch=1) == len(creators)
    rotated.set()
    await asyncio.gather(*tasks)
    assert len(sealed) > 2 * len(creators), "there was no load"
    only_new = await open_store(VaultKeys.parse(SecretStr(entry)))
    assert {await unseal(only_new, each, creator) for creator, each in sealed} == {SECRET}


async def test_a_key_that_is_gone_stops_nobody_elses_rotation(store: Store, open_store: OpenStore) -> None:
    await seal(store, "cr-1")
    stranger = await open_store(VaultKeys.parse(SecretStr(VaultKeys.generate("lost"))))
    await seal(stranger, "cr-0")
    both = await open_store(added_in_front(store, VaultKeys.generate("k2")))
    with pytest.raises(VaultClosed, match=r"1 data keys re-wrapped, 1 not.*'lost' is not configured"):
        await both.vault.rotate()
    async with store._database.read() as session:
        ids = (await session.scalars(select(col(VaultKeyRow.key_id)).order_by(col(VaultKeyRow.creator_id)))).all()
    assert ids == ["lost", "k2"]


async def test_shredding_closes_one_creator_for_good(store: Store) -> None:
    mine, theirs = await seal(store, "cr-7"), await seal(store, "cr-8")
    await store.vault.shred("cr-7")
    await store.vault.shred("cr-7")
    with pytest.raises(VaultClosed, match="shredded"):
        await unseal(store, mine)
    assert await unseal(store, theirs, "cr-8") == SECRET
    await seal(store, "cr-7")  # who comes back starts with a new data key
    with pytest.raises(VaultClosed):
        await unseal(store, mine)


def added_in_front(store: Store, entry: str) -> VaultKeys:
    """The store's keys with a new first one, as an operator would configure it."""
    old = store.vault._keys._keys
    entries = [entry, *(f"{key_id}:{base64.b64encode(key).decode()}" for key_id, key in old.items())]
    return VaultKeys.parse(SecretStr(",".join(entries)))
