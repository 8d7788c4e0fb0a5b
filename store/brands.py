"""Brands that connected: their system users' tokens, sealed under a data key of each brand's own."""

from datetime import datetime
from typing import Final

from pydantic import SecretStr
from sqlalchemy import delete, select, update
from sqlmodel import col

from contracts.brands import BrandConnection
from store.engine import Database
from store.tables import BrandConnectionRow
from store.vault import Vault

_KIND: Final = "brand_token"


class BrandStore:
    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def connect(self, business_id: str, name: str, token: SecretStr, now: datetime) -> BrandConnection:
        """Keep a token that was found to work. It replaces an earlier one."""
        async with self._database.write() as session:
            sealed = await self._vault.seal(session, _owner(business_id), business_id, _KIND, token)
            row = await session.get(BrandConnectionRow, business_id)
            if row is None:
                row = BrandConnectionRow(business_id=business_id, name=name, connected_at=now, checked_at=now)
                session.add(row)
            row.name, row.connected_at, row.checked_at, row.problem = name, now, now, None
            row.sealed_token = sealed
            return _connection(row)

    async def token(self, business_id: str) -> SecretStr | None:
        """The brand's token; null for a brand that is not connected. Raises VaultClosed."""
        async with self._database.read() as session:
            row = await session.get(BrandConnectionRow, business_id)
            if row is None or row.sealed_token is None:
                return None
            return await self._vault.open(session, _owner(business_id), business_id, _KIND, row.sealed_token)

    async def checked(self, business_id: str, problem: str | None, at: datetime) -> None:
        """What the last look showed; the text holds no secret."""
        this = update(BrandConnectionRow).where(col(BrandConnectionRow.business_id) == business_id)
        async with self._database.write() as session:
            await session.execute(this.values(problem=problem, checked_at=at))

    async def all(self) -> tuple[BrandConnection, ...]:
        """Every connected brand, by id."""
        async with self._database.read() as session:
            rows = await session.scalars(select(BrandConnectionRow).order_by(col(BrandConnectionRow.business_id)))
            return tuple(_connection(row) for row in rows.all())

    async def disconnect(self, business_id: str) -> bool:
        """Forget the token and shred its key; whether there was one."""
        async with self._database.write() as session:
            this = delete(BrandConnectionRow).where(col(BrandConnectionRow.business_id) == business_id)
            gone = await session.execute(this.returning(col(BrandConnectionRow.business_id)))
            await self._vault.shred_within(session, _owner(business_id))
            known = bool(gone.all())
        await self._database.forget_erased()
        return known


def _owner(business_id: str) -> str:
    """Whose data key it is. No creator's id has a slash, so no brand's key is ever a creator's."""
    return f"business/{business_id}"


def _connection(row: BrandConnectionRow) -> BrandConnection:
    return BrandConnection.model_validate(row, from_attributes=True)
