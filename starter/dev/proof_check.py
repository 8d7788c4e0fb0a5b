"""The demo's last claim: our evidence, exported and verified, tells of the access what the platform's ledger tells."""

from collections.abc import Sequence
from datetime import UTC, datetime

from starter.dev.ledger_check import Claims, Row, Verdict
from starter.exporting import export
from starter.proof.access_at import Verdict as Access
from starter.proof.check import Check
from store.proofs import EvidenceFilter
from store.session import open_proofs


async def proven(database_url: str, claims: Claims, rows: Sequence[Row]) -> Verdict:
    """Half-way between share and unshare the brand had access, and the chain that says so is whole."""
    claim = "the evidence is one unbroken chain that shows it"
    access = claims.status.access
    if access.granted_at is None or access.revoked_at is None:
        return Verdict(claim, "there is none", "", agrees=False)
    middle = access.granted_at + (access.revoked_at - access.granted_at) / 2
    check, answers = Check(), list[str]()
    proofs = await open_proofs(database_url)
    try:
        only = EvidenceFilter(collaboration=claims.status.collaboration_id)
        async for line in export(proofs, only, made_at=datetime.now(UTC), at=middle):
            check.take(line)
            if line["type"] == "access":
                answers.append(line["verdict"])
    finally:
        await proofs.aclose()
    found = check.finish()
    pair = (access.page_id, claims.business_id)
    before = [row for row in rows if (row["page_id"], row["business_id"]) == pair and _at(row) <= middle]
    shared = bool(before) and bool(before[-1]["after"])
    return Verdict(
        claim,
        f"{found.entries} entries, {found.problems[0] if found.problems else 'intact'}; {middle:%H:%M:%S}: "
        f"{', '.join(answers) or 'no answer'}",
        f"{middle:%H:%M:%S}: {'shared' if shared else 'not shared'}",
        agrees=not found.problems and found.entries >= 2 and shared and answers == [Access.HAD_ACCESS],
    )


def _at(row: Row) -> datetime:
    return datetime.fromisoformat(row["at"])
