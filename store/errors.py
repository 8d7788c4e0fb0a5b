"""What the store raises. Every text is one line that may be logged: no secret is ever in it.

StoreError
├── StoreUnavailable     the database does not answer, or its schema is not this program's
├── OtherNamespace       the database belongs to another Temporal namespace
├── VaultKeyRefused      the configured vault keys cannot be used
├── VaultClosed          a ciphertext cannot be opened: key missing or wrong, row moved, bytes changed
├── StateRefused         an OAuth state that is unknown, used, expired, or another browser's
├── PendingUnknown       no such pending login for this creator
├── ExchangeUncertain    the code may have been used and the answer was lost: the creator connects again
├── LoginUnknown         no such login, or a newer consent superseded it
├── IntentUnknown        no such intent on this pair
├── TurnTaken            somebody else has the pair's turn
├── TurnLost             this turn was given back or taken over: stop, do not write
└── HoldClosed           this collaboration already let go of this pair: a straggler must not reopen it
"""

from datetime import datetime
from typing import Literal

RefusedBecause = Literal["unknown", "used", "expired", "other_browser"]


class StoreError(Exception):
    """Base of everything the store raises by itself."""


class StoreUnavailable(StoreError):
    """The database does not answer, or its schema is not the one this program was made for."""


class OtherNamespace(StoreError):
    """The database belongs to another Temporal namespace: its holds are of collaborations that live there."""

    def __init__(self, home: str, asked: str) -> None:
        super().__init__(
            f"the database belongs to the Temporal namespace {home!r}, not to {asked!r}: set TEMPORAL_NAMESPACE or "
            f"ADACCESS_DATABASE_URL; if its collaborations live in {asked!r} now, run `adaccess db move {asked}`"
        )


class VaultKeyRefused(StoreError):
    """The configured vault keys cannot be used. Names the entry by position, never its value."""


class VaultClosed(StoreError):
    """A ciphertext cannot be opened. Fails closed: nothing is guessed, nothing is re-created."""


class StateRefused(StoreError):
    """A return from the dialog that does not belong to a consent begun in this browser, or comes too late.

    ``begun_for`` is collaboration and creator that it was begun for, known to the browser that began it.
    """

    def __init__(self, reason: RefusedBecause, begun_for: tuple[str, str] | None = None) -> None:
        super().__init__(f"the login state is refused: {reason}")
        self.reason: RefusedBecause = reason
        self.begun_for = begun_for


class PendingUnknown(StoreError):
    """No such pending login, or it is another creator's."""


class ExchangeUncertain(StoreError):
    """An exchange was begun and its answer is not here. A code works once, so it is never tried again."""


class LoginUnknown(StoreError):
    """No such login, or its secrets were erased when a newer consent superseded it."""


class IntentUnknown(StoreError):
    """No such intent on this pair."""


class TurnTaken(StoreError):
    """Another owner has the pair's turn until ``until``."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"the pair's turn is taken until {until.isoformat()}")
        self.until = until


class TurnLost(StoreError):
    """The fence moved on: whatever this owner believes about the pair is out of date."""


class HoldClosed(StoreError):
    """This collaboration let go of this pair before; holding again needs a new collaboration."""
