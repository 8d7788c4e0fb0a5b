"""The alert on access that is overdue: after 15 minutes in revoke_blocked, then once a day, for as long as it lasts."""

from datetime import datetime, timedelta

import pytest

from contracts.collaboration import CollaborationState
from contracts.notices import KeptNotice, NoticeKind
from contracts.vocabulary import LapseCause, Outcome, Owner, Stage
from tests.cast import Creator, end, reaches, skip_time
from tests.waiting import eventually
from tests.workflows import pure_states as make
from tests.workflows.pure_play import Play
from worker import STICKY
from workflows import lifecycle, options, telling, transitions, wording
from workflows.lifecycle import ALERT_AFTER, ALERT_EVERY, Step


def stuck() -> tuple[CollaborationState, datetime]:
    """In revoke_blocked by a lapse, just told so."""
    state = transitions.looked(transitions.lapsed(make.ending(), LapseCause.EXPIRED, make.STARTS_AT), make.DEAD, NOW)
    return telling.entered(state, lifecycle.stage_of(state, NOW), NOW), NOW


NOW = make.STARTS_AT + timedelta(seconds=20)


def test_the_alert_falls_due_after_15_minutes_and_again_a_day_after_each() -> None:
    state, now = stuck()
    alerts: list[datetime] = []
    play = Play(state, now)
    while play.now < now + timedelta(days=3, hours=1):
        match play.step():
            case Step.WAIT:
                play.sleep()
            case Step.ALERT:
                alerts.append(play.now)
                play.take(None, takes=timedelta(0))
            case Step.RELEASE:
                play.take(LapseCause.EXPIRED)
            case _:
                play.take(make.DEAD)
    due = [now + ALERT_AFTER + days * ALERT_EVERY for days in range(4)]
    assert all(abs(at - when) < timedelta(seconds=10) for at, when in zip(alerts, due, strict=True))
    assert {(notice.kind, notice.to) for notice in play.told} == {(NoticeKind.REVOKE_OVERDUE, Owner.OPERATOR)}


def test_what_was_missed_while_no_worker_ran_is_not_made_up_for() -> None:
    state, now = stuck()
    late = transitions.alerted(state, now + timedelta(days=9))
    assert late.alert_at == now + timedelta(days=10)


def test_another_cause_does_not_start_the_quarter_of_an_hour_anew() -> None:
    state, now = stuck()
    other = transitions.failed(state, now + timedelta(minutes=9), None)
    again = telling.entered(other, Stage.REVOKE_BLOCKED, now + timedelta(minutes=9))
    assert again.alert_at == state.alert_at == now + ALERT_AFTER


def test_nobody_is_alerted_once_it_has_ended() -> None:
    state, now = stuck()
    for over in (
        transitions.released(state, make.revoked(now)),
        transitions.attested(state, "Olga", "seen in the settings", now),
    ):
        assert lifecycle.next_step(over, now + ALERT_EVERY) is Step.FINISH


def test_an_attested_end_is_never_listed_like_a_proven_one() -> None:
    state, now = stuck()
    attested = transitions.attested(state, "Olga", "seen in the settings", now)
    proven = transitions.released(state, make.revoked(now))
    assert telling.shown(telling.entered(attested, Stage.ENDED, now)).blocked_on == "attested"
    assert telling.shown(telling.entered(proven, Stage.ENDED, now)).blocked_on is None
    status = telling.status(attested)
    assert (status.access.attested_by, status.access.attestation) == ("Olga", "seen in the settings")
    assert status.access.revocation_verified_at is None
    kept = transitions.attestation(attested)
    assert kept is not None
    assert (kept.actor, kept.evidence, kept.at) == ("Olga", "seen in the settings", now)
    assert transitions.attestation(proven) is None


