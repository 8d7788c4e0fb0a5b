"""The creator's logins: guarded re-authorization, codes that work once, warnings, waking and sleeping."""

from datetime import UTC, datetime, timedelta

from pydantic import SecretStr
from temporalio.client import WorkflowExecutionStatus

from contracts.authorization import SuspectedLapse
from contracts.ids import authorization_workflow_id
from contracts.vocabulary import InstagramLink, LapseCause, Stage
from platforms.meta.login import REQUIRED_PERMISSIONS
from store.logins import AccountRecord, LoginRecord
from tests.cast import Creator, end, reaches, skip_time, status_of
from tests.waiting import eventually
from workflows.authorization import Authorization
from workflows.collaboration import Collaboration


async def test_a_narrower_consent_never_replaces_a_wider_one(creator: Creator) -> None:
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    answer = await creator.consent(pages=(creator.page(1),))
    assert answer.accepted
    assert answer.lacks_pages == (f"Page {creator.number}.0",)
    assert answer.would_break == (f"c-{creator.number}-a",)
    assert sum(login.working for login in answer.logins) == 2, "the wider one stays in use"
    await handle.signal(Collaboration.recheck)
    status = await status_of(handle)
    assert status.stage is Stage.ACTIVE
    await end(handle)
    await handle.result()
    assert not await creator.shared(), "taken back with the wider login"


async def test_a_consent_without_a_permission_is_told_what_it_lacks(creator: Creator) -> None:
    await creator.start()
    await creator.consent()
    fewer = tuple(name for name in REQUIRED_PERMISSIONS if name != "business_management")
    answer = await creator.consent(permissions=fewer)
    assert answer.lacks_permissions == ("business_management",)
    assert answer.would_break == (f"c-{creator.number}-a",)


async def test_an_equal_consent_replaces_the_old_one(creator: Creator) -> None:
    await creator.start()
    await creator.consent()
    answer = await creator.consent()
    assert (answer.lacks_pages, answer.lacks_permissions, answer.other_person) == ((), (), False)
    assert len(answer.logins) == 1


async def test_another_persons_consent_stands_beside_the_first(creator: Creator) -> None:
    await creator.start()
    await creator.consent()
    answer = await creator.consent(person=creator.stack.next_creator())
    assert answer.other_person
    assert answer.lacks_pages
    assert len(answer.logins) == 2


async def test_a_code_whose_exchange_got_lost_asks_to_connect_again(creator: Creator) -> None:
    handle = await creator.start()
    fault = {"kind": "apply_then_error", "status": 500, "code": 2}
    await creator.fault("POST", "/oauth/access_token", fault)
    answer = await creator.consent()
    assert await creator.fired() == 1
    assert not answer.accepted
    assert "again" in answer.message
    assert (await status_of(handle)).stage is Stage.AWAITING_AUTHORIZATION
    assert (await creator.consent()).accepted
    await reaches(handle, Stage.ACTIVE)


async def test_a_completed_login_that_is_sent_again_gives_the_same_answer(creator: Creator) -> None:
    await creator.start()
    answer = await creator.consent()
    rows = [r for r in await creator.stack.control("GET", "/ledger") if r["person_id"] == creator.person_id]
    assert answer.login is not None
    again = await creator.complete("no-such-pending-login")
    assert not again.accepted
    assert len([row for row in rows if row["op"] == "consent"]) == 1


async def test_it_sleeps_when_nobody_depends_on_it_and_is_woken_by_the_next(creator: Creator) -> None:
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    authorization = creator.stack.temporal.get_workflow_handle(authorization_workflow_id(creator.creator_id))
    await end(handle)
    await handle.result()

    async def asleep() -> bool:
        return (await authorization.describe()).status is WorkflowExecutionStatus.COMPLETED

    await eventually(asleep, "the Authorization workflow completes")
    second = await creator.start(name="second")
    await reaches(second, Stage.ACTIVE)
    assert (await authorization.describe()).status is WorkflowExecutionStatus.RUNNING
    known = await authorization.query(Authorization.logins)
    assert [login.working for login in known.logins] == [True]


async def test_an_expiry_before_the_end_of_the_term_is_warned_of_once_at_each_distance(creator: Creator) -> None:
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    await _expires(creator, datetime.now(UTC) + timedelta(days=3.5))
    authorization = creator.stack.temporal.get_workflow_handle(authorization_workflow_id(creator.creator_id))
    await authorization.signal(Authorization.suspect, SuspectedLapse(login_id="", cause=LapseCause.UNKNOWN))
    await skip_time(authorization)

    async def warnings() -> list[str]:
        notices = await creator.stack.store.notices.of_creator(creator.creator_id)
        return [notice.text for notice in notices if notice.kind == "expires_soon"]

    async def all_three() -> bool:
        return len(await warnings()) >= 3

    await eventually(all_three, "warnings within 7 days, 3 days and 1 day of the expiry")
    texts = await warnings()
    assert len(texts) == 3
    assert all("connect again before then" in text for text in texts)
    assert all(f"c-{creator.number}-a" in text for text in texts)


async def _expires(creator: Creator, expires_at: datetime) -> None:
    """Let the store believe that the login ends then; the platform's own 60 days would take a minute to skip."""
    logins = creator.stack.store.logins
    (view,) = await logins.views(creator.creator_id)
    accounts = tuple(
        AccountRecord(
            page_id=account.page_id,
            page_name=account.page_name,
            tasks=frozenset(),
            page_token=SecretStr("unused"),
            instagram_id=account.instagram_id,
            instagram_username=account.instagram_username,
            link=InstagramLink.BUSINESS,
        )
        for account in view.accounts
    )
    record = LoginRecord(
        facebook_user_id=creator.person_id,
        name=view.name,
        token=await logins.user_token(view.login_id),
        expires_at=expires_at,
        data_access_expires_at=None,
        scopes=frozenset(REQUIRED_PERMISSIONS),
        missing_permissions=(),
        accounts=accounts,
    )
    await logins.refresh(view.login_id, record, datetime.now(UTC))


async def test_cancelling_it_does_not_leave_the_collaborations_unwatched(creator: Creator) -> None:
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    authorization = creator.stack.temporal.get_workflow_handle(authorization_workflow_id(creator.creator_id))
    await authorization.cancel()
    await creator.change_password()
    await authorization.signal(Authorization.suspect, SuspectedLapse(login_id="", cause=LapseCause.UNKNOWN))
    await reaches(handle, Stage.UNMANAGED)
    assert (await authorization.describe()).status is WorkflowExecutionStatus.RUNNING


async def test_terminated_by_mistake_it_comes_back_with_the_next_recheck(creator: Creator) -> None:
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    authorization = creator.stack.temporal.get_workflow_handle(authorization_workflow_id(creator.creator_id))
    await authorization.terminate()
    await creator.change_password()
    await handle.signal(Collaboration.recheck)
    await reaches(handle, Stage.UNMANAGED)

    async def back() -> bool:
        return (await authorization.describe()).status is WorkflowExecutionStatus.RUNNING

    await eventually(back, "the Authorization workflow is started anew")
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
