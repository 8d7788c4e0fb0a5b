"""The main job with PostgreSQL behind it: what the ledger and the vault promise does not hang on the database."""

import asyncio

from contracts.vocabulary import Outcome, Stage
from tests.cast import Creator, end, reaches
from workflows.collaboration import Collaboration


async def test_from_invitation_to_proof_with_a_lapse_in_between(creator_on_postgresql: Creator) -> None:
    creator = creator_on_postgresql
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    await creator.change_password()
    await handle.signal(Collaboration.recheck)
    await reaches(handle, Stage.UNMANAGED)
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    await end(handle)
    assert (await handle.result()).outcome is Outcome.REVOKED
    assert [row["op"] for row in await creator.ledger("share", "unshare")] == ["share", "unshare"]


async def test_many_holders_of_one_pair_that_start_and_end_at_once(creator_on_postgresql: Creator) -> None:
    creator = creator_on_postgresql
    await creator.consent()
    handles = await asyncio.gather(*(creator.start(name=f"h{number}") for number in range(6)))
    await asyncio.gather(*(reaches(handle, Stage.ACTIVE, within=40) for handle in handles))
    await asyncio.gather(*(end(handle) for handle in handles))
    outcomes = [result.outcome for result in await asyncio.gather(*(handle.result() for handle in handles))]
    assert Outcome.REVOKED in outcomes
    assert set(outcomes) <= {Outcome.KEPT_FOR_OTHER, Outcome.REVOKED}
    assert [row["op"] for row in await creator.ledger("share", "unshare")] == ["share", "unshare"]
