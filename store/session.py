"""The store's one door."""

from sqlalchemy.exc import DBAPIError

from store.address import describe, for_asyncio, sqlite_file
from store.attestations import Attestations
from store.auditing import AuditSearch
from store.brands import BrandStore
from store.deletions import DeletionStore
from store.engine import Database, make_engine, reason_of
from store.errors import StoreUnavailable
from store.home import Home
from store.ledger import Ledger
from store.logins import LoginStore
from store.migrate import is_behind
from store.notices import NoticeStore
from store.pending import PendingLogins
from store.persons import PersonSearch
from store.proofs import Proofs
from store.vault import Vault, VaultKeys

_UPGRADE = "run `adaccess db upgrade`"


class Store:
    """Everything that must outlive the process. Every method of its parts is one transaction."""

    def __init__(self, database: Database, keys: VaultKeys) -> None:
        self._database = database
        self.vault = Vault(database, keys)
        self.pending = PendingLogins(database, self.vault)
        self.logins = LoginStore(database, self.vault)
        self.ledger = Ledger(database)
        self.proofs = Proofs(database)
        self.auditing = AuditSearch(database)
        self.notices = NoticeStore(database)
        self.persons = PersonSearch(database)
        self.deletions = DeletionStore(database, self.vault)
        self.brands = BrandStore(database, self.vault)
        self.attestations = Attestations(database)
        self.home = Home(database)

    @classmethod
    async def open(cls, url: str, keys: VaultKeys) -> "Store":
        """Connect and check the schema. Raises StoreUnavailable with one line that says what to do."""
        return cls(await _connected(url), keys)

    async def aclose(self) -> None:
        """Give every connection back. The store cannot be used afterwards."""
        await self._database.aclose()


async def move_home(url: str, namespace: str) -> str | None:
    """Say that the collaborations live in this namespace now; which it was before. Raises StoreUnavailable."""
    database = await _connected(url)
    try:
        return await Home(database).move(namespace)
    finally:
        await database.aclose()


async def open_proofs(url: str) -> Proofs:
    """Only the evidence, to read: needs no vault key. Raises StoreUnavailable."""
    return Proofs(await _connected(url))


async def _connected(url: str) -> Database:
    address = for_asyncio(url)
    file = sqlite_file(address)
    if file is not None and not file.exists():
        raise StoreUnavailable(f"there is no {describe(address)} yet; {_UPGRADE}")
    engine = make_engine(url)
    try:
        async with engine.connect() as connection:
            behind = await connection.run_sync(is_behind)
    except (DBAPIError, OSError) as error:
        await engine.dispose()
        raise StoreUnavailable(f"cannot reach the {describe(address)}: {reason_of(error)}") from error
    if behind:
        await engine.dispose()
        raise StoreUnavailable(f"the schema of the {describe(address)} is not this program's; {_UPGRADE}")
    return Database(engine)
