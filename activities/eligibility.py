"""Can the requested account be shared with this business?"""

from pydantic import SecretStr
from temporalio import activity

from activities import findings, translate
from activities.beating import beating
from activities.inspecting import inspect
from contracts.authorization import FindLogin
from contracts.eligibility import CheckEligibility, EligibilityReport, Finding
from contracts.vocabulary import AuthorizationState, FindingCode, LapseCause
from platforms.meta import errors as meta
from platforms.meta.graph import GraphClient
from platforms.meta.models import Business
from store.session import Store


class EligibilityActivities:
    def __init__(self, store: Store, graph: GraphClient) -> None:
        self._store = store
        self._graph = graph

    @activity.defn(name="check_eligibility")
    async def check_eligibility(self, request: CheckEligibility) -> EligibilityReport:
        """All findings on the terms, from a fresh look: two round trips. Nothing is granted.

        Raises the lapse when the login turns out to be dead, and PlatformUnavailable when Meta does not answer: that
        is never the same as "not eligible".
        """
        terms = request.terms
        ask = FindLogin(creator_id=terms.creator_id, instagram_username=terms.instagram_username)
        found = await self._store.logins.find(ask)
        if found.state is not AuthorizationState.VALID or found.login_id is None:
            return _unknown_yet(found.cause)
        async with beating():
            try:
                token = await self._store.logins.user_token(found.login_id)
                seen = await inspect(self._store, self._graph, found.login_id, token)
                if seen.info.lapse is not None:
                    raise translate.lapse(found.login_id, seen.info.lapse)
                page, about_login = findings.of_login(terms, seen)
                business = await self._business(token, terms.business_id)
            except meta.MetaError as error:
                raise translate.translated(error, login_id=found.login_id) from None
        results = (*findings.of_business(business), *about_login)
        return EligibilityReport(
            eligible=_verdict(results),
            findings=results,
            login_id=found.login_id,
            page_id=page.id if page else None,
            instagram_id=page.instagram.id if page and page.instagram else None,
            business_name=business.name if business else None,
        )

    async def _business(self, token: SecretStr, business_id: str) -> Business | None:
        try:
            return await self._graph.business(token, business_id)
        except meta.NotFound:
            return None


def _unknown_yet(cause: LapseCause | None) -> EligibilityReport:
    """No working login: nothing can be told, but for a checkpoint, which only the creator can pass."""
    results = findings.without_login()
    if cause is LapseCause.CHECKPOINT:
        results = (findings.failed(FindingCode.ACCOUNT_CHECKPOINT), *results)
    return EligibilityReport(eligible=_verdict(results), findings=results)


def _verdict(results: tuple[Finding, ...]) -> bool | None:
    if any(finding.ok is False for finding in results):
        return False
    return None if any(finding.ok is None for finding in results) else True
