"""Deletions: who asked, how far it is, and that nothing readable is left."""

import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from contracts.access import Evidence, Hold
from contracts.deletion import DeletionReport, DeletionRequest, DeletionStage
from contracts.notices import Notice, NoticeKind
from contracts.vocabulary import LeaseState, Owner
from store.errors import LoginUnknown
from store.ledger import Origin, Pair
from store.logins import AccountRecord, LoginRecord
from store.session import Store

PAIR = Pair("100001", "900001")
NAME = "Wilhelmina-Theodora Bakersfield"
Login = Callable[..., LoginRecord]
Account = Callable[..., AccountRecord]


def asked(code: str, at: datetime) -> DeletionRequest:
    return DeletionRequest(code=code, requested_at=at)


async def everything_of(store: Store, now: datetime, login: Login, account: Account, creator_id: str = "cr-7") -> str:
    """A creator of whom we hold all that we can hold; the login's id."""
    view = await store.logins.add(
        creator_id, login(account(page_name=f"{NAME}’s Page"), name=NAME), consented_at=now, supersedes=()
    )
    await store.pending.begin(
        state=f"state-{creator_id}",
        browser="browser",
        creator_id=creator_id,
        collaboration_id="c-1",
        redirect_uri="https://us.example/",
        code_verifier=SecretStr("verifier"),
        now=now,
    )
    notice = Notice(
        notice_id=f"n-{creator_id}",
        kind=NoticeKind.LAPSED,
        to=Owner.BRAND,
        creator_id=creator_id,
        collaboration_id="c-1" if creator_id == "cr-7" else None,
        text=f"{NAME} has to connect again.",
    )
    await store.notices.record([notice], now)
    return view.login_id


async def held_once(store: Store, now: datetime) -> None:
    """A pair that the creator's collaboration held, with the proof that it was taken back."""
    hold = Hold(
        collaboration_id="c-1", creator_id="cr-7", page_id=PAIR.page_id, business_id=PAIR.business_id, ends_at=now
    )
    turn = await store.ledger.take_turn(PAIR, "worker", now=now)
    await store.ledger.hold(turn, hold, now)
    assert await store.deletions.open_holds("cr-7") == (hold,)
    gone = Evidence(present=False, at=now, request_id="r-1")
    await store.ledger.settle(
        turn, state=LeaseState.ABSENT, origin=Origin.NONE, evidence=gone, kind="unshare", collaboration_id="c-1"
    )
    await store.ledger.let_go(PAIR, "c-1", now)


async def test_nothing_of_the_creator_is_left_and_the_proof_stays(
    store: Store, now: datetime, login: Login, account: Account
) -> None:
    mine = await everything_of(store, now, login, account)
    others = await everything_of(store, now, login, account, "cr-8")
    await held_once(store, now)
    assert await store.deletions.open_holds("cr-7") == ()
    assert await store.deletions.left_over("cr-7") == 6, "key, login, account, pending login, notice, holder"
    for _ in range(2):
        await store.deletions.erase("cr-7")
        assert await store.deletions.left_over("cr-7") == 0
    assert await store.logins.views("cr-7") == ()
    with pytest.raises(LoginUnknown):
        await store.logins.user_token(mine)
    (proof,) = await store.ledger.evidence("c-1")
    assert (proof.present, proof.request_id) == (False, "r-1")
    assert (await store.logins.user_token(others)).get_secret_value() == "user-token-mia", "nobody else's"
    assert await store.deletions.left_over("cr-8") == 5


async def test_what_anybody_was_told_of_the_creator_is_gone(
    store: Store, now: datetime, login: Login, account: Account
) -> None:
    await everything_of(store, now, login, account)
    await store.deletions.erase("cr-7")
    assert await store.notices.of_collaboration("c-1") == ()


async def test_the_database_files_have_forgotten_as_well(
    sqlite_url: str, keys: object, now: datetime, login: Login, account: Account
) -> None:
    """Not only unlinked: neither the file nor its log holds the name or the wrapped key any more."""
    store = await Store.open(sqlite_url, keys)  # type: ignore[arg-type]
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    try:
        await everything_of(store, now, login, account)
        with sqlite3.connect(file) as connection:
            (wrapped,) = connection.execute("SELECT wrapped_key FROM vault_key").fetchone()
        connection.close()

        def holds(what: bytes) -> bool:
            return any(what in part.read_bytes() for part in file.parent.glob(f"{file.name}*"))

        assert holds(NAME.encode())
        assert holds(wrapped)
        await store.deletions.erase("cr-7")
        assert not holds(NAME.encode())
        assert not holds(wrapped)
    finally:
        await store.aclose()


async def test_a_request_is_written_down_once_and_followed_to_its_end(store: Store, now: datetime) -> None:
    assert await store.deletions.status("code000001") is None
    for _ in range(2):
        await store.deletions.requested("cr-7", asked("code000001", now))
    await store.deletions.requested("cr-7", asked("code000002", now))
    await store.deletions.requested("cr-8", asked("code000003", now))
    await store.deletions.report(
        DeletionReport(creator_id="cr-7", stage=DeletionStage.WAITING, still_open=2, waiting_for="authorization_lapsed")
    )
    for code in ("code000001", "code000002"):
        status = await store.deletions.status(code)
        assert status is not None
        assert (status.stage, status.still_open, status.erased_at) == (DeletionStage.WAITING, 2, None)
        assert status.waiting_for == "authorization_lapsed"
    later = now + timedelta(hours=1)
    await store.deletions.finished("cr-7", later)
    await store.deletions.finished("cr-7", later + timedelta(hours=1))
    done = await store.deletions.status("code000001")
    assert done is not None
    assert (done.stage, done.still_open, done.waiting_for, done.erased_at) == (DeletionStage.ERASED, 0, None, later)
    other = await store.deletions.status("code000003")
    assert other is not None
    assert other.stage is DeletionStage.RECEIVED


async def test_of_two_creators_under_one_code_the_last_one_counts(store: Store, now: datetime) -> None:
    for creator_id in ("cr-7", "cr-8"):
        await store.deletions.requested(creator_id, asked("code000001", now))
    await store.deletions.finished("cr-7", now)
    status = await store.deletions.status("code000001")
    assert status is not None
    assert (status.stage, status.erased_at) == (DeletionStage.RECEIVED, None)
    await store.deletions.finished("cr-8", now + timedelta(hours=1))
    status = await store.deletions.status("code000001")
    assert status is not None
    assert (status.stage, status.erased_at) == (DeletionStage.ERASED, now + timedelta(hours=1))


async def test_who_is_not_known_to_us_is_told_so_and_a_known_code_keeps_its_word(store: Store, now: datetime) -> None:
    await store.deletions.nothing_held(asked("code000001", now))
    await store.deletions.nothing_held(asked("code000001", now + timedelta(hours=1)))
    status = await store.deletions.status("code000001")
    assert status is not None
    assert (status.stage, status.erased_at) == (DeletionStage.NOTHING_HELD, now)
    await store.deletions.requested("cr-7", asked("code000002", now))
    await store.deletions.nothing_held(asked("code000002", now))
    status = await store.deletions.status("code000002")
    assert status is not None
    assert status.stage is DeletionStage.RECEIVED