def test_a_release_under_way_does_not_hold_the_alert_up() -> None:
    def patience(state: CollaborationState, now: datetime) -> timedelta:
        limit: timedelta = options.until_released(state, now)["schedule_to_close_timeout"]
        return limit

    state, now = stuck()
    assert patience(make.ending(), now) == options.FIRST_REVOKE
    assert patience(state, now) == options.REVOKE_PATIENCE
    shortly_before = now + ALERT_AFTER - timedelta(minutes=4)
    assert patience(state, shortly_before) == timedelta(minutes=4)
    assert patience(state, now + ALERT_AFTER) == options.PATIENCE


def test_three_dead_workers_do_not_keep_a_stuck_revoke_from_being_told_within_a_minute() -> None:
    lost_task = timedelta(seconds=10)  # Temporal's default timeout of a workflow task
    assert options.FIRST_REVOKE + STICKY + 3 * lost_task < timedelta(minutes=1)


def test_the_alert_says_how_long_what_and_who_and_its_timer_has_a_label() -> None:
    state, now = stuck()
    assert telling.timer(state, state.alert_at) == "alert the operator: access is overdue"
    text = wording.overdue(state, now + timedelta(minutes=15)).text
    for part in ("15 minutes", make.TERMS.business_id, make.PAGE, "@mia.cooks", "Who must act: creator"):
        assert part in text
    assert "72 hours" in wording.overdue(state, now + timedelta(days=3)).text


def test_the_status_tells_since_when_and_when_next() -> None:
    state, _ = stuck()
    blocked = telling.status(state).blocked
    assert blocked is not None
    assert blocked.next_try == state.try_at is not None
    assert state.ending is not None
    assert blocked.overdue_since == state.ending.at
    lapsed = telling.status(transitions.looked(make.active(), make.DEAD, NOW)).blocked
    assert lapsed is not None
    assert (lapsed.next_try, lapsed.overdue_since) == (None, None), "only the creator can help, and nothing is overdue"


@pytest.mark.long
async def test_everybody_is_told_at_once_and_the_operator_again_after_15_minutes_and_daily(
    creator: Creator, caplog: pytest.LogCaptureFixture
) -> None:
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    await creator.change_password()
    await end(handle)
    await reaches(handle, Stage.REVOKE_BLOCKED)
    name = handle.id.removeprefix("collaboration/")

    async def told(kind: NoticeKind, count: int) -> list[KeptNotice]:
        notices = await creator.stack.store.notices.of_collaboration(name)
        found = [each for each in notices if each.kind is kind]
        return found if len(found) >= count else []

    at_once = await eventually(lambda: told(NoticeKind.REVOKE_BLOCKED, 3), "everybody is told")
    assert {notice.to for notice in at_once} == {Owner.CREATOR, Owner.BRAND, Owner.OPERATOR}
    assert await told(NoticeKind.REVOKE_OVERDUE, 1) == []

    await skip_time(handle)
    alerts = await eventually(lambda: told(NoticeKind.REVOKE_OVERDUE, 2), "the operator is alerted again", within=40)
    assert {notice.to for notice in alerts} == {Owner.OPERATOR}
    assert "for 15 minutes" in alerts[0].text
    assert "for 24 hours" in alerts[1].text
    loud = [each for each in caplog.records if each.levelname == "WARNING" and "revoke_overdue" in each.getMessage()]
    assert any(name in each.getMessage() for each in loud)

    await creator.consent()
    assert (await handle.result()).outcome is Outcome.REVOKED


def test_a_revoke_that_nobody_took_up_stays_in_line() -> None:
    """Thousands are due at once. Who left the line to wait for a while would leave workers without work."""
    waited = transitions.failed(make.ending(), NOW, None, wording.IN_LINE)
    assert lifecycle.stage_of(waited, NOW) is Stage.REVOKE_BLOCKED
    assert lifecycle.next_step(waited, NOW) is Step.RELEASE


def test_whoever_has_an_outcome_has_ended() -> None:
    """Also in the answer to the operator who attests it, before the loop has turned."""
    stuck, _ = make.in_stage(Stage.REVOKE_BLOCKED)
    told = telling.status(transitions.attested(stuck, "Olga", "seen in the settings", NOW))
    assert (told.stage, told.outcome) == (Stage.ENDED, Outcome.REVOKED)
