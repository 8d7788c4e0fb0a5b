"""Histories: no secret in them, and every one replays on the code as it is."""

import base64
from collections import Counter
from collections.abc import AsyncIterator

from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer

from contracts.ids import authorization_workflow_id
from contracts.vocabulary import Outcome, Stage
from tests.cast import Creator, end, reaches
from workflows.authorization import Authorization
from workflows.collaboration import Collaboration


async def _histories(creator: Creator) -> AsyncIterator[WorkflowHistory]:
    for workflow_id in (*creator.started, authorization_workflow_id(creator.creator_id)):
        yield await creator.stack.temporal.get_workflow_handle(workflow_id).fetch_history()


async def _a_life_with_everything(creator: Creator) -> None:
    handle = await creator.start()
    await creator.consent(pages=())
    await reaches(handle, Stage.BLOCKED)
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    await creator.change_password()
    await handle.signal(Collaboration.recheck)
    await reaches(handle, Stage.UNMANAGED)
    await end(handle)
    await reaches(handle, Stage.REVOKE_BLOCKED)
    await creator.consent()
    assert (await handle.result()).outcome is Outcome.REVOKED


async def test_no_token_code_or_key_is_in_any_history(creator: Creator) -> None:
    await _a_life_with_everything(creator)
    tokens = await _issued_tokens(creator)
    assert tokens, "the search must have something to look for"
    secrets = {*tokens, "sandbox_app_secret", creator.stack.vault_keys.split(":", 1)[1]}
    async for history in _histories(creator):
        raw = b"".join(event.SerializeToString() for event in history.events)
        for secret in secrets:
            assert secret.encode() not in raw
            assert base64.b64encode(secret.encode())[:-4] not in raw


async def _issued_tokens(creator: Creator) -> set[str]:
    """Every token that our store holds for the creator: user tokens and Page tokens."""
    logins = creator.stack.store.logins
    found = set()
    for view in await logins.views(creator.creator_id):
        found.add((await logins.user_token(view.login_id)).get_secret_value())
        access = await logins.page_access(creator.creator_id, creator.page())
        if access is not None:
            found.add(access.page_token.get_secret_value())
    return found


async def test_histories_replay(creator: Creator) -> None:
    await _a_life_with_everything(creator)
    replayer = Replayer(workflows=[Collaboration, Authorization], data_converter=pydantic_data_converter)
    results = await replayer.replay_workflows(_histories(creator), raise_on_replay_failure=True)
    assert not results.replay_failures


async def test_what_a_plain_collaboration_costs(creator: Creator) -> None:
    """The fewest actions and platform calls that the job needs; a change here is to be meant."""
    await creator.consent()
    before = await creator.stack.control("GET", "/requests")
    handle = await creator.start()
    await reaches(handle, Stage.ACTIVE)
    await end(handle)
    await handle.result()
    history = await handle.fetch_history()
    assert Counter(
        event.activity_task_scheduled_event_attributes.activity_type.name
        for event in history.events
        if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED
    ) == {
        "subscribe": 1,
        "find_login": 1,
        "check_eligibility": 1,
        "acquire_access": 1,
        "release_access": 1,
        "record_notices": 2,
    }
    after = await creator.stack.control("GET", "/requests")
    page = {key: after["by"][key] - before["by"].get(key, 0) for key in after["by"] if "agencies" in key}
    assert {key: n for key, n in page.items() if n} == {
        "GET /{page}/agencies": 4,
        "POST /{page}/agencies": 1,
        "DELETE /{page}/agencies": 1,
    }
