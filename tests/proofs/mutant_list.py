"""The safety bugs of ``tests.proofs.mutants``: what is replaced where, and which quick tests have to notice."""

from tests.proofs.late_mutants import LATE_MUTANTS
from tests.proofs.mutant import ACCESS, CONVERGE, LEDGER, ONE_FAULT, TURNS, Mutant

FOREIGN = ("tests/proofs/test_lease_faults.py::test_somebody_elses_share_is_used_and_left",)
TWO = ("tests/proofs/test_interleavings.py::test_every_interleaving_of_two",)
SHIELD = ("tests/workflows/test_messages.py::test_cancelling_in_the_web_ui_ends_it_properly",)
CLOSED = ("tests/proofs/test_lease_faults.py::test_a_late_start_after_the_end_gives_nothing",)
AT_ONCE = (
    "tests/proofs/test_lease_faults.py::test_an_end_just_before_the_next_start_leaves_no_gap",
    "tests/proofs/test_lease_faults.py::test_a_start_just_before_the_next_one_gives_only_what_is_its_own",
    "tests/proofs/test_lease_faults.py::test_an_end_just_before_the_next_start_gives_nothing_early",
)
CALLED_OFF = ("tests/proofs/test_lease_faults.py::test_an_end_calls_off_what_it_had_asked_for",)
PURE = ("tests/workflows/test_lifecycle.py", "tests/workflows/test_transitions.py")
SORTING = ("tests/platforms/test_sorting.py",)

