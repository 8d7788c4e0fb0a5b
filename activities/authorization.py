"""A creator's logins: subscribe to them, find them, complete them, check them."""

import logging
from contextlib import suppress
from datetime import timedelta

from temporalio import activity
from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError

from activities import clock, translate
from activities.beating import beating
from activities.completing import Completion
from activities.inspecting import SHARING_PERMISSIONS, inspect
from contracts import failures
from contracts.authorization import (
    CheckLogins,
    Creator,
    FindLogin,
    FoundLogin,
    LoginAnswer,
    Logins,
    LoginView,
    LoginWork,
    RecordAnswer,
    StartAuthorization,
    Subscription,
)
from contracts.ids import WORKFLOW_QUEUE, authorization_workflow_id
from platforms.meta import errors as meta
from platforms.meta.graph import GraphClient
from platforms.meta.models import TokenInfo
from store.errors import PendingUnknown
from store.session import Store

_log = logging.getLogger("adaccess.authorization")


class AuthorizationActivities:
    def __init__(self, store: Store, graph: GraphClient, temporal: Client) -> None:
        self._store = store
        self._graph = graph
        self._temporal = temporal
        self._completion = Completion(store, graph)

    @activity.defn(name="subscribe")
    async def subscribe(self, subscription: Subscription) -> None:
        """Signal the creator's Authorization workflow, starting it if it sleeps. Repeating replaces."""
        await self._temporal.start_workflow(
            "Authorization",
            StartAuthorization(creator_id=subscription.creator_id),
            id=authorization_workflow_id(subscription.creator_id),
            task_queue=WORKFLOW_QUEUE,
            start_signal="subscribe",
            start_signal_args=[subscription],
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            static_summary=f"logins of creator {subscription.creator_id}",
        )

    @activity.defn(name="find_login")
    async def find_login(self, ask: FindLogin) -> FoundLogin:
        """Which login covers the account, from our own store."""
        return await self._store.logins.find(ask)

    @activity.defn(name="recall_logins")
    async def recall_logins(self, creator: Creator) -> Logins:
        """What the store knows of the creator's logins."""
        return Logins(logins=await self._store.logins.views(creator.creator_id))

    @activity.defn(name="complete_login")
    async def complete_login(self, work: LoginWork) -> LoginAnswer:
        """Exchange the code, look at what it gives, keep it. A code whose exchange got lost is never tried again."""
        async with beating():
            try:
                return await self._completion.complete(work)
            except meta.MetaError as error:
                raise translate.translated(error) from None

    @activity.defn(name="record_answer")
    async def record_answer(self, message: RecordAnswer) -> None:
        """Close a pending login that could not be finished. One that does not exist needs no closing."""
        with suppress(PendingUnknown):
            await self._store.pending.finish(message.pending_login_id, message.answer)

    @activity.defn(name="check_logins")
    async def check_logins(self, request: CheckLogins) -> Logins:
        """Ask Meta about each working login not asked lately: one call where nothing changed, a full look otherwise.

        Raises PlatformUnavailable when some login stayed unanswered; what was answered is kept, nothing is marked
        lapsed for want of an answer.
        """
        since = clock.now() - timedelta(seconds=request.max_age_seconds)
        due = await self._store.logins.unchecked_since(request.creator_id, since)
        unanswered: meta.MetaError | None = None
        async with beating():
            for login_id in due:
                try:
                    await self._check(login_id)
                except meta.MetaError as error:
                    _log.warning("login %s was not answered: %s", login_id, error)
                    unanswered = error
        if unanswered is not None:
            wait = unanswered.wait if isinstance(unanswered, meta.RateLimited) else None
            raise ApplicationError(str(unanswered), type=failures.PLATFORM_UNAVAILABLE, next_retry_delay=wait)
        return Logins(logins=await self._store.logins.views(request.creator_id))

    async def _check(self, login_id: str) -> None:
        token = await self._store.logins.user_token(login_id)
        asked_at = clock.now()
        info = await self._graph.debug(token)
        if info.lapse is not None:
            await self._store.logins.lapse(login_id, info.lapse, asked_at)
        elif _narrowed(info, await self._store.logins.view(login_id)):
            await inspect(self._store, self._graph, login_id, token)
        else:
            await self._store.logins.checked(login_id, asked_at)


def _narrowed(info: TokenInfo, known: LoginView) -> bool:
    """Whether a permission or a Page that the login had is no longer among what the token covers."""
    if (SHARING_PERMISSIONS - set(known.missing_permissions)) - info.scopes:
        return True
    pages = info.granular.get("pages_show_list", frozenset())
    return pages is not None and any(account.page_id not in pages for account in known.accounts)
