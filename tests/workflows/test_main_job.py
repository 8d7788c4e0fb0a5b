"""The main job, on the real server against the sandbox: granted, held, taken back, proven."""

from contracts.vocabulary import Outcome, Stage
from tests.cast import Creator, end, reaches, skip_time, status_of


async def test_a_collaboration_from_invitation_to_proven_revocation(creator: Creator) -> None:
    handle = await creator.start(seconds=3600)
    invited = await reaches(handle, Stage.AWAITING_AUTHORIZATION)
    assert invited.access.granted_at is None

    answer = await creator.consent()
    assert answer.accepted
    active = await reaches(handle, Stage.ACTIVE)
    assert active.access.page_id == creator.page()
    assert active.authorization.login == f"Creator {creator.number}"
    assert await creator.shared()

    await skip_time(handle, 1)
    result = await handle.result()
    assert result.outcome is Outcome.REVOKED
    ended = await status_of(handle)
    assert ended.access.revocation_verified_at is not None
    assert [entry.stage for entry in ended.history] == [
        Stage.AWAITING_AUTHORIZATION,
        Stage.CHECKING,
        Stage.GRANTING,
        Stage.ACTIVE,
        Stage.ENDING,
        Stage.ENDED,
    ]
    assert [row["op"] for row in await creator.ledger("share", "unshare")] == ["share", "unshare"]


async def test_authorize_once_the_second_collaboration_asks_nothing(creator: Creator) -> None:
    await creator.start(name="first")
    await creator.consent()
    second = await creator.start(creator.terms(name="second", business_id=creator.business(1)))
    status = await reaches(second, Stage.ACTIVE)
    assert Stage.BLOCKED not in [entry.stage for entry in status.history]
    await end(second)
    assert (await second.result()).outcome is Outcome.REVOKED
