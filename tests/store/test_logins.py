"""Logins: kept, refreshed, lapsed, superseded."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import select
from sqlmodel import col

from contracts.vocabulary import LapseCause
from store.errors import LoginUnknown
from store.logins import AccountRecord, LoginRecord
from store.session import Store
from store.tables import AccountRow, LoginRow

OpenStore = Callable[..., Awaitable[Store]]
Login = Callable[..., LoginRecord]
Page = Callable[..., AccountRecord]
HOUR = timedelta(hours=1)


async def test_a_login_is_shown_without_its_secrets(store: Store, login: Login, account: Page, now: datetime) -> None:
    record = login(account("100002"), account("100001", page_token=None), missing_permissions=("ads",))
    added = await store.logins.add("cr-7", record, consented_at=now, supersedes=())
    assert await store.logins.views("cr-7") == (added,)
    assert await store.logins.views("cr-8") == ()
    assert [page.page_id for page in added.accounts] == ["100001", "100002"]
    assert (added.name, added.working, added.cause) == ("Mia Baker", True, None)
    assert (added.expires_at, added.consented_at) == (now.replace(year=2027), now)
    assert added.missing_permissions == ("ads",)
    assert "token" not in added.model_dump_json()
    assert (await store.logins.user_token(added.login_id)).get_secret_value() == "user-token-mia"


async def test_superseding_closes_and_erases_the_older_login(
    store: Store, login: Login, account: Page, now: datetime
) -> None:
    old = await store.logins.add("cr-7", login(account()), consented_at=now, supersedes=())
    theirs = await store.logins.add("cr-8", login(account()), consented_at=now, supersedes=())
    new = await store.logins.add("cr-7", login(), consented_at=now + HOUR, supersedes=(old.login_id, theirs.login_id))
    assert await store.logins.views("cr-7") == (new,)
    assert await store.logins.views("cr-8") == (theirs,)  # another creator's is never touched
    with pytest.raises(LoginUnknown):
        await store.logins.user_token(old.login_id)
    with pytest.raises(LoginUnknown):
        await store.logins.refresh(old.login_id, login(), now + HOUR)
    assert await store.logins.any_page_access("cr-7", "100001") is None
    async with store._database.read() as session:
        login_row = await session.get_one(LoginRow, old.login_id)
        pages = await session.scalars(select(AccountRow).where(col(AccountRow.login_id) == old.login_id))
        assert [login_row.sealed_token, *(page.sealed_token for page in pages)] == [None, None]


async def test_consents_that_supersede_the_same_logins_do_not_block_each_other(
    store: Store, open_store: OpenStore, login: Login, now: datetime
) -> None:
    first = await store.logins.add("cr-7", login(), consented_at=now, supersedes=())
    second = await store.logins.add("cr-7", login(), consented_at=now, supersedes=())
    ids, other = (first.login_id, second.login_id), await open_store()
    await asyncio.gather(
        *(
            each.logins.add("cr-7", login(), consented_at=now + HOUR, supersedes=order)
            for each, order in [(store, ids), (other, ids[::-1])] * 4
        )
    )
    assert not {view.login_id for view in await store.logins.views("cr-7")} & set(ids)


async def test_a_lapse_keeps_the_secrets_and_its_first_cause(
    store: Store, login: Login, account: Page, now: datetime
) -> None:
    added = await store.logins.add("cr-7", login(account()), consented_at=now, supersedes=())
    await store.logins.lapse(added.login_id, LapseCause.UNKNOWN, now + HOUR)
    await store.logins.lapse(added.login_id, LapseCause.PASSWORD_CHANGED, now + HOUR)
    await store.logins.lapse(added.login_id, LapseCause.EXPIRED, now + HOUR)
    (view,) = await store.logins.views("cr-7")
    assert (view.working, view.cause) == (False, LapseCause.PASSWORD_CHANGED)
    assert (await store.logins.user_token(added.login_id)).get_secret_value() == "user-token-mia"
    await store.logins.lapse("nobody", LapseCause.EXPIRED, now)


async def test_a_lapse_touches_neither_superseded_nor_later_logins(store: Store, login: Login, now: datetime) -> None:
    old = await store.logins.add("cr-7", login(), consented_at=now, supersedes=())
    new = await store.logins.add("cr-7", login(), consented_at=now + HOUR, supersedes=(old.login_id,))
    await store.logins.lapse(old.login_id, LapseCause.EXPIRED, now + 2 * HOUR)
    assert await store.logins.views("cr-7") == (new,)


async def test_a_refresh_repairs_a_login_and_replaces_its_pages(
    store: Store, login: Login, account: Page, now: datetime
) -> None:
    added = await store.logins.add("cr-7", login(account("100001")), consented_at=now, supersedes=())
    await store.logins.lapse(added.login_id, LapseCause.CHECKPOINT, now + HOUR)
    page = account("100002")
    again = await store.logins.refresh(added.login_id, login(page, page), now + 2 * HOUR)
    assert (again.working, again.cause) == (True, None)
    assert [page.page_id for page in again.accounts] == ["100002"]
    assert again.consented_at == now
    access = await store.logins.page_access("cr-7", "100002")
    assert access is not None
    assert access.page_token.get_secret_value() == "page-token-100002"


async def test_stragglers_undo_neither_a_lapse_nor_a_repair(store: Store, login: Login, now: datetime) -> None:
    added = await store.logins.add("cr-7", login(), consented_at=now, supersedes=())
    await store.logins.lapse(added.login_id, LapseCause.EXPIRED, now + 2 * HOUR)
    stale = await store.logins.refresh(added.login_id, login(), now + HOUR)
    assert not stale.working
    fresh = await store.logins.refresh(added.login_id, login(), now + 3 * HOUR)
    assert fresh.working
    await store.logins.lapse(added.login_id, LapseCause.EXPIRED, now + 2 * HOUR)
    assert await store.logins.views("cr-7") == (fresh,)


async def test_what_is_due_for_a_check(store: Store, login: Login, now: datetime) -> None:
    older = await store.logins.add("cr-7", login(), consented_at=now - 2 * HOUR, supersedes=())
    newer = await store.logins.add("cr-7", login(), consented_at=now - HOUR, supersedes=())
    lapsed = await store.logins.add("cr-7", login(), consented_at=now - HOUR, supersedes=())
    await store.logins.lapse(lapsed.login_id, LapseCause.EXPIRED, now)
    assert await store.logins.unchecked_since("cr-7", now) == (older.login_id, newer.login_id)
    await store.logins.checked(older.login_id, now)
    await store.logins.checked(older.login_id, now - 5 * HOUR)
    assert await store.logins.unchecked_since("cr-7", now) == (newer.login_id,)


async def test_the_same_person_is_found_among_working_logins(store: Store, login: Login, now: datetime) -> None:
    mia = await store.logins.add("cr-7", login(), consented_at=now, supersedes=())
    await store.logins.add("cr-7", login(facebook_user_id="5002"), consented_at=now, supersedes=())
    await store.logins.add("cr-8", login(), consented_at=now, supersedes=())
    assert await store.logins.same_person("cr-7", "5001") == (mia,)
    await store.logins.lapse(mia.login_id, LapseCause.EXPIRED, now)
    assert await store.logins.same_person("cr-7", "5001") == ()


async def test_views_are_bounded_and_keep_the_working_ones(store: Store, login: Login, now: datetime) -> None:
    working = await store.logins.add("cr-7", login(), consented_at=now, supersedes=())
    for hours in range(1, 23):
        lapsed = await store.logins.add("cr-7", login(), consented_at=now + hours * HOUR, supersedes=())
        await store.logins.lapse(lapsed.login_id, LapseCause.EXPIRED, now + hours * HOUR)
    views = await store.logins.views("cr-7")
    assert len(views) == 20
    assert views[-1] == working
    assert views[0].login_id == lapsed.login_id


async def test_a_record_does_not_show_its_tokens(login: Login, account: Page) -> None:
    shown = repr(login(account(), token=SecretStr("EAAG-secret")))
    assert "EAAG-secret" not in shown
    assert "page-token" not in shown


async def test_one_login_is_shown_until_it_is_superseded(store: Store, login: Login, now: datetime) -> None:
    added = await store.logins.add("cr-7", login(), consented_at=now, supersedes=())
    assert await store.logins.view(added.login_id) == added
    await store.logins.add("cr-7", login(), consented_at=now, supersedes=(added.login_id,))
    for login_id in (added.login_id, "nobody"):
        with pytest.raises(LoginUnknown):
            await store.logins.view(login_id)


async def test_a_persons_logins_include_the_lapsed_ones(store: Store, login: Login, now: datetime) -> None:
    working = await store.logins.add("cr-7", login(), consented_at=now, supersedes=())
    lapsed = await store.logins.add("cr-7", login(), consented_at=now + HOUR, supersedes=())
    await store.logins.lapse(lapsed.login_id, LapseCause.EXPIRED, now + HOUR)
    await store.logins.add("cr-7", login(facebook_user_id="5002"), consented_at=now, supersedes=())
    theirs = [view.login_id for view in await store.logins.of_person("cr-7", "5001")]
    assert sorted(theirs) == sorted([working.login_id, lapsed.login_id])


async def test_a_lost_page_is_found_again_by_the_next_inspection(
    store: Store, login: Login, account: Page, now: datetime
) -> None:
    record = login(account("100001"), account("100002"))
    added = await store.logins.add("cr-7", record, consented_at=now, supersedes=())
    await store.logins.lose_page(added.login_id, "100001")
    assert await store.logins.page_access("cr-7", "100001") is None
    assert await store.logins.page_access("cr-7", "100002") is not None
    (view,) = await store.logins.views("cr-7")
    assert (view.working, len(view.accounts)) == (True, 2)
    await store.logins.refresh(added.login_id, record, now + HOUR)
    assert await store.logins.page_access("cr-7", "100001") is not None
