"""The record of one collaboration's access: what may be claimed, and the read-backs that show it. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from contracts.access import ATTESTATION
from contracts.model import Instant, Model
from contracts.status import HistoryEntry, Status
from contracts.terms import Terms
from contracts.vocabulary import Outcome, Stage
from starter.web.texts import Texts
from starter.web.view import attested
from store.leases import EvidenceEntry

MOST = 1000
"""Read-backs in one record."""


class Claim(StrEnum):
    """How the access stands, and how we know."""

    NEVER = "never"
    HAS = "has"
    GONE = "gone"
    """Read back as gone."""
    ATTESTED = "attested"
    """Somebody vouched for it; nothing was read."""
    KEPT_FOR_OTHER = "kept_for_other"
    LEFT_FOREIGN = "left_foreign"
    UNKNOWN = "unknown"


class ReadBack(Model):
    at: Instant
    did: str
    """``share`` or ``unshare`` before it, or only ``read``."""
    present: bool
    tasks: tuple[str, ...]
    request_id: str
    hash: str = ""
    """Which entry of the chain it is."""


class Record(Model):
    """What the download holds. Instants are UTC; ``proof`` is the read-back that shows that the access is gone."""

    collaboration_id: str
    made_at: Instant
    brand_name: str
    business_id: str
    business_name: str | None
    instagram_username: str
    page_id: str | None
    tasks: tuple[str, ...]
    agreed_from: Instant
    agreed_until: Instant
    stage: Stage
    outcome: Outcome | None
    claim: Claim
    access_from: Instant | None
    access_until: Instant | None
    proof: ReadBack | None
    attested_by: str | None
    """Whose word it is that the access is gone; ``access_until`` is when it was given, and nothing was read back."""
    attestation: str | None
    read_backs: tuple[ReadBack, ...]
    history: tuple[HistoryEntry, ...]
    chain: tuple[dict[str, Any], ...] = ()
    """The export of the collaboration's evidence, for ``adaccess verify``; only in a download."""


def claim_of(status: Status) -> Claim:
    """Only what was read back counts as known."""
    if status.stage is Stage.ENDED:
        by_outcome = {Outcome.KEPT_FOR_OTHER: Claim.KEPT_FOR_OTHER, Outcome.LEFT_FOREIGN: Claim.LEFT_FOREIGN}
        if status.outcome is Outcome.REVOKED:
            return Claim.ATTESTED if attested(status) else Claim.GONE
        return by_outcome.get(status.outcome, Claim.NEVER) if status.outcome else Claim.UNKNOWN
    if status.access.granted_at is None:
        return Claim.UNKNOWN if status.stage in (Stage.GRANTING, Stage.ENDING, Stage.REVOKE_BLOCKED) else Claim.NEVER
    return Claim.HAS if status.stage is Stage.ACTIVE else Claim.UNKNOWN


def record(
    terms: Terms, status: Status, business_name: str | None, entries: tuple[EvidenceEntry, ...], now: datetime
) -> Record:
    read_backs = tuple(
        ReadBack(
            at=each.at,
            did=each.kind,
            present=each.present,
            tasks=each.tasks,
            request_id=each.request_id,
            hash=each.hash,
        )
        for each in entries
        if each.kind != ATTESTATION
    )
    claim = claim_of(status)
    gone = [each for each in read_backs if not each.present and each.at == status.access.revocation_verified_at]
    last = [each for each in read_backs[-1:] if not each.present]
    return Record(
        collaboration_id=terms.collaboration_id,
        made_at=now,
        brand_name=terms.brand_name,
        business_id=terms.business_id,
        business_name=business_name,
        instagram_username=terms.instagram_username,
        page_id=status.access.page_id,
        tasks=tuple(terms.tasks),
        agreed_from=status.term.starts_at,
        agreed_until=status.term.ends_at,
        stage=status.stage,
        outcome=status.outcome,
        claim=claim,
        access_from=status.access.granted_at,
        access_until=status.access.revoked_at,
        proof=next(iter(gone or last), None) if claim is Claim.GONE else None,
        attested_by=status.access.attested_by,
        attestation=status.access.attestation,
        read_backs=read_backs,
        history=status.history,
    )


@dataclass(frozen=True)
class Row:
    when: str
    did: str
    result: str
    request_id: str


@dataclass(frozen=True)
class EvidencePage:
    headline: str
    made: str
    says: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    cut: str
    history: tuple[tuple[str, str], ...]


def evidence_page(t: Texts, it: Record) -> EvidencePage:
    ui = t.ui
    known = "business_known" if it.business_name else "business_unknown"
    rows = tuple(
        Row(
            t.day(each.at),
            ui.get(f"ev_{each.did}", ui["ev_read"]),
            ui["ev_present" if each.present else "ev_absent"],
            each.request_id or ui["no_number"],
        )
        for each in it.read_backs
    )
    return EvidencePage(
        headline=ui["headline"].format(brand=it.brand_name, account=it.instagram_username),
        made=ui["ev_made"].format(when=t.day(it.made_at)),
        says=_says(t, it),
        facts=(
            (ui["brand"], it.brand_name),
            (ui["business"], ui[known].format(name=it.business_name, id=it.business_id)),
            (ui["account"], ui["account_is"].format(account=it.instagram_username)),
            (ui["from"], t.day(it.agreed_from)),
            (ui["until"], t.day(it.agreed_until)),
        ),
        rows=rows,
        cut=ui["ev_more"].format(count=MOST) if len(rows) >= MOST else "",
        history=tuple((t.day(each.at), t.stage_name[each.stage]) for each in it.history),
    )


@dataclass(frozen=True)
class Summary:
    """One collaboration's access in a few lines, for the record of all of them."""

    headline: str
    says: tuple[str, ...]
    agreed: str
    looks: str
    link: str


def summary(t: Texts, it: Record, link: str) -> Summary:
    """``link`` is the address of the collaboration's page."""
    starts, ends = t.day(it.agreed_from), t.day(it.agreed_until)
    looks = len(it.read_backs)
    return Summary(
        headline=t.ui["headline"].format(brand=it.brand_name, account=it.instagram_username),
        says=_says(t, it),
        agreed=t.ui["ev_agreed"].format(starts=starts, ends=ends, business=it.business_id),
        looks=t.ui["ev_looks"].format(count=looks) if looks else t.ui["ev_none"],
        link=link,
    )


def _says(t: Texts, it: Record) -> tuple[str, ...]:
    ui, words = t.ui, {"brand": it.brand_name}
    given = t.day(it.access_from) if it.access_from else ""
    taken = t.day(it.access_until) if it.access_until else ""
    had = (ui["ev_had"].format(**words, given=given, taken=taken),) if given and taken else ()
    if it.claim is Claim.GONE:
        if it.proof is None:
            return (*had, ui["ev_gone"].format(when=taken, request=ui["no_number"]))
        return (*had, ui["ev_gone"].format(when=t.day(it.proof.at), request=it.proof.request_id or ui["no_number"]))
    if it.claim is Claim.ATTESTED:
        return (*had, ui["ev_attested"].format(when=taken))
    if it.claim is Claim.NEVER:
        return (ui["ev_never"].format(**words),)
    since = (ui["ev_has" if it.claim is Claim.HAS else "ev_may"].format(**words, given=given),) if given else ()
    if it.claim is Claim.HAS:
        return since
    more = {Claim.KEPT_FOR_OTHER: "ev_kept", Claim.LEFT_FOREIGN: "ev_foreign"}.get(it.claim, "ev_unknown")
    since = () if it.claim is Claim.LEFT_FOREIGN else since
    return (*since, ui[more].format(**words))
