"""The second way to take access back: from the brand's side, where the creator's token is dead (graph-api 3.2).

The brand's system user drops the Page from its business. Only what the business shows afterwards is believed: that the
Page is neither among its client Pages nor waiting to become one.
"""

from datetime import datetime
from typing import NamedTuple

from pydantic import SecretStr
from temporalio.exceptions import ApplicationError

from activities import clock, stragglers, translate
from contracts import failures
from contracts.access import Evidence, Hold
from contracts.authorization import SuspectedLapse
from contracts.brands import BRAND_SIDE, BrandConnection
from contracts.vocabulary import LeaseState
from platforms.meta import errors as meta
from platforms.meta.graph import GraphClient
from store.errors import TurnLost
from store.ledger import Origin, Turn
from store.session import Store

NEEDED = "business_management"
"""The permission without which a business's Pages are not shown, perhaps without an error (graph-api 2.2, 6.1)."""


class Unusable(Exception):
    """The brand's token is of no use; the text says why in plain words and goes to the operator."""


class TakenBack(NamedTuple):
    evidence: Evidence
    request_ids: tuple[str, ...]


class BrandSide:
    """``enabled`` is the setting ADACCESS_BRAND_REVOKE."""

    def __init__(self, store: Store, graph: GraphClient, enabled: bool) -> None:
        self._store = store
        self._graph = graph
        self._enabled = enabled

    async def instead(self, hold: Hold, mine: Turn, hindrance: ApplicationError) -> TakenBack:
        """Take back what the creator's side cannot. Wanted: the share is ours, and nobody holds it.

        Raises ``hindrance`` again where it is no lapse, where a login of the creator's still covers the Page, and
        where the brand is not connected; with the reason added to it where the brand's side failed as well.
        """
        lapse = failures.lapse_in(hindrance)
        if not self._enabled or lapse is None:
            raise hindrance
        if await self._store.logins.page_access(hold.creator_id, hold.page_id) is not None:
            raise hindrance
        token = await self._store.brands.token(hold.business_id)
        if token is None:
            raise hindrance
        try:
            return await self._take_back(hold, mine, token)
        except Unusable as problem:
            await self._store.brands.checked(hold.business_id, str(problem), clock.now())
            raise _also(lapse, str(problem)) from None
        except meta.Lapsed as dead:  # the brand's token, and no login of the creator's
            await self._store.brands.checked(hold.business_id, f"the brand's token died: {dead.cause}", clock.now())
            raise _also(lapse, f"the brand's token died: {dead.cause}") from None
        except meta.REFUSALS as refusal:
            raise _also(lapse, f"Meta refuses: {refusal}") from None
        except meta.MetaError as error:
            raise translate.translated(error, login_id=lapse.login_id) from None

    async def _take_back(self, hold: Hold, mine: Turn, token: SecretStr) -> TakenBack:
        ledger, pair = self._store.ledger, mine.pair
        await require_usable(self._graph, token)
        before = await read(self._graph, token, pair.business_id, pair.page_id)
        if not before.present:
            await self._settle(hold, mine, before, None)  # somebody removed it already
            return TakenBack(before, (before.request_id,))
        now = clock.now()
        intent, mine = await ledger.intend(mine, "unshare", before.tasks, before, now)
        until = min(mine.expires_at, now + stragglers.SENT_WITHIN)
        refused: meta.MetaError | None = None
        ids = [before.request_id]
        try:
            done = await self._graph.drop_page(token, pair.business_id, pair.page_id, before=until)
            ids.append(done.request_id)
        except meta.OutcomeUnknown:
            await ledger.doubt(mine, intent)
        except meta.TooLate as late:
            raise TurnLost(str(late)) from None
        except meta.REFUSALS as refusal:
            await ledger.doubt(mine, intent)  # 3996 may mean that it is gone already: the business shows
            refused = refusal
        after = await read(self._graph, token, pair.business_id, pair.page_id)
        if after.present:
            await ledger.doubt(mine, intent)
            if refused is not None:
                raise refused
            raise ApplicationError("the brand's side still shows the Page", type=failures.NOT_PROVEN)
        await self._settle(hold, mine, after, intent)
        return TakenBack(after, (*ids, after.request_id))

    async def _settle(self, hold: Hold, mine: Turn, seen: Evidence, intent: str | None) -> None:
        await self._store.ledger.settle(
            mine,
            state=LeaseState.ABSENT,
            origin=Origin.NONE,
            evidence=seen,
            kind="unshare",
            collaboration_id=hold.collaboration_id,
            intent_id=intent,
            note=BRAND_SIDE,
        )
        await self._store.brands.checked(mine.pair.business_id, None, clock.now())


async def require_usable(graph: GraphClient, token: SecretStr) -> None:
    """Raises Unusable unless the token works, is our app's, and may see a business's Pages; else any MetaError.

    Without that permission an empty list would look like access that is gone.
    """
    info = await graph.debug(token)
    if info.lapse is not None:
        raise Unusable(f"Meta does not accept the brand's token any more ({info.lapse})")
    if info.app_id != graph.app_id:
        raise Unusable("the brand's token was made for another app than ours")
    if NEEDED not in info.scopes:
        raise Unusable(f"the brand's token lacks the permission {NEEDED}")


async def read(graph: GraphClient, token: SecretStr, business_id: str, page_id: str) -> Evidence:
    """What the business shows of the Page: shared, waiting for approval, or neither. Raises MetaError."""
    seen = await graph.client_page(token, business_id, page_id)
    share = seen.of(business_id)
    return Evidence(
        present=share is not None,
        pending=share is not None and share.pending,
        tasks=tuple(sorted(share.tasks)) if share else (),
        at=seen.at,
        request_id=seen.request_id,
    )


async def connect(
    store: Store, graph: GraphClient, business_id: str, token: SecretStr, now: datetime
) -> BrandConnection:
    """Look whether the token does what it is for, and only then keep it. Raises Unusable, MetaError, StoreError."""
    await require_usable(graph, token)
    try:
        business = await graph.business(token, business_id)
        await graph.client_page(token, business_id, business_id)
    except meta.REFUSALS as refusal:
        raise Unusable(f"with this token Meta does not show the Pages of business {business_id}: {refusal}") from None
    return await store.brands.connect(business_id, business.name, token, now)


def _also(lapse: SuspectedLapse, problem: str) -> ApplicationError:
    """The creator's lapse as before, with why the brand's side did not help."""
    return translate.lapse(lapse.login_id, lapse.cause, brand_side=problem)
