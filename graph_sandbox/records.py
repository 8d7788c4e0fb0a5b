"""What happened in the world so far: consents, codes, tokens, shares. Times are unix seconds."""

from dataclasses import dataclass, field
from typing import Literal


@dataclass
class Consent:
    """What one person allowed in one pass through the dialog. A token answers for exactly one consent."""

    id: str
    person_id: str
    pages: list[str]
    granted: list[str]
    declined: list[str]
    auth_type: str = ""


@dataclass
class Code:
    """An authorization code: works once, for one redirect_uri, for ten minutes."""

    value: str
    consent_id: str
    redirect_uri: str
    issued_at: int
    challenge: str = ""
    challenge_method: str = ""
    used: bool = False


@dataclass
class Token:
    """A user or Page token. ``expires_at`` 0 means never (a Page token of a long-lived user token)."""

    value: str
    kind: Literal["USER", "PAGE", "SYSTEM_USER"]
    person_id: str
    consent_id: str
    issued_at: int
    expires_at: int
    long_lived: bool
    page_id: str | None = None
    dead: int | None = None  # the subcode it died of; a dead token never comes back to life


@dataclass
class Share:
    """A business's access to a Page. ``tasks`` as they were asked for."""

    tasks: list[str]
    status: Literal["CONFIRMED", "PENDING"]
    requested_at: int
    updated_at: int


@dataclass
class Account:
    """What a person's settings page remembers about the app: permissions declined, and how often
    everything was signed out (``epoch``; an older browser session is no session any more)."""

    declined: list[str] = field(default_factory=list)
    selected_pages: list[str] | None = None
    epoch: int = 0
