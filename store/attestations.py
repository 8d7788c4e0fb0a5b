"""An operator's word that access is gone, kept among the read-backs of the pair and never counted as one of them."""

from datetime import datetime

from sqlalchemy import Select, select
from sqlmodel import col

from contracts.access import ATTESTATION
from store.chain import append
from store.engine import Database
from store.tables import EvidenceRow
from store.turns import Turn, held


class Attestations:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, turn: Turn, collaboration_id: str, word: str, at: datetime) -> None:
        """Keep who vouched for what, when. What we believe of the pair stays: nothing was read. Raises TurnLost.

        Repeating it with the same instant keeps it once.
        """
        async with self._database.write() as session:
            lease = await held(session, turn)
            if await session.scalar(_kept(turn, collaboration_id, at)) is not None:
                return
            row = EvidenceRow(
                **turn.pair._asdict(),
                collaboration_id=collaboration_id,
                kind=ATTESTATION,
                present=False,
                tasks=[],
                at=at,
                request_id="",
                state=lease.state,
                origin=lease.origin,
                note=word,
            )
            await append(session, lease, row)


def _kept(turn: Turn, collaboration_id: str, at: datetime) -> Select[int | None]:
    return select(col(EvidenceRow.id)).where(
        col(EvidenceRow.page_id) == turn.pair.page_id,
        col(EvidenceRow.business_id) == turn.pair.business_id,
        col(EvidenceRow.collaboration_id) == collaboration_id,
        col(EvidenceRow.kind) == ATTESTATION,
        col(EvidenceRow.at) == at,
    )
