"""Composition root of the worker: settings -> platform, store -> activities -> workers on both task queues."""

import asyncio
import logging
import signal
import sys
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta

from pydantic import SecretStr
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.client import Client
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import PollerBehaviorAutoscaling, Worker

from activities import brand_side
from activities.access import AccessActivities
from activities.attesting import AttestingActivities
from activities.audit import AuditActivities
from activities.authorization import AuthorizationActivities
from activities.deletion import DeletionActivities
from activities.eligibility import EligibilityActivities
from activities.notices import NoticeActivities
from activities.pacing import LeaveRoom, Pacer
from contracts.brands import BrandConnection
from contracts.ids import GRAPH_QUEUE, WORKFLOW_QUEUE
from contracts.search_attributes import KINDS
from platforms.meta.app import MetaApp
from platforms.meta.errors import MetaError
from platforms.meta.graph import GraphClient
from settings import Settings, SettingsRefused, load
from starter.auditing import ensure_schedule
from starter.connection import NotReachable, connect
from starter.errors import BrandRefused
from starter.leaving import leave
from starter.logs import log_to_stderr
from store.errors import StoreError
from store.session import Store
from store.vault_keys import VaultKeys
from workflows.audit import Audit
from workflows.authorization import Authorization
from workflows.collaboration import Collaboration
from workflows.deletion import Deletion
from workflows.eligibility import EligibilityCheck
from workflows.runner import ContextFreeRunner

GRACE = timedelta(seconds=15)
"""On shutdown, calls in flight may finish: longer than the Graph client's deadline of 10 s."""

STICKY = timedelta(seconds=2)
"""So long is a workflow's next task kept for the worker that has it in memory; after that any other takes it: the one
before may be dead."""

MAX_GRAPH_ACTIVITIES = 8
"""At once in one worker; each holds at most one connection to Meta. More of them would keep the workflows of the same
process waiting where thousands of terms end at once, and take nothing back sooner: with 16, half as many were told in
time that access is overdue (docs/reliability.md). Whoever needs more runs more workers."""

_log = logging.getLogger("adaccess.worker")


def meta_app(settings: Settings) -> MetaApp:
    """The app at Meta. Raises SettingsRefused when its id or secret is not set."""
    settings.require("meta_app_id", "meta_app_secret")
    assert settings.meta_app_id is not None
    assert settings.meta_app_secret is not None
    return MetaApp(
        app_id=settings.meta_app_id,
        app_secret=settings.meta_app_secret,
        graph_url=settings.meta_graph_url,
        dialog_url=settings.meta_dialog_url,
        api_version=settings.meta_api_version,
    )


async def open_store(settings: Settings) -> Store:
    """The store with its vault. Raises SettingsRefused, StoreError with one line that says what to do."""
    settings.require("vault_keys")
    assert settings.vault_keys is not None
    return await Store.open(settings.database_url, VaultKeys.parse(settings.vault_keys))


def workers(
    temporal: Client, store: Store, graph: GraphClient, pace: float, *, brand_revoke: bool = False
) -> tuple[Worker, Worker]:
    """One worker a task queue: our own affairs, and everything that calls the platform, ``pace`` times a second.

    ``brand_revoke`` is the setting: take access back from the brand's side where the creator's is dead.
    """
    authorization = AuthorizationActivities(store, graph, temporal)
    access = AccessActivities(store, graph, temporal, brand_revoke=brand_revoke)
    attesting = AttestingActivities(store)
    eligibility = EligibilityActivities(store, graph)
    notices = NoticeActivities(store)
    deletion = DeletionActivities(store, temporal)
    audit = AuditActivities(store, graph, temporal)
    ours = Worker(
        temporal,
        task_queue=WORKFLOW_QUEUE,
        workflows=[Collaboration, Authorization, Deletion, EligibilityCheck, Audit],
        activities=[
            authorization.subscribe,
            authorization.find_login,
            authorization.recall_logins,
            authorization.record_answer,
            notices.record_notices,
            access.announce,
            access.let_go,
            attesting.keep_attestation,
            deletion.note_deletion,
            deletion.report_deletion,
            deletion.take_everything_back,
            deletion.erase_creator,
            deletion.finish_deletion,
            audit.audit_collaborations,
            audit.audit_leases,  # without reading
        ],
        workflow_runner=ContextFreeRunner(),
        graceful_shutdown_timeout=GRACE,
        sticky_queue_schedule_to_start_timeout=STICKY,
        workflow_task_poller_behavior=PollerBehaviorAutoscaling(),
        activity_task_poller_behavior=PollerBehaviorAutoscaling(),
    )
    platform = Worker(
        temporal,
        task_queue=GRAPH_QUEUE,
        activities=[
            authorization.complete_login,
            authorization.check_logins,
            eligibility.check_eligibility,
            access.acquire,
            access.verify,
            access.release,
            audit.audit_leases,
        ],
        max_concurrent_activities=MAX_GRAPH_ACTIVITIES,
        # Until a pacer has set the queue's rate, and where Temporal does not let it.
        max_task_queue_activities_per_second=pace,
        interceptors=[LeaveRoom(graph.allowance)],
        graceful_shutdown_timeout=GRACE,
        activity_task_poller_behavior=PollerBehaviorAutoscaling(),
    )
    return ours, platform