MUTANTS = (
    Mutant(
        "the unshare is believed without a read-back",
        CONVERGE,
        "        after = await self.read()\n        if after.present:\n",
        "        after = before.model_copy(update={'present': False, 'at': clock.now()})\n        if after.present:\n",
        ONE_FAULT,
    ),
    Mutant(
        "what an ended collaboration asked for goes on",
        CONVERGE,
        "for_holder=self._asking",
        "for_holder=None",
        CALLED_OFF,
    ),
    Mutant(
        "the share is believed without a read-back",
        CONVERGE,
        "        after = await self.read()\n        if after.pending:\n",
        "        after = Evidence(present=True, tasks=tuple(wanted), at=clock.now())\n        if after.pending:\n",
        ONE_FAULT,
    ),
    Mutant(
        "a share that is not to be seen is called present",
        CONVERGE,
        '            raise _not_proven("the share is not to be seen yet")\n',
        "            pass\n",
        ONE_FAULT,
    ),
    Mutant(
        "a share that is still there is called gone",
        CONVERGE,
        '            raise _not_proven("the share is still there")\n',
        "            pass\n",
        ONE_FAULT,
    ),
    Mutant(
        "a start that is ahead counts as a hold",
        "store/leases.py",
        "    holding = [holder for holder in holders if since[holder.collaboration_id] <= now]\n",
        "    holding = list(holders)\n",
        AT_ONCE,
    ),
    Mutant(
        "an end does not wait for the start of the same instant",
        ACCESS,
        "        if lease.next_start is None:\n            return lease\n",
        "        if lease.next_start is None or True:\n            return lease\n",
        AT_ONCE,
    ),
    Mutant("other holders are not counted", ACCESS, "            if lease.holders:\n", "            if False:\n", TWO),
    Mutant(
        "the release forgets to let go",
        ACCESS,
        "        await self.let_go(hold)\n",
        "",
        TWO,
    ),
    Mutant(
        "the holder is not written down",
        ACCESS,
        "            await self._write_down(hold, mine, clock.now())\n"
        "            lease = await self._store.ledger.lease(mine.pair, clock.now())\n"
        "            async with",
        "            lease = await self._store.ledger.lease(mine.pair, clock.now())\n            async with",
        TWO,
    ),
    Mutant(
        "somebody else's share is taken back",
        ACCESS,
        "            if lease.origin in (Origin.FOREIGN, Origin.OWNED):\n"
        "                return Released(outcome=Outcome.LEFT_FOREIGN)\n",
        "",
        FOREIGN,
    ),
    Mutant(
        "somebody else's share is adopted as ours",
        CONVERGE,
        'await self._settled(LeaseState.FOREIGN, Origin.FOREIGN, seen, "read")\n',
        'await self._settled(LeaseState.PRESENT, Origin.OURS, seen, "read")\n',
        FOREIGN,
    ),
    Mutant(
        "who let go may hold again",
        LEDGER,
        "            if row.released_at is not None:\n",
        "            row.released_at = None\n            if row.released_at is not None:\n",
        CLOSED,
    ),
    Mutant(
        "a released holder still counts",
        LEDGER,
        "            row.released_at = row.released_at or now\n",
        "",
        TWO,
    ),
    Mutant(
        "an unshare without an answer counts as done",
        CONVERGE,
        "        except meta.OutcomeUnknown:\n"
        "            await self._ledger.doubt(self._turn, intent)\n"
        "        except meta.RateLimited:\n",
        "        except meta.OutcomeUnknown:\n"
        "            gone = Evidence(present=False, at=clock.now())\n"
        '            await self._settled(LeaseState.ABSENT, Origin.NONE, gone, "unshare", intent)\n'
        "            return gone\n"
        "        except meta.RateLimited:\n",
        ONE_FAULT,
    ),
    Mutant(
        "a share without an answer counts as never made",
        CONVERGE,
        "        except meta.OutcomeUnknown:\n"
        "            await self._ledger.doubt(self._turn, intent)\n"
        "        except meta.MetaError:\n",
        "        except meta.OutcomeUnknown:\n"
        '            await self._settled(LeaseState.ABSENT, Origin.NONE, before, "read", intent)\n'
        "            raise\n"
        "        except meta.MetaError:\n",
        ONE_FAULT,
    ),
    Mutant(
        "the origin is written after the call, not before it",
        LEDGER,
        "                lease.origin = Origin.OURS.value\n",
        "                pass\n",
        ONE_FAULT,
    ),
    Mutant("fences are not checked", "store/turns.py", ", col(LeaseRow.fence) == turn.fence", "", TURNS),
    Mutant(
        "a turn may be taken from its owner",
        "store/turns.py",
        "            col(LeaseRow.turn_owner).is_(None),\n            col(LeaseRow.turn_owner) == owner,\n",
        "            col(LeaseRow.fence) >= 0,\n            col(LeaseRow.turn_owner) == owner,\n",
        TURNS,
    ),
    Mutant(
        "a dead worker keeps its turn for ever",
        "store/turns.py",
        "            col(LeaseRow.turn_expires_at) <= now,\n",
        "",
        TURNS,
    ),
    Mutant(
        "cancelling tears a collaboration down",
        "workflows/shielding.py",
        "return await asyncio.shield(task)",
        "return await task",
        SHIELD,
    ),
    Mutant(
        "the end does not come while the login is lapsed",
        "workflows/lifecycle.py",
        "    if now >= state.ends_at:\n",
        "    if now >= state.ends_at and authorized(state):\n",
        PURE,
    ),
    Mutant(
        "access is given before the start",
        "workflows/lifecycle.py",
        "    if now >= state.terms.starts_at:\n        return Step.ACQUIRE\n",
        "    if now:\n        return Step.ACQUIRE\n",
        PURE,
    ),
    Mutant(
        "a lapse at the end counts as revoked",
        "workflows/transitions.py",
        '    failures = state.failures + 1\n    authorization = state.authorization.model_copy(update={"state"',
        "    if state.ending is not None:\n"
        "        return _clear(state, outcome=Outcome.REVOKED, holding=False)\n"
        '    failures = state.failures + 1\n    authorization = state.authorization.model_copy(update={"state"',
        PURE,
    ),
    Mutant(
        "a revocation is given up after some tries",
        "workflows/transitions.py",
        '{"failures": state.failures + 1, "try_at": None if in_line else now + pause}\n',
        '{"failures": state.failures + 1, "try_at": None if in_line else now + pause}\n'
        "    if state.ending is not None and state.failures > 3:\n"
        "        return _clear(state, outcome=Outcome.REVOKED, holding=False)\n",
        PURE,
    ),
    Mutant(
        "a server error counts as a lapse",
        "platforms/meta/sorting.py",
        "        if status >= 500:",
        "        if status >= 5000:",
        SORTING,
    ),
    Mutant(
        "what ended with a hold is not released",
        "workflows/lifecycle.py",
        "if state.outcome is not None or (state.ending and not state.holding):",
        "if state.outcome is not None or state.ending:",
        PURE,
    ),
    Mutant(
        "a share is found sufficient whatever its tasks",
        "platforms/meta/tasks.py",
        "    return bool(held & CONTROL) or _plain(wanted) <= _plain(held)\n",
        "    return bool(held)\n",
        TWO,
    ),
    Mutant(
        "what only the one who left needed stays shared",
        ACCESS,
        "                await self._keep(hold, mine, lease)\n",
        "",
        TWO,
    ),
    *LATE_MUTANTS,
)
