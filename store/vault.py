"""The vault: every token and code, sealed so that it opens only in its own row.

Envelope encryption, AES-256-GCM: each creator has one data key, kept in ``vault_key`` wrapped by a
key-encryption key that is not in the database. Deleting a creator's data key makes all of that creator's
secrets unreadable for good, but for backups that still hold that data key.
"""

import os
from typing import Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import SecretStr
from sqlalchemy import Select, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from store.engine import Database
from store.errors import VaultClosed
from store.inserts import insert_missing
from store.tables import VaultKeyRow
from store.vault_keys import KEY_BYTES, NONCE_BYTES, VaultKeys, associated

__all__ = ["SecretKind", "Vault", "VaultKeys"]

SecretKind = Literal["code_verifier", "login_code", "login_token", "user_token", "page_token", "brand_token"]

_VERSION = b"\x01"


class Vault:
    """Seals and opens inside the caller's transaction, so that a secret is never stored without its row."""

    def __init__(self, database: Database, keys: VaultKeys) -> None:
        self._database = database
        self._keys = keys

    async def seal(
        self, session: AsyncSession, creator_id: str, record_id: str, kind: SecretKind, plaintext: SecretStr
    ) -> bytes:
        """The ciphertext for the row ``record_id``. Makes the creator's data key if there is none."""
        row = await session.get(VaultKeyRow, creator_id)
        if row is None:
            fresh = self._keys.wrap(creator_id, os.urandom(KEY_BYTES))
            await insert_missing(
                session, [VaultKeyRow(creator_id=creator_id, key_id=self._keys.first, wrapped_key=fresh)]
            )
            # Somebody else may have been first: what is in the table counts, not what we made.
            row = await session.get_one(VaultKeyRow, creator_id)
        data_key = self._keys.unwrap(creator_id, row.key_id, row.wrapped_key)
        nonce = os.urandom(NONCE_BYTES)
        bound = associated(kind, creator_id, record_id)
        return (
            _VERSION + nonce + AESGCM(data_key).encrypt(nonce, plaintext.get_secret_value().encode(), _VERSION + bound)
        )

    async def open(
        self, session: AsyncSession, creator_id: str, record_id: str, kind: SecretKind, ciphertext: bytes
    ) -> SecretStr:
        """The secret. Raises VaultClosed for a missing or wrong key, a moved row, or changed bytes."""
        row = await session.get(VaultKeyRow, creator_id)
        if row is None:
            raise VaultClosed(f"{creator_id!r} has no data key; its secrets were shredded")
        data_key = self._keys.unwrap(creator_id, row.key_id, row.wrapped_key)
        nonce, sealed = ciphertext[1 : 1 + NONCE_BYTES], ciphertext[1 + NONCE_BYTES :]
        bound = associated(kind, creator_id, record_id)
        try:
            if ciphertext[:1] != _VERSION:
                raise ValueError("unknown version")
            return SecretStr(AESGCM(data_key).decrypt(nonce, sealed, _VERSION + bound).decode())
        except (InvalidTag, ValueError):
            raise VaultClosed(
                f"{kind} of {record_id!r} does not open under the data key of {creator_id!r} "
                f"(vault key {row.key_id!r}): moved or changed bytes"
            ) from None

    async def shred(self, creator_id: str) -> None:
        """Delete the creator's data key: everything sealed for this creator is unreadable from now on."""
        async with self._database.write() as session:
            await self.shred_within(session, creator_id)

    async def shred_within(self, session: AsyncSession, creator_id: str) -> None:
        """The same, in the caller's transaction."""
        await session.execute(delete(VaultKeyRow).where(col(VaultKeyRow.creator_id) == creator_id))

    async def rotate(self, batch: int = 100) -> int:
        """Re-wrap every data key that is not under the first key; how many were.

        Works beside running workers, may be stopped anywhere and run again. A data key that does not open
        keeps nobody else from being rotated; it is reported at the end as VaultClosed.
        """
        rewrapped, after, closed = 0, "", list[VaultClosed]()
        while True:
            async with self._database.write() as session:
                rows = (await session.scalars(self._behind(after, batch))).all()
                for row in rows:
                    try:
                        rewrapped += await self._rewrap(session, row)
                    except VaultClosed as error:
                        closed.append(error)
            if not rows:
                break
            after = rows[-1].creator_id
        if closed:
            raise VaultClosed(f"{rewrapped} data keys re-wrapped, {len(closed)} not; the first: {closed[0]}")
        return rewrapped

    def _behind(self, after: str, batch: int) -> Select[VaultKeyRow]:
        return (
            select(VaultKeyRow)
            .where(col(VaultKeyRow.key_id) != self._keys.first, col(VaultKeyRow.creator_id) > after)
            .order_by(col(VaultKeyRow.creator_id))
            .limit(batch)
        )

    async def _rewrap(self, session: AsyncSession, row: VaultKeyRow) -> int:
        data_key = self._keys.unwrap(row.creator_id, row.key_id, row.wrapped_key)
        # Shredded or rotated by somebody else in between: then there is nothing left to do.
        changed = await session.execute(
            update(VaultKeyRow)
            .where(col(VaultKeyRow.creator_id) == row.creator_id, col(VaultKeyRow.wrapped_key) == row.wrapped_key)
            .values(key_id=self._keys.first, wrapped_key=self._keys.wrap(row.creator_id, data_key))
            .returning(col(VaultKeyRow.creator_id))
            .execution_options(synchronize_session=False)
        )
        return len(changed.all())
