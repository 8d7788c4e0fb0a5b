"""Everything one sandbox knows, in memory, with the ledger and the state file behind it."""

import secrets
import sys
import time
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from graph_sandbox.default_world import default_world
from graph_sandbox.disk import StateFile, StateFileError, read_state, state_path
from graph_sandbox.faults import FaultPlan
from graph_sandbox.ledger import Ledger
from graph_sandbox.limits import Budgets
from graph_sandbox.records import Account, Code, Consent, Share, Token
from graph_sandbox.words import SYSTEM_USER_SCOPES, Json
from graph_sandbox.world import Business, Page, Person, World, parse_world


class State:
    """The one mutable object. Handlers run on one event loop and never await while they change it."""

    def __init__(self, world: World, ledger: Ledger) -> None:
        self.ledger = ledger
        self.file: StateFile | None = None
        self.world_number = 0  # which world this is; a straggler of an earlier one must not land
        self._forget(world)

    def _forget(self, world: World) -> None:
        self.world_number += 1
        self.salt = secrets.token_hex(16)  # signs browser sessions
        self.accounts: dict[str, Account] = {}
        self.consents: dict[str, Consent] = {}
        self.codes: dict[str, Code] = {}
        self.tokens: dict[str, Token] = {}
        self.page_tokens: dict[tuple[str, str, bool], Token] = {}
        self.shares: dict[str, dict[str, Share]] = {}
        self.faults = FaultPlan([])
        self.requests: Counter[str] = Counter()
        self.budgets = Budgets()
        # page id -> (until, monotonic; what GET /agencies answers until then)
        self.stale: dict[str, tuple[float, dict[str, Share]]] = {}
        self.set_world(world)

    def set_world(self, world: World) -> None:
        """Take an edited world; everything that happened stays."""
        self.world = world
        self._world_json = world.as_json()  # for dump(): worlds change seldom, the rest all the time
        self.people: dict[str, Person] = {person.id: person for person in world.people}
        self.pages: dict[str, Page] = {page.id: page for page in world.pages}
        self.businesses: dict[str, Business] = {business.id: business for business in world.businesses}

    def replace_world(self, world: World) -> None:
        """A new world: tokens, shares, consents and faults are forgotten, the ledger goes on."""
        self._forget(world)
        self.ledger.add("world", by="hand")
        self.changed()

    @staticmethod
    def now() -> int:
        return int(time.time())

    def account(self, person_id: str) -> Account:
        return self.accounts.setdefault(person_id, Account())

    def consents_of(self, person_id: str) -> list[Consent]:
        return [consent for consent in self.consents.values() if consent.person_id == person_id]

    def page_of_instagram(self, instagram_id: str) -> Page | None:
        """The Page an Instagram account hangs on."""
        for page in self.world.pages:
            if page.instagram is not None and page.instagram.id == instagram_id:
                return page
        return None

    def system_token(self, value: str) -> tuple[Token, Consent] | None:
        """A business's system user, if this is its token: it never expires, and no dialog ever granted it."""
        business = next((each for each in self.world.businesses if each.system_token == value), None)
        if business is None:
            return None
        consent = Consent("", business.system_user, [], list(SYSTEM_USER_SCOPES), [])
        return Token(value, "SYSTEM_USER", business.system_user, "", 0, 0, True), consent

    def shares_of(self, page_id: str) -> dict[str, Share]:
        """Business id -> share, for one Page; free to be changed."""
        return self.shares.setdefault(page_id, {})

    def held(self, page_id: str, business_id: str) -> list[str] | None:
        """The tasks this business holds on this Page; a share that waits for approval holds nothing."""
        share = self.shares.get(page_id, {}).get(business_id)
        return list(share.tasks) if share is not None and share.status == "CONFIRMED" else None

    def add_token(self, token: Token) -> None:
        self.tokens[token.value] = token
        if token.page_id is not None:
            self.page_tokens[(token.consent_id, token.page_id, token.long_lived)] = token

    def changed(self) -> None:
        """Call after every mutation, before it is answered for."""
        if self.file is not None:
            self.file.write()

    def share_changed(self) -> None:
        """The same for a share, which is safe in the ledger by now."""
        if self.file is not None:
            self.file.write_soon()

    def close(self) -> None:
        """Nothing of what happened is left unwritten."""
        if self.file is not None:
            self.file.write()
        self.ledger.close()

    def dump(self) -> Json:
        return {
            "world": self._world_json,
            "salt": self.salt,
            "ledger_seq": self.ledger.last_seq,
            "accounts": {key: asdict(account) for key, account in self.accounts.items()},
            # vars(), not asdict(): these are flat, and this runs on every mutation.
            "consents": [vars(consent) for consent in self.consents.values()],
            "codes": [vars(code) for code in self.codes.values()],
            "tokens": [vars(token) for token in self.tokens.values()],
            "shares": {
                page_id: {key: vars(share) for key, share in shares.items()}
                for page_id, shares in self.shares.items()
                if shares
            },
        }

    def load(self, raw: Json) -> None:
        """Go on from a dump, and mend shares that the ledger knows and the dump does not."""
        self.salt = raw["salt"]
        self.accounts = {key: Account(**value) for key, value in raw["accounts"].items()}
        self.consents = {value["id"]: Consent(**value) for value in raw["consents"]}
        self.codes = {value["value"]: Code(**value) for value in raw["codes"]}
        for value in raw["tokens"]:
            self.add_token(Token(**value))
        self.shares = {
            page_id: {key: Share(**share) for key, share in shares.items()} for page_id, shares in raw["shares"].items()
        }
        for row in self.ledger.since(raw["ledger_seq"]):
            if row["op"] == "share":
                share = Share(row["after"], "CONFIRMED", self.now(), self.now())
                self.shares_of(row["page_id"])[row["business_id"]] = share
            elif row["op"] == "unshare":
                self.shares_of(row["page_id"]).pop(row["business_id"], None)


def open_state(world: Json | None, ledger_path: Path | None) -> State:
    """A state for a new or a restarted sandbox.

    A state file beside the ledger wins over ``world``. Raises ``WorldError``, ``LedgerError`` or
    ``StateFileError`` (all ``ValueError``) with one line for a person.
    """
    if ledger_path is None:
        return State(parse_world(default_world() if world is None else world), Ledger())
    saved = state_path(ledger_path)
    if saved.exists():
        raw = read_state(saved)
        state = State(parse_world(raw["world"]), Ledger(ledger_path))
        try:
            state.load(raw)
        except (KeyError, TypeError, AttributeError):
            state.ledger.close()
            raise StateFileError(f"{saved} is not a state file of this sandbox") from None
        if world is not None:
            print(f"going on from {saved}; the given world is not used", file=sys.stderr)  # noqa: T201
    else:
        state = State(parse_world(default_world() if world is None else world), Ledger(ledger_path))
    state.file = StateFile(saved, state.dump)
    state.file.write()
    return state
