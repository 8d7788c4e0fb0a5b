"""A dry run: can this account be shared with this business? Nothing is granted and nobody is invited."""

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from activities.eligibility import EligibilityActivities
    from contracts.eligibility import CheckEligibility, EligibilityReport, Finding
    from contracts.failures import finding_in
    from contracts.vocabulary import FindingCode, Owner
    from workflows import options, wording


@workflow.defn(name="EligibilityCheck")
class EligibilityCheck:
    @workflow.run
    async def run(self, request: CheckEligibility) -> EligibilityReport:
        """All findings; ``eligible`` is null where it cannot be known yet."""
        try:
            return await workflow.execute_activity_method(
                EligibilityActivities.check_eligibility,
                request,
                **options.GRAPH_READ,
                summary=f"dry run for @{request.terms.instagram_username}",
            )
        except ActivityError as error:
            unknown = Finding(
                code=FindingCode.PLATFORM_UNAVAILABLE,
                ok=None,
                owner=Owner.PLATFORM,
                message=wording.UNAVAILABLE,
                next_step="Ask again in a few minutes.",
            )
            found = finding_in(error) or unknown
            return EligibilityReport(eligible=found.ok, findings=(found,))
