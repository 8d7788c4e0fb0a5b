"""CollaborationClient: how other programs, the command line and the web side start, steer and watch collaborations.

Errors are those of `starter.errors`, `contracts.terms.TermsRefused` and `starter.connection.NotReachable`; each is one
line that says what to do. Every call is bounded by ``deadline``, so no worker or no server never means hanging.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from temporalio.client import Client
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError

from contracts.audit import AuditReport, StartAudit
from contracts.collaboration import AttestRevoked, ChangeTerm, Decline, Detail, EndNow, RemovedByHand
from contracts.deletion import DeletionRequest
from contracts.eligibility import EligibilityReport
from contracts.ids import CollaborationId, CreatorId
from contracts.status import Status
from contracts.terms import Terms, TermsRefused, parse_terms, same_terms
from contracts.vocabulary import Stage
from starter.auditing import audit
from starter.calls import Calls
from starter.checking import check_eligibility
from starter.deleting import new_code, start_deletion
from starter.errors import (
    AlreadyEnded,
    RequestRefused,
    TemporalRefused,
    TermsConflict,
    TimedOut,
    UnknownCollaboration,
    WorkerNotAnswering,
)
from starter.listing import Listed, listed, listing_query
from starter.reaching import reaching
from starter.register import register
from starter.starting import differing, fresh_status, start_collaboration

_ID: TypeAdapter[str] = TypeAdapter(CollaborationId)
_CREATOR: TypeAdapter[str] = TypeAdapter(CreatorId)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_LOOK_AGAIN, _LAST_LOOK_AGAIN = 0.1, 2.0
_M = TypeVar("_M", bound=BaseModel)


class CollaborationClient:
    """Wants a client with the data converter of `temporalio.contrib.pydantic`, as `starter.connection.connect` has."""

    def __init__(self, client: Client, deadline: timedelta = timedelta(seconds=10)) -> None:
        self._client = client
        self._calls = Calls(client, deadline)

    async def start(self, request: Mapping[str, Any] | Terms) -> Status:
        """Start a collaboration on these terms, and return its status.

        Repeating a start with the same terms returns the status of the one there is, ended or not; with other terms
        it raises TermsConflict. Raises TermsRefused for terms that make no sense. A fresh start that no worker has
        taken up yet is a start all the same: it is safe with Temporal and goes on as soon as a worker is there.
        """
        asked = request.model_dump() if isinstance(request, Terms) else request
        try:
            terms = parse_terms(asked, datetime.now(UTC))
        except TermsRefused as refusal:
            return await self._repeated_late(asked, refusal)
        try:
            await start_collaboration(self._client, terms, self._calls.deadline)
        except WorkflowAlreadyStartedError:
            return await self._repeated(asked, terms)
        try:
            return await self.status(terms.collaboration_id)
        except WorkerNotAnswering:
            return fresh_status(terms)

    async def status(self, collaboration_id: str) -> Status:
        """How it stands, by its own word; of ended ones too. One whose workflow was terminated is ``revoke_blocked`` by
        ``workflow_stopped`` if it may have shared something. Raises UnknownCollaboration, WorkerNotAnswering."""
        return await self._calls.query(_known(collaboration_id), "status", Status)

    async def detail(self, collaboration_id: str) -> Detail:
        """Terms, status and the findings of the last check, as of one moment. Raises as ``status`` does."""
        return await self._calls.query(_known(collaboration_id), "detail", Detail)

    async def creator_of(self, collaboration_id: str) -> str:
        """The creator's id; needs no worker. Raises UnknownCollaboration."""
        return await self._calls.creator_of(_known(collaboration_id))

    async def end(self, collaboration_id: str, reason: str, actor: str = "operator") -> Status:
        """End it now: access is taken back and the proof follows (`wait_until_ended`). Raises MessageRefused,
        AlreadyEnded, UnknownCollaboration, WorkerNotAnswering (the request may then still take effect)."""
        message = _message(EndNow, reason=reason, actor=actor)
        return await self._calls.update(_known(collaboration_id), "end_now", message)

    async def extend(self, collaboration_id: str, ends_at: datetime, reason: str = "") -> Status:
        """Move the end of the term, later or earlier; ``ends_at`` has a time zone. Raises as ``end`` does."""
        message = _message(ChangeTerm, ends_at=ends_at, reason=reason)
        return await self._calls.update(_known(collaboration_id), "change_term", message)

    async def removed_by_hand(self, collaboration_id: str, actor: str = "creator") -> Status:
        """The creator's word that they removed the access on Facebook. It ends the collaboration, makes it look once
        more, and goes to an operator; it proves nothing. Saying it again changes nothing. Raises as ``end`` does."""
        message = _message(RemovedByHand, actor=actor)
        return await self._calls.update(_known(collaboration_id), "removed_by_hand", message)

    async def attest_revoked(self, collaboration_id: str, actor: str, evidence: str) -> Status:
        """``actor``'s word that the share is gone although it cannot be read back. Raises as ``end`` does."""
        message = _message(AttestRevoked, actor=actor, evidence=evidence)
        return await self._calls.update(_known(collaboration_id), "attest_revoked", message)

    async def recheck(self, collaboration_id: str) -> None:
        """Ask it to look again now at what holds it up. Needs no worker. Raises AlreadyEnded, UnknownCollaboration."""
        await self._calls.signal(_known(collaboration_id), "recheck")

    async def decline(self, collaboration_id: str, reason: str = "") -> None:
        """The creator says no. Needs no worker. Raises AlreadyEnded, UnknownCollaboration."""
        await self._calls.signal(_known(collaboration_id), "decline", _message(Decline, reason=reason))

    async def list(
        self, stage: str | None = None, creator: str | None = None, business: str | None = None
    ) -> AsyncIterator[Listed]:
        """All collaborations that match every filter given, latest first; needs no worker, and may be a moment behind
        the truth. Raises RequestRefused for a filter that is no stage or id.

        Of stage ``revoke_blocked`` it is the register: each a ``Stuck``, by its own word where a worker answers, the
        longest overdue first.
        """
        if stage == Stage.REVOKE_BLOCKED:
            rows = [row async for row in self._listed(stage, creator, business)]
            for stuck in await register(rows, self.status):
                yield stuck
            return
        async for row in self._listed(stage, creator, business):
            yield row

    async def _listed(self, stage: str | None, creator: str | None, business: str | None) -> AsyncIterator[Listed]:
        deadline = self._calls.deadline
        pages = self._client.list_workflows(listing_query(stage, creator, business), rpc_timeout=deadline)
        more = True
        while more:
            try:
                async with reaching(self._client, deadline):
                    await pages.fetch_next_page()
            except RPCError as error:
                raise TemporalRefused(error.message) from None
            for execution in pages.current_page or ():
                yield listed(execution)
            more = bool(pages.next_page_token)

    async def check(self, request: Mapping[str, Any] | Terms) -> EligibilityReport:
        """Dry run: could this account be shared with this business now? Starts and grants nothing.

        Raises TermsRefused, WorkerNotAnswering, CheckUnanswered.
        """
        asked = request.model_dump() if isinstance(request, Terms) else request
        return await check_eligibility(self._client, parse_terms(asked, datetime.now(UTC)), self._calls.deadline)

    async def audit(
        self,
        *,
        dry_run: bool = False,
        read_after: timedelta = timedelta(hours=6),
        creator: str | None = None,
        patience: timedelta = timedelta(seconds=60),
    ) -> AuditReport:
        """Hold the ledger against the platform and settle every disagreement; returns when it is done.

        Held pairs are read back when their last read-back is older than ``read_after``; zero reads everything. Where
        the platform lets us wait for longer than ``patience``, it goes on without reading, and the report says that
        it is incomplete. Two that ask for the same at once get the same report. Raises RequestRefused,
        WorkerNotAnswering, AuditUnfinished, TemporalRefused, NotReachable.
        """
        asked = _message(
            StartAudit,
            dry_run=dry_run,
            read_after_seconds=int(read_after.total_seconds()),
            creator_id=creator,
            patience_seconds=int(patience.total_seconds()),
        )
        return await audit(self._client, asked, self._calls.deadline)

    async def delete_creator(self, creator_id: str, request: DeletionRequest | None = None) -> str:
        """Take everything of the creator back, then erase it all; the code opens ``/deletion/<code>``, which shows how
        far it is. Needs no worker; a worker writes the code down. Repeating it adds a code to the deletion under way.

        Raises RequestRefused, NotReachable, TemporalRefused.
        """
        try:
            creator_id = _CREATOR.validate_python(creator_id)
        except ValidationError:
            raise RequestRefused("creator_id is not an id") from None
        request = request or DeletionRequest(code=new_code(), requested_at=datetime.now(UTC))
        await start_deletion(self._client, creator_id, request, self._calls.deadline)
        return request.code

    async def wait_for_stage(
        self, collaboration_id: str, *stages: Stage, timeout: timedelta | float | None = None
    ) -> Status:
        """Look until it stands in one of these stages. ``timeout`` in seconds, none waits for ever.

        Raises TimedOut, UnknownCollaboration, and AlreadyEnded when it has ended and can stand there no more.
        A worker that does not answer is waited for.
        """
        awaited = " or ".join(stages)
        seconds = timeout.total_seconds() if isinstance(timeout, timedelta) else timeout
        until = None if seconds is None else time.monotonic() + seconds
        pause, last_seen = _FIRST_LOOK_AGAIN, None
        while True:
            left = None if until is None else max(until - time.monotonic(), 0.05)
            try:
                within = None if left is None else timedelta(seconds=left)
                status = await self._calls.query(_known(collaboration_id), "status", Status, within)
            except WorkerNotAnswering:
                pass
            else:
                if status.stage in stages:
                    return status
                if status.stage is Stage.ENDED:
                    raise AlreadyEnded(collaboration_id)
                last_seen = status.stage.value
            if until is not None and time.monotonic() + pause > until:
                raise TimedOut(collaboration_id, awaited, seconds or 0, last_seen)
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, _LAST_LOOK_AGAIN)

    async def wait_until_ended(self, collaboration_id: str, timeout: timedelta | float | None = None) -> Status:
        """Look until it has ended; the status tells how. Raises TimedOut, UnknownCollaboration."""
        return await self.wait_for_stage(collaboration_id, Stage.ENDED, timeout=timeout)

    async def _repeated(self, asked: Mapping[str, Any], terms: Terms) -> Status:
        known = await self.detail(terms.collaboration_id)
        if not same_terms(asked, known.terms):
            raise TermsConflict(terms.collaboration_id, differing(asked, terms, known.terms))
        return known.status

    async def _repeated_late(self, asked: Mapping[str, Any], refusal: TermsRefused) -> Status:
        """Terms whose time is over make no start, but may well be those of one that was made when it was not."""
        try:
            return await self._repeated(asked, parse_terms(asked, _LONG_AGO))
        except (TermsRefused, UnknownCollaboration, TermsConflict):
            raise refusal from None


def _known(collaboration_id: str) -> str:
    """What cannot be an id is the id of nothing."""
    try:
        return _ID.validate_python(collaboration_id)
    except ValidationError:
        raise UnknownCollaboration(collaboration_id) from None


def _message(kind: type[_M], **fields: Any) -> _M:
    try:
        return kind(**fields)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        reason = first["msg"].removeprefix("Value error, ")
        if first["type"] == "timezone_aware":
            reason = "needs a time zone, for example 2027-01-30T00:00:00Z"
        raise RequestRefused(f"{'.'.join(map(str, first['loc']))}: {reason}") from None
