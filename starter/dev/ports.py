"""Which ports a stack listens on: asked for, remembered from the last run, usual, or any free one.

Creator links carry the web port, so a folder keeps its ports over restarts wherever they are still free.
"""

import json
import random
import socket
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from starter.dev.errors import PortTaken, StateUnreadable
from starter.dev.files import read_json, write_private

USUAL = {"web": 8080, "sandbox": 8081, "temporal": 7233, "ui": 8233}
ANY = 0
"""As an asked port: any free one."""

# Below the range from which Linux and macOS take ports of outgoing connections, so that none of those can
# slip in between our look and the part's own bind.
_FREE_RANGE = range(20_000, 32_000)
_TRIES = 500


@dataclass(frozen=True)
class Ports:
    web: int
    sandbox: int
    temporal: int
    ui: int


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether somebody could listen on ``port`` right now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As servers do: a port whose last connections are in TIME_WAIT counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def any_free(avoid: frozenset[int] = frozenset()) -> int:
    """A free port outside ``avoid``. Raises PortTaken when none can be found, which should never be."""
    for _ in range(_TRIES):
        port = random.choice(_FREE_RANGE)  # noqa: S311 (a port, not a secret)
        if port not in avoid and is_free(port):
            return port
    raise PortTaken(f"no free port between {_FREE_RANGE.start} and {_FREE_RANGE.stop}; stop something and try again")


def choose(asked: Mapping[str, int | None], remembered: Mapping[str, int]) -> Ports:
    """A port for each part. ``asked`` has None where the user said nothing and 0 where any free one will do.

    Raises PortTaken when a port the user named is in use or named twice.
    """
    named = {part: port for part, port in asked.items() if port}
    if len(set(named.values())) < len(named):
        raise PortTaken("two parts cannot share a port; give each its own")
    for part, port in named.items():
        if not is_free(port):
            raise PortTaken(f"port {port} is in use; free it, or give another --{part}-port (0 = any free one)")
    chosen: dict[str, int] = dict(named)
    for part, usual in USUAL.items():
        if part in chosen:
            continue
        wishes = [remembered.get(part)] if asked.get(part) == ANY else [remembered.get(part), usual]
        taken = frozenset(chosen.values())
        fits = (wish for wish in wishes if wish is not None and wish not in taken and is_free(wish))
        chosen[part] = next(fits, None) or any_free(taken)
    return Ports(**chosen)


def remember(path: Path, ports: Ports) -> None:
    write_private(path, json.dumps(asdict(ports)) + "\n")


def recall(path: Path) -> dict[str, int]:
    """The ports of the last run; empty for a new folder. Raises StateUnreadable."""
    saved = read_json(path)
    if not all(part in USUAL and isinstance(port, int) and 0 < port < 65_536 for part, port in saved.items()):
        raise StateUnreadable(f"{path} is damaged: not a port for each part; remove it")
    return saved
