"""Consents on their way: from the dialog's start to the answer that the creator's page shows.

::

    begun ──receive(code)──> waiting ──claim──> exchanging ──exchanged──> exchanged ──finish──> done
      └────receive(None)───> cancelled

Each arrow is taken once, whoever tries and however many at a time. A code works once on the platform, so it is
handed out once; who finds ``exchanging`` cannot know what became of it.
"""

import hashlib
import hmac
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import SecretStr
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from contracts.authorization import LoginAnswer
from store.engine import Database
from store.errors import ExchangeUncertain, PendingUnknown, StateRefused
from store.tables import PendingLoginRow
from store.vault import SecretKind, Vault


@dataclass(frozen=True)
class Consent:
    """What a return from the dialog belongs to. No ``pending_login_id``: the person cancelled."""

    creator_id: str
    collaboration_id: str
    redirect_uri: str
    pending_login_id: str | None


@dataclass(frozen=True)
class Claimed:
    """What is left to do: exchange ``code``, or inspect ``token``, or nothing because ``answer`` is there."""

    redirect_uri: str
    code: SecretStr | None = None
    code_verifier: SecretStr | None = None
    token: SecretStr | None = None
    token_expires_at: datetime | None = None
    answer: LoginAnswer | None = None


class PendingLogins:
    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def begin(
        self,
        *,
        state: str,
        browser: str,
        creator_id: str,
        collaboration_id: str,
        redirect_uri: str,
        code_verifier: SecretStr,
        now: datetime,
        ttl: timedelta = timedelta(minutes=15),
    ) -> None:
        """Remember a dialog that is about to open. Of ``state`` and ``browser`` only hashes are kept."""
        pending_id = uuid.uuid4().hex
        async with self._database.write() as session:
            session.add(
                PendingLoginRow(
                    id=pending_id,
                    state_hash=_hash(state),
                    browser_hash=_hash(browser),
                    creator_id=creator_id,
                    collaboration_id=collaboration_id,
                    redirect_uri=redirect_uri,
                    status="begun",
                    created_at=now,
                    expires_at=now + ttl,
                    sealed_verifier=await self._vault.seal(
                        session, creator_id, pending_id, "code_verifier", code_verifier
                    ),
                )
            )

    async def receive(self, *, state: str, browser: str, code: SecretStr | None, now: datetime) -> Consent:
        """Use the state up and keep the code sealed. ``code`` is None when the person cancelled.

        Raises StateRefused. Another browser does not use the state up: whoever got hold of a link must not be
        able to spoil the consent of the person it belongs to.
        """
        mine = select(PendingLoginRow).where(col(PendingLoginRow.state_hash) == _hash(state))
        async with self._database.write() as session:
            row = await session.scalar(mine.with_for_update())
            if row is None:
                raise StateRefused("unknown")
            if not hmac.compare_digest(row.browser_hash, _hash(browser)):
                raise StateRefused("other_browser")
            if row.status != "begun":
                raise StateRefused("used", (row.collaboration_id, row.creator_id))
            if row.expires_at <= now:
                raise StateRefused("expired", (row.collaboration_id, row.creator_id))
            if code is None:
                row.status, row.sealed_verifier = "cancelled", None
                return Consent(row.creator_id, row.collaboration_id, row.redirect_uri, None)
            row.status = "waiting"
            row.sealed_code = await self._vault.seal(session, row.creator_id, row.id, "login_code", code)
            return Consent(row.creator_id, row.collaboration_id, row.redirect_uri, row.id)

    async def claim(self, pending_login_id: str, creator_id: str) -> Claimed:
        """Take the login over for exchanging. Raises PendingUnknown, and ExchangeUncertain the second time."""
        async with self._database.write() as session:
            row = await _locked(session, pending_login_id)
            if row.creator_id != creator_id:
                raise PendingUnknown("no such pending login")
            if row.status == "exchanging":
                raise ExchangeUncertain("the login code may have been used already; connect again")
            if row.status == "waiting":
                claimed = Claimed(
                    row.redirect_uri,
                    code=await self._opened(session, row, "login_code", row.sealed_code),
                    code_verifier=await self._opened(session, row, "code_verifier", row.sealed_verifier),
                )
                row.status = "exchanging"
                return claimed
            if row.status == "exchanged":
                token = await self._opened(session, row, "login_token", row.sealed_token)
                return Claimed(row.redirect_uri, token=token, token_expires_at=row.token_expires_at)
            if row.answer is None:
                raise PendingUnknown("no such pending login")
            return Claimed(row.redirect_uri, answer=LoginAnswer.model_validate_json(row.answer))

    async def exchanged(self, pending_login_id: str, token: SecretStr, expires_at: datetime | None) -> None:
        """Keep the token that the code was exchanged for, and erase the code. Repeating it changes nothing."""
        async with self._database.write() as session:
            row = await _locked(session, pending_login_id)
            if row.status in ("exchanged", "done"):
                return
            if row.status != "exchanging":
                raise PendingUnknown("this pending login was not claimed")
            row.status, row.token_expires_at = "exchanged", expires_at
            row.sealed_token = await self._vault.seal(session, row.creator_id, row.id, "login_token", token)
            row.sealed_code = row.sealed_verifier = None

    async def finish(self, pending_login_id: str, answer: LoginAnswer) -> None:
        """Keep the answer and erase every secret. The first answer stays."""
        async with self._database.write() as session:
            row = await _locked(session, pending_login_id)
            if row.status == "done":
                return
            if row.status not in ("waiting", "exchanging", "exchanged"):
                raise PendingUnknown("this pending login never received a code")
            row.status, row.answer = "done", answer.model_dump_json()
            row.sealed_code = row.sealed_verifier = row.sealed_token = None

    async def answer(self, pending_login_id: str, creator_id: str) -> LoginAnswer | None:
        """The answer for the creator's page; None while there is none, and for another creator's login."""
        async with self._database.read() as session:
            row = await session.get(PendingLoginRow, pending_login_id)
        if row is None or row.creator_id != creator_id or row.answer is None:
            return None
        return LoginAnswer.model_validate_json(row.answer)

    async def began(self, pending_login_id: str, browser: str, since: datetime) -> bool:
        """Whether it was this browser that began the sign-in, and no earlier than ``since``."""
        async with self._database.read() as session:
            row = await session.get(PendingLoginRow, pending_login_id)
        if row is None or row.created_at < since:
            return False
        return hmac.compare_digest(row.browser_hash, _hash(browser))

    async def forget_stale(self, before: datetime) -> int:
        """Delete what was begun before this instant, whatever became of it; how many those were."""
        stale = delete(PendingLoginRow).where(col(PendingLoginRow.created_at) < before)
        async with self._database.write() as session:
            return len((await session.execute(stale.returning(col(PendingLoginRow.id)))).all())

    async def _opened(
        self, session: AsyncSession, row: PendingLoginRow, kind: SecretKind, sealed: bytes | None
    ) -> SecretStr:
        if sealed is None:
            raise PendingUnknown("this pending login holds nothing to exchange")
        return await self._vault.open(session, row.creator_id, row.id, kind, sealed)


async def _locked(session: AsyncSession, pending_login_id: str) -> PendingLoginRow:
    mine = select(PendingLoginRow).where(col(PendingLoginRow.id) == pending_login_id)
    # Locked before it is looked at: of two at once, the second sees what the first made of it.
    row = await session.scalar(mine.with_for_update())
    if row is None:
        raise PendingUnknown("no such pending login")
    return row


def _hash(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()
