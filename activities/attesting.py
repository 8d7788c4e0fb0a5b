"""Keeping an operator's word that access is gone, where the platform could not be read."""

from temporalio import activity

from activities.turns import turn
from contracts.collaboration import KeepAttestation
from store.ledger import Pair
from store.session import Store


class AttestingActivities:
    def __init__(self, store: Store) -> None:
        self._store = store

    @activity.defn(name="keep_attestation")
    async def keep_attestation(self, message: KeepAttestation) -> None:
        """Keep it among the evidence of the pair, once, however often this runs. It proves nothing and says so."""
        async with turn(self._store.ledger, Pair(message.page_id, message.business_id)) as mine:
            word = f"{message.actor}: {message.evidence}"
            await self._store.attestations.keep(mine, message.collaboration_id, word, message.at)
