"""Logins that die, against the Graph sandbox: the cause is an answer, and nobody else's fault is a lapse.

Every test also checks, by the ``graph`` fixture, that no secret went into a URL or a log.
"""

import dataclasses
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import SecretStr

from contracts.vocabulary import LapseCause
from platforms.meta import errors
from platforms.meta.graph import GraphClient

if TYPE_CHECKING:
    from tests.platforms.conftest import Sandbox

MIA, COOKS = "10000000000000001", "100000000000001"


DEATHS: list[tuple[dict[str, Any], LapseCause]] = [
    ({"password": "new-password"}, LapseCause.PASSWORD_CHANGED),
    ({"app_removed": True}, LapseCause.APP_REMOVED),
    ({"token": "expired"}, LapseCause.EXPIRED),
    ({"token": "logged_out"}, LapseCause.LOGGED_OUT),
    ({"token": "checkpoint"}, LapseCause.CHECKPOINT),
    ({"token": "unconfirmed"}, LapseCause.UNCONFIRMED),
]


@pytest.mark.parametrize(("change", "cause"), DEATHS)
async def test_a_dead_login_says_why(
    sandbox: "Sandbox", graph: GraphClient, change: dict[str, Any], cause: LapseCause
) -> None:
    token = await sandbox.login(graph)
    await sandbox.patch(f"people/{MIA}", **change)
    info = await graph.debug(token)
    assert (info.is_valid, info.lapse) == (False, cause)
    inspection = await graph.inspect(token)
    assert inspection.info.lapse is cause
    assert (inspection.person, inspection.permissions, inspection.pages) == (None, {}, ())
    with pytest.raises(errors.Lapsed) as caught:
        await graph.page(token, COOKS)
    assert caught.value.cause is cause
    with pytest.raises(errors.Lapsed):
        await graph.extend(token)


async def test_a_token_nobody_issued_is_dead(graph: GraphClient) -> None:
    info = await graph.debug(SecretStr("EAAnobody"))
    assert (info.is_valid, info.lapse) == (False, LapseCause.UNKNOWN)


async def test_our_own_wrong_secret_lapses_nobody(sandbox: "Sandbox", graph: GraphClient) -> None:
    token = await sandbox.login(graph)
    wrong = dataclasses.replace(sandbox.app, app_secret=SecretStr("another_secret"))
    async with GraphClient(wrong) as misconfigured:
        for ask in (misconfigured.debug, misconfigured.inspect):
            with pytest.raises(errors.Permanent):
                await ask(token)
    assert (await graph.debug(token)).is_valid
