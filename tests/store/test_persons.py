"""From Meta's id of a person or a Page to the creators it concerns, and the lapse of a removed app."""

from collections.abc import Callable
from datetime import datetime, timedelta

from contracts.vocabulary import LapseCause
from store.logins import AccountRecord, LoginRecord
from store.session import Store

Login = Callable[..., LoginRecord]
Account = Callable[..., AccountRecord]
MINUTE = timedelta(minutes=1)


async def test_the_creators_of_a_person(store: Store, now: datetime, login: Login) -> None:
    for creator_id, person in [("cr-1", "5001"), ("cr-2", "5001"), ("cr-3", "5002"), ("cr-1", "5001")]:
        await store.logins.add(creator_id, login(facebook_user_id=person), consented_at=now, supersedes=())
    assert await store.persons.creators(["5001"]) == ("cr-1", "cr-2")
    assert await store.persons.creators(["5001", "5002", "5001", "9999"]) == ("cr-1", "cr-2", "cr-3")
    assert await store.persons.creators([]) == ()
    many = [str(number) for number in range(10_000, 12_000)]
    assert await store.persons.creators([*many, "5002"]) == ("cr-3",)


async def test_a_superseded_login_counts_only_for_who_was_ever_here(store: Store, now: datetime, login: Login) -> None:
    first = await store.logins.add("cr-1", login(facebook_user_id="5001"), consented_at=now, supersedes=())
    await store.logins.add(
        "cr-1", login(facebook_user_id="5002"), consented_at=now + MINUTE, supersedes=(first.login_id,)
    )
    assert await store.persons.creators(["5001"]) == ()
    assert await store.persons.creators(["5001"], ever=True) == ("cr-1",)


async def test_the_creators_of_a_page(store: Store, now: datetime, login: Login, account: Account) -> None:
    await store.logins.add("cr-1", login(account("100001"), account("100002")), consented_at=now, supersedes=())
    await store.logins.add("cr-2", login(account("100002")), consented_at=now, supersedes=())
    assert await store.persons.creators_of_page("100002") == ("cr-1", "cr-2")
    assert await store.persons.creators_of_page("100003") == ()


async def test_a_removed_app_lapses_that_persons_logins_at_every_creator(
    store: Store, now: datetime, login: Login
) -> None:
    for creator_id, person in [("cr-1", "5001"), ("cr-2", "5001"), ("cr-2", "5002")]:
        await store.logins.add(creator_id, login(facebook_user_id=person), consented_at=now, supersedes=())
    for _ in range(2):
        await store.persons.app_removed("5001", now + MINUTE)
    await store.persons.app_removed("9999", now + MINUTE)
    assert [view.cause for view in await store.logins.views("cr-1")] == [LapseCause.APP_REMOVED]
    assert {view.cause for view in await store.logins.views("cr-2")} == {LapseCause.APP_REMOVED, None}


async def test_a_late_callback_does_not_undo_a_newer_consent(store: Store, now: datetime, login: Login) -> None:
    await store.logins.add("cr-1", login(facebook_user_id="5001"), consented_at=now, supersedes=())
    await store.persons.app_removed("5001", now - MINUTE)
    (view,) = await store.logins.views("cr-1")
    assert view.working