async def require_search_attributes(temporal: Client) -> None:
    """Refuse to start where a workflow's first task would fail. Raises SettingsRefused naming what is missing."""
    request = ListSearchAttributesRequest(namespace=temporal.namespace)
    try:
        known = await temporal.operator_service.list_search_attributes(request)
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            raise SettingsRefused(
                f"Temporal has no namespace {temporal.namespace!r}; create it, or set TEMPORAL_NAMESPACE"
            ) from None
        # Temporal Cloud does not let every key list them; the first workflow task would tell.
        _log.warning("cannot list the search attributes: %s", error.message)
        return
    missing = sorted(set(KINDS) - set(known.custom_attributes))
    if missing:
        create = " ".join(f"--name {name} --type {KINDS[name]}" for name in missing)
        raise SettingsRefused(
            f"namespace {temporal.namespace} lacks search attributes; run: "
            f"temporal operator search-attribute create --namespace {temporal.namespace} {create}"
        )


async def serve(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT. Raises SettingsRefused, NotReachable, StoreError before taking any work."""
    app = meta_app(settings)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with AsyncExitStack() as stack:
        store = await open_store(settings)
        stack.push_async_callback(store.aclose)
        temporal = await connect(settings)
        await require_search_attributes(temporal)
        await store.home.claim(temporal.namespace)
        graph = await stack.enter_async_context(GraphClient(app))
        for each in workers(temporal, store, graph, settings.graph_pace, brand_revoke=settings.brand_revoke):
            await stack.enter_async_context(each)
        await stack.enter_async_context(Pacer(temporal, GRAPH_QUEUE, graph.allowance, settings.graph_pace))
        every, read_after = timedelta(minutes=settings.audit_every), timedelta(hours=settings.audit_read_after)
        await ensure_schedule(temporal, every, read_after)
        _log.info("working on %s and %s", WORKFLOW_QUEUE, GRAPH_QUEUE)
        await stop.wait()
        _log.info("finishing what is in flight")


async def connect_brand(settings: Settings, business_id: str, token: SecretStr) -> BrandConnection:
    """Look at a brand's token on the platform, and keep it if it does what it is for.

    It goes straight from here into the vault, past Temporal. Raises SettingsRefused, StoreError, and BrandRefused.
    """
    async with AsyncExitStack() as stack:
        app = meta_app(settings)
        store = await open_store(settings)
        stack.push_async_callback(store.aclose)
        graph = await stack.enter_async_context(GraphClient(app))
        try:
            return await brand_side.connect(store, graph, business_id, token, datetime.now(UTC))
        except brand_side.Unusable as problem:
            raise BrandRefused(str(problem)) from None
        except MetaError as error:
            raise BrandRefused(f"Meta gave no usable answer: {error}") from None


class ExpectedFailures(logging.Filter):
    """One line, and no traceback, for an activity that fails in a way of our own: a lapse, a refusal, a throttle."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, ApplicationError):
            record.msg, record.args = f"{record.getMessage()}: {error.type}: {error.message}", None
            record.exc_info = record.exc_text = None
        return True


def main(settings: Settings | None = None) -> int:
    """Run the worker; exit status 0 after a stop, 1 with one clear line when it cannot start."""
    log_to_stderr(logging.INFO)
    logging.getLogger("temporalio.activity").addFilter(ExpectedFailures())
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it logs every URL
    try:
        asyncio.run(serve(settings or load()))
    except (SettingsRefused, NotReachable, StoreError) as refusal:
        print(f"error: {refusal}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    leave(main())
