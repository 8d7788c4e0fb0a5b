"""Which login covers an account, and with which tokens."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from contracts.authorization import FindLogin, FoundLogin
from contracts.vocabulary import AuthorizationState, LapseCause
from store.errors import LoginUnknown
from store.logins import AccountRecord, LoginRecord
from store.session import Store

Login = Callable[..., LoginRecord]
Page = Callable[..., AccountRecord]
HOUR = timedelta(hours=1)
VALID, LAPSED, NONE = AuthorizationState.VALID, AuthorizationState.LAPSED, AuthorizationState.NONE


async def find(store: Store, page_id: str | None = "100001", username: str = "user100001") -> FoundLogin:
    ask = FindLogin(creator_id="cr-7", instagram_username=username, page_id=page_id)
    return await store.logins.find(ask)


@pytest.mark.parametrize("page_id", ["100001", None])
async def test_no_login_at_all(store: Store, login: Login, page_id: str | None, now: datetime) -> None:
    await store.logins.add("cr-8", login(), consented_at=now, supersedes=())
    assert await find(store, page_id) == FoundLogin(state=NONE)


async def test_a_working_login_with_the_pages_token(store: Store, login: Login, account: Page, now: datetime) -> None:
    covering = await store.logins.add("cr-7", login(account()), consented_at=now, supersedes=())
    await store.logins.add("cr-7", login(), consented_at=now + HOUR, supersedes=())
    assert await find(store) == FoundLogin(
        state=VALID,
        login_id=covering.login_id,
        login="Mia Baker",
        expires_at=now.replace(year=2027),
        consented_at=now,
    )


async def test_the_newest_lapsed_login_that_covered_the_page_says_why(
    store: Store, login: Login, account: Page, now: datetime
) -> None:
    causes = [LapseCause.EXPIRED, LapseCause.PASSWORD_CHANGED, LapseCause.APP_REMOVED]
    for hours, (cause, page_id) in enumerate(zip(causes, ["100001", "100001", "100002"], strict=True)):
        at = now + hours * HOUR
        added = await store.logins.add("cr-7", login(account(page_id)), consented_at=at, supersedes=())
        await store.logins.lapse(added.login_id, cause, at)
    found = await find(store)
    assert (found.state, found.cause, found.consented_at) == (LAPSED, LapseCause.PASSWORD_CHANGED, now + HOUR)
    # One that works, but not for this Page, does not change why the Page is not covered,
    await store.logins.add("cr-7", login(), consented_at=now + HOUR, supersedes=())
    assert (await find(store)).cause is LapseCause.PASSWORD_CHANGED
    # unless it came after the lapse: then it was to mend that, and does not.
    newer = await store.logins.add("cr-7", login(), consented_at=now + 5 * HOUR, supersedes=())
    found = await find(store)
    assert (found.state, found.cause, found.login_id) == (LAPSED, LapseCause.PAGE_DESELECTED, newer.login_id)


@pytest.mark.parametrize("listed_without_token", [True, False])
async def test_a_working_login_without_the_page(
    store: Store, login: Login, account: Page, now: datetime, listed_without_token: bool
) -> None:
    pages = [account(page_token=None)] if listed_without_token else []
    added = await store.logins.add("cr-7", login(*pages), consented_at=now, supersedes=())
    found = await find(store)
    assert (found.state, found.cause) == (LAPSED, LapseCause.PAGE_DESELECTED)
    assert found.login_id == added.login_id


async def test_only_lapsed_logins_that_never_covered_the_page(store: Store, login: Login, now: datetime) -> None:
    added = await store.logins.add("cr-7", login(), consented_at=now, supersedes=())
    await store.logins.lapse(added.login_id, LapseCause.LOGGED_OUT, now)
    found = await find(store)
    assert (found.state, found.cause) == (LAPSED, LapseCause.LOGGED_OUT)


async def test_without_a_page_the_username_is_preferred(
    store: Store, login: Login, account: Page, now: datetime
) -> None:
    listing = await store.logins.add(
        "cr-7", login(account(instagram_username="Mia.Cooks")), consented_at=now, supersedes=()
    )
    newer = await store.logins.add("cr-7", login(), consented_at=now + HOUR, supersedes=())
    assert (await find(store, None, "mia.cooks")).login_id == listing.login_id
    other = await find(store, None, "somebody")
    assert (other.state, other.login_id) == (VALID, newer.login_id)
    await store.logins.lapse(listing.login_id, LapseCause.EXPIRED, now)
    assert (await find(store, None, "mia.cooks")).login_id == newer.login_id
    await store.logins.lapse(newer.login_id, LapseCause.ROLE_LOST, now + HOUR)
    found = await find(store, None, "mia.cooks")
    assert (found.state, found.cause) == (LAPSED, LapseCause.ROLE_LOST)


async def test_page_access_prefers_the_widest_then_the_newest(
    store: Store, login: Login, account: Page, now: datetime
) -> None:
    wide = account(tasks=frozenset({"ADVERTISE", "MANAGE"}))
    first = await store.logins.add("cr-7", login(wide), consented_at=now, supersedes=())
    second = await store.logins.add("cr-7", login(wide), consented_at=now + HOUR, supersedes=())
    third = await store.logins.add("cr-7", login(account()), consented_at=now + 2 * HOUR, supersedes=())
    chosen = []
    for added in (second, first, third):
        access = await store.logins.page_access("cr-7", "100001")
        assert access is not None
        assert access.page_token.get_secret_value() == "page-token-100001"
        assert access.user_token.get_secret_value() == "user-token-mia"
        assert "token-" not in repr(access)
        chosen.append(access.login_id)
        await store.logins.lapse(added.login_id, LapseCause.EXPIRED, now + 2 * HOUR)
    assert chosen == [second.login_id, first.login_id, third.login_id]
    assert await store.logins.page_access("cr-7", "100001") is None


async def test_any_page_access_reaches_into_lapsed_logins_last(
    store: Store, login: Login, account: Page, now: datetime
) -> None:
    wide = account(tasks=frozenset({"ADVERTISE", "MANAGE"}))
    lapsed = await store.logins.add("cr-7", login(wide), consented_at=now, supersedes=())
    await store.logins.lapse(lapsed.login_id, LapseCause.EXPIRED, now)
    access = await store.logins.any_page_access("cr-7", "100001")
    assert access is not None
    assert access.login_id == lapsed.login_id
    working = await store.logins.add("cr-7", login(account()), consented_at=now, supersedes=())
    access = await store.logins.any_page_access("cr-7", "100001")
    assert access is not None
    assert access.login_id == working.login_id
    assert await store.logins.any_page_access("cr-8", "100001") is None
    with pytest.raises(LoginUnknown):
        await store.logins.user_token("nobody")
