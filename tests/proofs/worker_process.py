"""What a worker process of a proof runs: ``worker.main`` with a shorter timeout towards the platform and barriers.

``--barrier POINT --flag FILE``: at that point of the code (``tests.proofs.barriers``) the process writes FILE and waits
for ever; whoever drives the proof kills it there.
``--workflow-task POINT --of WORKFLOW_ID --flag FILE --tasks LOG``: the same at a workflow task
(``tests.proofs.task_barriers``).
``--shared``: for namespaces that share one database, as no service may. None claims it, and none audits on the
hour: it would let go of what the collaborations of the others hold.
"""

import argparse
import asyncio
import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from temporalio.client import Client

import worker
from activities import stragglers
from platforms.meta import usage
from platforms.meta.allowance import Allowance
from platforms.meta.app import MetaApp
from settings import Settings
from store.home import Home
from store.ledger import Ledger
from tests.proofs import barriers, task_barriers
from tests.proofs.house import TIMEOUT
from tests.proofs.mix import LATE

THROTTLED = timedelta(seconds=3)
"""How long the platform's throttle is obeyed, instead of two minutes: a run is short."""

LANDED = timedelta(seconds=LATE + 1.5)
"""The longest that a call may take to land here, instead of two minutes."""

SENT = timedelta(seconds=1)
"""And how soon it is sent, instead of five seconds."""


def _hurry(timeout: float) -> None:
    """``timeout``: seconds that a call may take."""
    plain = worker.meta_app

    def quicker(settings: Settings) -> MetaApp:
        return replace(plain(settings), timeout_seconds=timeout)

    worker.meta_app = quicker
    usage.ROLLING_HOUR = usage.OTHERWISE = THROTTLED
    stragglers.LANDS_WITHIN, stragglers.SENT_WITHIN = LANDED, SENT
    Allowance.__init__.__defaults__ = (*(Allowance.__init__.__defaults__ or ())[:-1], THROTTLED)


async def _unscheduled(temporal: Client, every: timedelta, read_after: timedelta) -> None:
    """No audit by itself."""


async def _unclaimed(self: Home, namespace: str) -> None:
    """Anybody's."""


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--ready", type=Path, help="written with the process id when the worker is about to work")
    parser.add_argument("--barrier", default="")
    parser.add_argument("--workflow-task", default="")
    parser.add_argument("--of", default="", help="the workflow's id")
    parser.add_argument("--shared", action="store_true")
    parser.add_argument("--flag", type=Path)
    parser.add_argument("--tasks", type=Path)
    parser.add_argument("--turn", type=float, default=0.0, help="seconds that a pair's turn lasts")
    parser.add_argument("--timeout", type=float, default=TIMEOUT)
    parser.add_argument("--unhurried", action="store_true", help="wait for as long as in production")
    arguments = parser.parse_args(argv)
    if not arguments.unhurried:
        _hurry(arguments.timeout)
    if arguments.turn:
        shorter = timedelta(seconds=arguments.turn)
        for method in (Ledger.take_turn, Ledger.intend):
            assert method.__kwdefaults__ is not None
            method.__kwdefaults__["ttl"] = shorter
    if arguments.barrier:
        barriers.install(barriers.Point.of(arguments.barrier), arguments.flag)
    if arguments.workflow_task:
        point = task_barriers.TaskPoint.of(arguments.workflow_task)
        task_barriers.install(point, arguments.of, arguments.flag, arguments.tasks)
    if arguments.shared:
        setattr(worker, "ensure_schedule", _unscheduled)  # noqa: B010 - not one of its exports
        setattr(Home, "claim", _unclaimed)  # noqa: B010
    checked = worker.require_search_attributes

    async def ready(temporal: Client) -> None:
        await checked(temporal)
        await asyncio.to_thread(arguments.ready.write_text, str(os.getpid()), encoding="utf-8")

    worker.require_search_attributes = ready
    return worker.main()
