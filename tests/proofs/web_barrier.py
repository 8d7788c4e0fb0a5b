"""``python -m tests.proofs.web_barrier WHEN PLACE FLAG``: the web process, which stands still at one place.

``WHEN`` is before or after, ``PLACE`` one of ``PLACES``. FLAG appears when it has come there; whoever drives the proof
kills it then.
"""

import asyncio
import sys
from pathlib import Path
from typing import Any

from starter.client import CollaborationClient
from starter.leaving import leave
from starter.web import __main__ as web
from starter.web import callbacks
from store.deletions import DeletionStore
from store.pending import PendingLogins
from store.persons import PersonSearch

PLACES: dict[str, tuple[Any, str]] = {
    "persons.app_removed": (PersonSearch, "app_removed"),
    "suspect_logins": (callbacks, "suspect_logins"),
    "client.delete_creator": (CollaborationClient, "delete_creator"),
    "deletions.requested": (DeletionStore, "requested"),
    "pending.receive": (PendingLogins, "receive"),
    "pending.answer": (PendingLogins, "answer"),
}


def install(when: str, place: str, flag: Path) -> None:
    owner, name = PLACES[place]
    plain = getattr(owner, name)

    async def wrapped(*args: Any, **more: Any) -> Any:
        if when == "after":
            await plain(*args, **more)
        await asyncio.to_thread(flag.write_text, place, encoding="utf-8")
        await asyncio.Event().wait()

    setattr(owner, name, wrapped)


if __name__ == "__main__":
    install(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
    leave(web.main())
