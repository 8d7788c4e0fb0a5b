"""Complete a consent: exchange its code, look at what it gives, keep it; a narrower one never replaces a wider."""

from datetime import datetime

from pydantic import SecretStr

from activities import clock
from activities.inspecting import record_of
from contracts.authorization import MAX_ACCOUNTS, Account, LoginAnswer, LoginView, LoginWork
from platforms.meta import errors as meta
from platforms.meta.graph import GraphClient
from platforms.meta.tasks import CONTROL
from store.errors import ExchangeUncertain, PendingUnknown
from store.logins import LoginRecord
from store.session import Store

_AGAIN = "Please connect again."


class Completion:
    def __init__(self, store: Store, graph: GraphClient) -> None:
        self._store = store
        self._graph = graph

    async def complete(self, work: LoginWork) -> LoginAnswer:
        """What came of the consent. Raises MetaError where a repetition may help; the code itself is used once only."""
        try:
            claimed = await self._store.pending.claim(work.pending_login_id, work.creator_id)
        except ExchangeUncertain:
            return await self._refused(
                work, f"Facebook's answer got lost on the way and its code works only once. {_AGAIN}"
            )
        except PendingUnknown:
            return LoginAnswer(accepted=False, message=f"This sign-in is no longer known. {_AGAIN}")
        if claimed.answer is not None:
            return claimed.answer
        token = claimed.token
        if token is None:
            assert claimed.code is not None, "a claimed login has a code, a token or an answer"
            try:
                short = await self._graph.exchange_code(claimed.code, claimed.redirect_uri, claimed.code_verifier)
            except meta.CodeRefused:
                return await self._refused(work, f"Facebook no longer accepts this sign-in. {_AGAIN}")
            except meta.MetaError:
                # Perhaps the code is used up, perhaps not: a guess would be a half-made login.
                return await self._refused(work, f"Facebook did not answer just now. {_AGAIN}")
            token = short.value
            await self._store.pending.exchanged(work.pending_login_id, token, short.expires_at)
        return await self._keep(work, token)

    async def _keep(self, work: LoginWork, short: SecretStr) -> LoginAnswer:
        consented_at = clock.now()
        try:
            token = (await self._graph.extend(short)).value
        except meta.Lapsed:
            return await self._refused(work, f"Facebook ended this sign-in again. {_AGAIN}")
        seen = await self._graph.inspect(token)
        if seen.info.lapse is not None or seen.person is None:
            return await self._refused(work, f"Facebook ended this sign-in again. {_AGAIN}")
        record = record_of(seen, token)
        before = await self._store.logins.views(work.creator_id)
        answer = await self._add(work, record, before, consented_at)
        await self._store.pending.finish(work.pending_login_id, answer)
        return answer

    async def _add(
        self, work: LoginWork, record: LoginRecord, before: tuple[LoginView, ...], consented_at: datetime
    ) -> LoginAnswer:
        same = await self._store.logins.of_person(work.creator_id, record.facebook_user_id)
        replaced = tuple(old.login_id for old in same if not old.working or not _lacks(record, old))
        login = await self._store.logins.add(work.creator_id, record, consented_at=consented_at, supersedes=replaced)
        kept = [old for old in before if old.working and old.login_id not in replaced]
        covered = {account.page_id for account in login.accounts}
        lost = [a for old in kept for a in old.accounts if a.page_id not in covered]
        permissions = {p for old in kept for p in login.missing_permissions if p not in old.missing_permissions}
        return LoginAnswer(
            accepted=True,
            login=login,
            lacks_pages=tuple(dict.fromkeys(account.page_name for account in lost)),
            lacks_permissions=tuple(sorted(permissions)),
            controls=_controlled(record),
            other_person=any(old.login_id not in {same_one.login_id for same_one in same} for old in kept),
            would_break=_would_break(work, lost, login, bool(permissions), kept),
            logins=await self._store.logins.views(work.creator_id),
        )

    async def _refused(self, work: LoginWork, message: str) -> LoginAnswer:
        logins = await self._store.logins.views(work.creator_id)
        answer = LoginAnswer(accepted=False, message=message, logins=logins)
        await self._store.pending.finish(work.pending_login_id, answer)
        return answer


def _lacks(new: LoginRecord, old: LoginView) -> bool:
    """Whether the new consent covers less than the old one: then the old one stays in use."""
    pages = {account.page_id for account in new.accounts if account.page_token is not None}
    fewer_pages = any(account.page_id not in pages for account in old.accounts)
    return fewer_pages or bool(set(new.missing_permissions) - set(old.missing_permissions))


def _controlled(new: LoginRecord) -> tuple[str, ...]:
    return tuple(each.page_id for each in new.accounts if each.tasks & CONTROL)[:MAX_ACCOUNTS]


def _would_break(
    work: LoginWork, lost: list[Account], login: LoginView, fewer_permissions: bool, kept: list[LoginView]
) -> tuple[str, ...]:
    """Open collaborations that an older login still carries and this consent alone would not."""
    gone = {account.instagram_username for account in lost if account.instagram_username}
    if fewer_permissions:
        gone |= {a.instagram_username for old in kept for a in old.accounts if a.instagram_username}
    return tuple(sorted(s.collaboration_id for s in work.subscribers if s.instagram_username in gone))
