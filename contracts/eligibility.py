"""Findings: can this account be shared with this business at all, and if not, who does what next."""

from typing import Annotated

from pydantic import Field

from contracts.model import Model, ShortText
from contracts.terms import Terms
from contracts.vocabulary import FindingCode, Owner


class Finding(Model):
    """The result of one check. ``ok`` is null where it cannot be known yet."""

    code: FindingCode
    ok: bool | None
    owner: Owner
    message: ShortText = ""
    next_step: ShortText = ""


class CheckEligibility(Model):
    terms: Terms


class EligibilityReport(Model):
    """All findings on one set of terms. ``eligible`` is null as long as something cannot be known."""

    eligible: bool | None
    findings: Annotated[tuple[Finding, ...], Field(max_length=30)] = ()
    login_id: str | None = None
    page_id: str | None = None
    instagram_id: str | None = None
    business_name: str | None = None

    @property
    def first_failure(self) -> Finding | None:
        """The finding to act on: what is known to be wrong before what is not known.

        Whether a person has two-factor on shows only when sharing: not knowing it holds nothing up.
        """
        wrong = [finding for finding in self.findings if finding.ok is False]
        unknown = [f for f in self.findings if f.ok is None and f.code is not FindingCode.TWO_FACTOR_REQUIRED]
        return next(iter(wrong or unknown), None)
