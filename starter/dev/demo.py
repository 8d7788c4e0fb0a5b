"""`adaccess demo`: a stack of its own, one story on it, and the platform's ledger as the judge."""

import json
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console

from contracts.terms import TermsRefused
from starter.client import CollaborationClient
from starter.connection import NotReachable
from starter.dev.errors import DevRefused
from starter.dev.files import open_folder
from starter.dev.ledger_check import Verdict, compare
from starter.dev.lock import hold
from starter.dev.ports import ANY, USUAL
from starter.dev.proof_check import proven
from starter.dev.sandbox_control import SandboxControl
from starter.dev.stack import Options, Stack
from starter.dev.stopping import Stopping
from starter.dev.story import Cast, Story
from starter.dev.timeline import Timeline
from starter.dev.visitor import VisitFailed
from starter.errors import StarterError


async def play(directory: Path | None, *, as_json: bool) -> int:
    """Play it; 0 only if the ledger agrees with every claim. Raises DevRefused.

    Without a ``directory`` the state goes into a temporary one, which a failed run leaves behind for a look.
    """
    stopping = Stopping()
    stopping.listen()
    if directory is not None and (directory / "ports.json").exists():
        raise DevRefused(f"{directory} has a stack's state in it already; give the demo a new folder")
    folder = open_folder(directory or Path(tempfile.mkdtemp(prefix="adaccess-demo-")))
    errors = Console(stderr=True, soft_wrap=True, highlight=False)
    performance = _Performance(folder, stopping, errors, as_json=as_json)
    status = 1
    try:
        with hold(folder):
            status = await performance.run()
    finally:
        if directory is None and (status == 0 or stopping.by is not None):
            shutil.rmtree(folder, ignore_errors=True)
        elif status != 0:
            errors.print(f"kept for a look: {folder}", markup=False)
    return status


class _Performance:
    def __init__(self, folder: Path, stopping: Stopping, errors: Console, *, as_json: bool) -> None:
        self._folder = folder
        self._stopping = stopping
        self._errors = errors
        self._as_json = as_json
        # Plain where nobody looks at a terminal, and then no table is squeezed into 80 columns.
        out = Console(file=sys.stdout, highlight=False)
        self._timeline = Timeline(out if out.is_terminal else Console(width=160, highlight=False), quiet=as_json)
        self._verdicts: tuple[Verdict, ...] = ()
        self._calls = 0
        self._started = time.monotonic()

    async def run(self) -> int:
        ports = dict.fromkeys(USUAL, ANY)
        stack = Stack(Options(directory=self._folder, ports=ports), lambda line: self._errors.print(line, markup=False))
        self._stopping.impatient = stack.kill
        try:
            if not await self._stopping.unless_asked(self._perform(stack)):
                return 130 if self._stopping.by == signal.SIGINT else 143
        except (StarterError, TermsRefused, NotReachable, VisitFailed) as error:
            raise DevRefused(f"the demo stopped: {error} (logs: {self._folder / 'logs'})") from None
        finally:
            await stack.stop()
        return self._close()

    async def _perform(self, stack: Stack) -> None:
        say = self._timeline.say
        say("adaccess", "starts Temporal, the Graph sandbox, the web side and the worker on this machine")
        await stack.start()
        say("adaccess", f"ready after {time.monotonic() - self._started:.0f} s; Temporal Web UI: {stack.addresses.ui}")
        control = SandboxControl(stack.addresses.sandbox)
        try:
            story = Story(
                client=CollaborationClient(stack.temporal),
                settings=stack.settings(),
                control=control,
                timeline=self._timeline,
                cast=_cast(await stack.world()),
            )
            claims = await story.play()
            rows = await control.ledger()
            self._verdicts = (
                *compare(claims, rows),
                await proven(stack.settings().database_url, claims, rows),
            )
            self._calls = await control.graph_calls()
        finally:
            await control.aclose()

    def _close(self) -> int:
        seconds = time.monotonic() - self._started
        agreed = bool(self._verdicts) and all(verdict.agrees for verdict in self._verdicts)
        if self._as_json:
            events = [
                {"at": event.at.isoformat(), "actor": event.actor, "what": event.what}
                for event in self._timeline.events
            ]
            report = {"ok": agreed, "graph_calls": self._calls, "seconds": round(seconds, 1)}
            print(json.dumps({**report, "claims": [asdict(verdict) for verdict in self._verdicts], "timeline": events}))
        self._timeline.summary(self._verdicts, self._calls, seconds)
        if not agreed:
            self._errors.print("error: the platform's ledger does not bear out every claim", markup=False)
        return 0 if agreed else 1


def _cast(world: Mapping[str, Any]) -> Cast:
    """The first person of the world with a Page that carries an Instagram account, and the first brand."""
    people = {person["id"]: person for person in world["people"]}
    for page in world["pages"]:
        person = next((people[one] for one in page["roles"] if one in people), None)
        if person and page.get("instagram") and world["businesses"]:
            brand = world["businesses"][0]
            return Cast(
                person_id=person["id"],
                person=person["name"],
                login=person["login"],
                password=person["password"],
                username=page["instagram"]["username"],
                page=page["name"],
                business_id=brand["id"],
                brand=brand["name"],
            )
    raise DevRefused(
        "the sandbox's world has nobody to play with: it needs a person, a Page with Instagram and a brand"
    )
