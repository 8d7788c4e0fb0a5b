"""`adaccess export`: the evidence as JSON Lines, complete enough to be verified by somebody who has nothing else.

One line after the other, in constant memory: header; for each pair its entries, its head, and with ``at`` who had
access; at the end a line with counts and a digest of all lines before.
"""

import hashlib
from collections.abc import AsyncIterator
from datetime import datetime

from contracts.proof import FORMAT, VERSION, Line, canonical, instant, shown_to
from starter.proof.access_at import AccessAt
from store.proofs import EvidenceFilter, Head, Held, Proofs
from store.turns import Pair


async def export(
    proofs: Proofs, only: EvidenceFilter, *, made_at: datetime, at: datetime | None = None
) -> AsyncIterator[Line]:
    """The lines, from header to end. Of other creators' or collaborations' entries only sealed links are in it.

    Entries that are kept while it runs are in it or not, but never half a chain. Raises StoreUnavailable.
    """
    exporting = _Export(proofs, only, at)
    digest = hashlib.sha256()
    async for line in exporting.lines(made_at):
        digest.update(f"{canonical(line)}\n".encode("ascii"))
        yield line
    yield {"type": "end", **exporting.counted, "digest": digest.hexdigest()}


class _Export:
    def __init__(self, proofs: Proofs, only: EvidenceFilter, at: datetime | None) -> None:
        self._proofs = proofs
        self._only = only
        self._at = at
        self.counted = {"pairs": 0, "entries": 0, "sealed": 0}

    async def lines(self, made_at: datetime) -> AsyncIterator[Line]:
        only = self._only
        yield {
            "type": "header",
            "format": FORMAT,
            "version": VERSION,
            "made_at": instant(made_at),
            "filters": {"collaboration": only.collaboration, "creator": only.creator, "business": only.business},
            "at": instant(self._at) if self._at else None,
        }
        known: frozenset[str] | None = None
        if only.creator is not None:
            known = await self._proofs.collaborations_of(only.creator)
        elif only.collaboration is not None:
            known = frozenset({only.collaboration})
        async for pair in self._proofs.pairs(only):
            self.counted["pairs"] += 1
            async for line in self._pair(pair, known):
                yield line

    async def _pair(self, pair: Pair, known: frozenset[str] | None) -> AsyncIterator[Line]:
        looking = AccessAt(instant(self._at)) if self._at else None
        async for each in self._proofs.chain(pair):
            if isinstance(each, Head):
                yield {"type": "head", **pair._asdict(), "seq": each.seq, "hash": each.hash}
                continue
            link = shown_to(each, known)
            self.counted["entries" if link["type"] == "entry" else "sealed"] += 1
            if looking:
                looking.take(link)
            yield link
        if looking and self._at:
            for hold in await self._proofs.holds(pair):
                if known is None or hold.collaboration_id in known:
                    yield _access(pair, hold, self._at, looking)


def _access(pair: Pair, hold: Held, at: datetime, looking: AccessAt) -> Line:
    """``held`` is the ledger's word on the collaboration, the verdict the platform's on the business."""
    since, released = hold.since, hold.released_at
    return {
        "type": "access",
        "at": looking.at,
        **pair._asdict(),
        "collaboration_id": hold.collaboration_id,
        "held": since is not None and since <= at and (released is None or at < released),
        "since": instant(since) if since else None,
        "released_at": instant(released) if released else None,
        "tasks": sorted(hold.tasks),
        **looking.answer(),
    }
