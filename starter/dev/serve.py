"""`adaccess dev`: one stack, until somebody stops it."""

import asyncio
import signal
import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rich.console import Console

from starter.dev.files import open_folder
from starter.dev.lock import hold
from starter.dev.sample import sample_link
from starter.dev.stack import Options, Stack
from starter.dev.stopping import Stopping


async def serve(options: Options, *, as_json: bool) -> int:
    """Run the stack and return the exit status: 0 when asked to stop, 130 for Ctrl-C before it was ready.

    Raises DevRefused when it cannot run; then nothing is left running.
    """
    stopping = Stopping()
    stopping.listen()
    errors = Console(stderr=True, soft_wrap=True, highlight=False)

    def tell(line: str) -> None:
        errors.print(line, markup=False)

    folder = open_folder(options.directory)
    with hold(folder):
        stack = Stack(replace(options, directory=folder), tell)
        stopping.impatient = stack.kill
        try:
            if not as_json:
                optional = {"the web side": options.web, "the worker": options.worker}
                parts = ["Temporal", "the Graph sandbox", *(part for part, wanted in optional.items() if wanted)]
                tell(f"starting {', '.join(parts[:-1])} and {parts[-1]} …")
            if not await stopping.unless_asked(stack.start()):
                return 130 if stopping.by == signal.SIGINT else 0
            if as_json:
                print(stack.addresses.as_json(), flush=True)
            elif not await stopping.unless_asked(_announce(stack, options)):
                return 0
            await stopping.wait()
            return 0
        finally:
            # In a task of its own: whatever interrupts us, the processes get stopped.
            await asyncio.shield(asyncio.ensure_future(stack.stop()))


async def _announce(stack: Stack, options: Options) -> None:
    addresses = stack.addresses
    link = await sample_link(stack) if options.worker else None
    rows = [
        ("web side", addresses.web),
        ("creator page", link),
        ("Facebook login", _logins(await stack.world())),
        ("sandbox control", f"{addresses.sandbox}/_sandbox"),
        ("Temporal Web UI", addresses.ui),
        ("Temporal", addresses.temporal),
        ("logs", f"{addresses.dir}/logs"),
    ]
    # soft_wrap: an address that is broken over two lines cannot be clicked or copied.
    out = Console(file=sys.stdout, soft_wrap=True, highlight=False)
    for name, value in rows:
        if value:
            out.print(f"  [bold]{name:<16}[/bold] {value}")
    out.print("ready; stop with Ctrl-C. Everything is kept, the next start goes on from here.")


def _logins(world: Mapping[str, Any]) -> str:
    """Whom the sandbox lets in. No passwords: a world may be somebody's own, and this lands in scroll-back buffers."""
    names = ", ".join(str(person["login"]) for person in world["people"][:3])
    return f"{names} (passwords: sandbox control)" if names else ""
