"""A dry run: can this account be shared with this business? Nothing is granted and nobody is invited."""

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    import workflows.options as options
    import workflows.wording as wording
    from activities.eligibility import EligibilityActivities
    from contracts.eligibility import CheckEligibility, EligibilityReport, Finding
    from contracts.failures import finding_in, lapse_in
    from contracts.vocabulary import FindingCode, Owner


_LOOKS = 3
"""A login that turns out to be dead is written down as such; the next look uses another, or says there is none."""

_UNANSWERED = Finding(
    code=FindingCode.PLATFORM_UNAVAILABLE,
    ok=None,
    owner=Owner.PLATFORM,
    message=wording.UNAVAILABLE,
    next_step="Ask again in a few minutes.",
)


@workflow.defn(name="EligibilityCheck")
class EligibilityCheck:
    @workflow.run
    async def run(self, request: CheckEligibility) -> EligibilityReport:
        """All findings; ``eligible`` is null where it cannot be known yet."""
        for _ in range(_LOOKS):
            try:
                return await self._check(request)
            except ActivityError as error:
                if lapse_in(error) is None:
                    found = finding_in(error) or _UNANSWERED
                    return EligibilityReport(eligible=found.ok, findings=(found,))
        return EligibilityReport(eligible=None, findings=(_UNANSWERED,))

    async def _check(self, request: CheckEligibility) -> EligibilityReport:
        report: EligibilityReport = await workflow.execute_activity_method(
            EligibilityActivities.check_eligibility,
            request,
            **options.GRAPH_READ,
            summary=f"dry run for @{request.terms.instagram_username}",
        )
        return report
