"""The audit's two looks: at the ledger's pairs, held against the platform, and at the running collaborations."""

import base64
from datetime import timedelta

from temporalio import activity
from temporalio.client import Client

from activities import clock
from activities.audit_judging import Look, Person, Verdict, judge, read_is_due
from activities.audit_people import People, person_of
from activities.audit_reading import read_all, turns
from activities.beating import beating
from contracts.access import Hold
from contracts.audit import (
    AuditLine,
    CollaborationsSeen,
    Found,
    LeasesSeen,
    LookAtCollaborations,
    LookAtLeases,
    PairKey,
)
from contracts.ids import collaboration_workflow_id
from contracts.search_attributes import ACCESS_STAGE, CREATOR_ID
from contracts.vocabulary import LeaseState, Stage
from platforms.meta.graph import GraphClient
from store.auditing import AuditedLease
from store.errors import TurnLost
from store.ledger import Origin, Pair, Turn
from store.session import Store

_HOLDING = (Stage.ACTIVE, Stage.UNMANAGED, Stage.IMPAIRED)
_TAKING_BACK = (Stage.ENDING, Stage.REVOKE_BLOCKED)
_LIST_PAGE = 200
_ABANDONED = timedelta(days=7)
"""Sign-ins that were begun so long ago are forgotten, whatever became of them; they expire after minutes."""
_PREFIX = collaboration_workflow_id("")


class AuditActivities:
    """Both are safe to repeat, beside every other work on the same pairs. A dry run reads, and changes nothing."""

    def __init__(self, store: Store, graph: GraphClient, temporal: Client) -> None:
        self._store = store
        self._graph = graph
        self._temporal = temporal
        self._people = People(temporal)

    @activity.defn(name="audit_leases")
    async def audit_leases(self, ask: LookAtLeases) -> LeasesSeen:
        """Look at the next pairs, read back those that are due, settle the ledger and nudge who believes otherwise.

        What has to be taken back is returned: that is for the release that every collaboration uses.
        """
        async with beating():
            if ask.after is None and not ask.dry_run:
                await self._store.pending.forget_stale(clock.now() - _ABANDONED)
            after = Pair(ask.after.page_id, ask.after.business_id) if ask.after else None
            leases = await self._store.auditing.page(after, ask.limit, clock.now(), ask.creator_id)
            verdicts, read = await self._verdicts(ask, leases)
            lines = [line for verdict in verdicts for line in await self._lines(ask, verdict)]
        last = leases[-1].pair if len(leases) == ask.limit else None
        return LeasesSeen(
            looked_at=len(verdicts),
            read=read,
            in_order=sum(verdict.in_order for verdict in verdicts),
            lines=tuple(lines),
            releases=tuple(release for verdict in verdicts for release in verdict.releases),
            after=PairKey(page_id=last.page_id, business_id=last.business_id) if last else None,
        )

    @activity.defn(name="audit_collaborations")
    async def audit_collaborations(self, ask: LookAtCollaborations) -> CollaborationsSeen:
        """Look for collaborations that the ledger does not know: it was restored from an older copy.

        Those that are running are told to look. Of one that was terminated only an operator can find out what it held.
        """
        async with beating():
            query, cursor = _should_hold(ask.creator_id), base64.b64decode(ask.cursor) or None
            listed = self._temporal.list_workflows(query, page_size=_LIST_PAGE, next_page_token=cursor)
            await listed.fetch_next_page()
            found = {each.id.removeprefix(_PREFIX): each for each in listed.current_page or ()}
            known = await self._store.auditing.known(found)
            lines = []
            for collaboration_id, shown in found.items():
                person = person_of(shown)
                needs_hold = person.running and person.stage in _HOLDING
                if known.get(collaboration_id, False) or (not needs_hold and collaboration_id in known):
                    continue
                if person.running and not ask.dry_run and not await self._people.nudge(collaboration_id):
                    continue  # it has ended meanwhile
                lines.append(_forgotten(collaboration_id, person, shown.typed_search_attributes.get(CREATOR_ID)))
        more = base64.b64encode(listed.next_page_token).decode() if listed.next_page_token else None
        return CollaborationsSeen(
            looked_at=len(found), in_order=len(found) - len(lines), lines=tuple(lines), cursor=more
        )

    async def _verdicts(self, ask: LookAtLeases, leases: tuple[AuditedLease, ...]) -> tuple[list[Verdict], int]:
        """What to do about each pair; the ledger is settled accordingly. And how many were read back."""
        people = await self._people.behind(hold for lease in leases for hold in _concerned(lease))
        due = set[Pair]()
        for lease in () if ask.blind else leases:
            running = [hold for hold in lease.holders if people[hold.collaboration_id].running]
            if read_is_due(lease, running, clock.now(), timedelta(seconds=ask.read_after_seconds)):
                due.add(lease.pair)
        if ask.dry_run:
            looks = await read_all(self._store, self._graph, [lease for lease in leases if lease.pair in due])
            verdicts = [judge(lease, looks.get(lease.pair, Look()), people, clock.now()) for lease in leases]
            return verdicts, sum(look.seen is not None for look in looks.values())
        async with turns(self._store.ledger, sorted(due)) as mine:
            # Only what is believed within the turn counts: a moment before somebody may have given or taken.
            fresh = await self._store.auditing.these([lease.pair for lease in leases], clock.now())
            looks = await read_all(self._store, self._graph, [fresh[pair] for pair in mine])
            verdicts = []
            for pair, lease in fresh.items():
                if pair in due and pair not in mine:
                    continue  # somebody works at it right now
                look = looks.get(pair, Look())
                verdict = judge(lease, look, people, clock.now())
                if pair in mine and not await self._settled(mine[pair], look, verdict):
                    verdict = Verdict()  # somebody took over: what we saw may be over
                verdicts.append(verdict)
        return verdicts, sum(look.seen is not None for look in looks.values())

    async def _settled(self, turn: Turn, look: Look, verdict: Verdict) -> bool:
        """Keep the read-back and believe it; false if the turn was lost meanwhile."""
        if verdict.settle is None or look.seen is None:
            return True
        state, origin = verdict.settle
        try:
            await self._store.ledger.settle(
                turn, state=state, origin=origin, evidence=look.seen, kind="read", collaboration_id=None
            )
        except TurnLost:
            return False
        return True

    async def _lines(self, ask: LookAtLeases, verdict: Verdict) -> list[AuditLine]:
        """The verdict's findings, nudges among them; one that has ended meanwhile needs none."""
        lines = list(verdict.lines)
        for hold, why in verdict.nudges:
            if ask.dry_run or await self._people.nudge(hold.collaboration_id):
                lines.append(_nudged(hold, why))
        return lines


