"""Safety bugs of what comes late: calls that land unexpectedly, workers that wake up, the audit after them."""

from tests.proofs.mutant import CONVERGE, LEDGER, ONE_FAULT, TURNS, Mutant

ZOMBIES = ("tests/proofs/test_zombies.py",)
LATE = (
    "tests/proofs/test_lease_faults.py::test_a_share_that_lands_after_a_refused_retry_is_still_ours",
    "tests/proofs/test_lease_faults.py::test_a_share_that_lands_after_the_release_is_taken_back",
    "tests/proofs/test_lease_faults.py::test_an_unshare_that_lands_late_does_not_take_what_was_given_anew",
    "tests/proofs/test_lease_faults.py::test_a_call_that_cannot_be_sent_soon_is_not_sent",
)
AUDIT = ("tests/activities/test_audit_judging.py",)

LATE_MUTANTS = (
    Mutant(
        "the call is made before its intent is written down",
        CONVERGE,
        '        intent, until = await self._intend("share", wanted, before)\n'
        "        try:\n"
        "            token = self._access.page_token\n"
        "            done = await self._graph.share(token, pair.page_id, pair.business_id, wanted, before=until)\n",
        "        until, token = clock.now() + stragglers.SENT_WITHIN, self._access.page_token\n"
        "        done = await self._graph.share(token, pair.page_id, pair.business_id, wanted, before=until)\n"
        '        intent, until = await self._intend("share", wanted, before)\n'
        "        try:\n",
        ONE_FAULT,
    ),
    Mutant(
        "a call is sent however late, and after its turn",
        CONVERGE,
        "min(self._turn.expires_at, now + stragglers.SENT_WITHIN)",
        "now + timedelta(days=1)",
        (*ZOMBIES, *LATE),
    ),
    Mutant(
        "one look that shows nothing is proof while a share may still land",
        CONVERGE,
        "        elif rest := _may_still_land(lease.unanswered_at):\n",
        "        elif (rest := _may_still_land(lease.unanswered_at)) and False:\n",
        LATE,
    ),
    Mutant(
        "a share is taken down while an earlier unshare may still land",
        CONVERGE,
        "        if rest := _may_still_land(lease.unconfirmed_at):\n",
        "        if (rest := _may_still_land(lease.unconfirmed_at)) and False:\n",
        LATE,
    ),
    Mutant(
        "a refused retry settles what an earlier call left open",
        CONVERGE,
        "            if anew or not lease.settled:\n",
        "            if anew:\n",
        LATE,
    ),
    Mutant(
        "an intent does not make its turn last",
        LEDGER,
        "            lease.state, lease.turn_expires_at = _UNDER_WAY[kind].value, expires_at\n",
        "            lease.state = _UNDER_WAY[kind].value\n",
        TURNS,
    ),
    Mutant(
        "an audit leaves what a terminated collaboration held",
        "activities/audit_judging.py",
        "    gone = [hold for hold in holds if not people.get(hold.collaboration_id, Person(True)).running]\n",
        "    gone: list[Hold] = []\n",
        AUDIT,
    ),
    Mutant(
        "an audit takes back what no call of ours explains",
        "activities/audit_judging.py",
        "    if lease.origin is Origin.NONE and explained(lease) and last is not None:\n",
        "    if lease.origin is Origin.NONE and last is not None:\n",
        ("tests/workflows/test_audit.py::test_somebody_elses_share_after_the_end_is_reported_and_left_alone",),
    ),
)