def _should_hold(creator_id: str | None) -> str:
    """The list of those that hold something or take it back, and of those that were doing so when they were stopped."""
    stages = ", ".join(f"'{stage}'" for stage in (*_HOLDING, *_TAKING_BACK))
    query = f"WorkflowType = 'Collaboration' AND {ACCESS_STAGE.name} IN ({stages})"
    query += " AND ExecutionStatus IN ('Running', 'Terminated', 'Failed', 'TimedOut')"
    return query if creator_id is None else f"{query} AND {CREATOR_ID.name} = '{creator_id}'"


def _forgotten(collaboration_id: str, person: Person, creator_id: str | None) -> AuditLine:
    found, text = Found.FORGOTTEN, f"is {person.stage}, and the ledger does not know it"
    if not person.running:
        text = f"was stopped while {person.stage}, and the ledger does not know what it held: look at the platform"
        found = Found.COULD_NOT_RELEASE
    return AuditLine(
        found=found, text=text, creator_id=creator_id, collaboration_id=collaboration_id, tell=not person.running
    )


def _concerned(lease: AuditedLease) -> tuple[Hold, ...]:
    """Whose workflows matter: the holders', and where something is unfinished also those of who let go."""
    unfinished = lease.origin is Origin.OURS and (not lease.holders or lease.state is not LeaseState.PRESENT)
    return (*lease.holders, *lease.announced, *(lease.let_go[:5] if unfinished else ()))


def _nudged(hold: Hold, why: str) -> AuditLine:
    return AuditLine(
        found=Found.NUDGED,
        text=why,
        page_id=hold.page_id,
        business_id=hold.business_id,
        creator_id=hold.creator_id,
        collaboration_id=hold.collaboration_id,
    )
