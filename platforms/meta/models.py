"""What the Graph API told us, in our words. Frozen; tokens are ``SecretStr`` and so never in a repr or a dump.

Ids are strings of digits. Instants are aware and in UTC.
"""

from collections.abc import Iterable
from datetime import datetime

from pydantic import BaseModel, ConfigDict, SecretStr

from contracts.vocabulary import InstagramLink, LapseCause

from .tasks import CONTROL, covers


class _Fact(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class Token(_Fact):
    """An access token; ``expires_at`` None where Meta names no end."""

    value: SecretStr
    expires_at: datetime | None


class TokenInfo(_Fact):
    """What ``debug_token`` says about a token. ``lapse`` is set exactly when the token is not valid.

    ``granular`` maps each granted scope to the assets it was granted for, None for all present and future ones; a
    scope that is not in it was not granted. After ``data_access_expires_at`` the token still shares and unshares, but
    no longer reads the Instagram link (Meta: auth-vs-data).
    """

    is_valid: bool
    lapse: LapseCause | None
    app_id: str
    user_id: str | None
    type: str | None
    scopes: frozenset[str]
    granular: dict[str, frozenset[str] | None]
    expires_at: datetime | None
    data_access_expires_at: datetime | None


class InstagramAccount(_Fact):
    """An Instagram account as a Page shows it. ``username`` is empty where Meta left it out."""

    id: str
    username: str


class Page(_Fact):
    """A Facebook Page as its person sees it. ``link`` NONE may also mean that we are not allowed to see the account.

    ``token`` is the Page's own; with a long-lived login it has no end, but it dies with the login.
    """

    id: str
    name: str
    tasks: frozenset[str]
    token: SecretStr | None
    instagram: InstagramAccount | None
    link: InstagramLink
    is_published: bool | None
    owner_business_id: str | None

    @property
    def controls_page(self) -> bool:
        """Whether this person can share the Page."""
        return self.token is not None and not self.tasks.isdisjoint(CONTROL)


class Person(_Fact):
    """Who logged in. The id is scoped to our app."""

    id: str
    name: str


class LoginInspection(_Fact):
    """Everything one login gives us. For a dead login only ``info`` is known.

    ``permissions`` maps each asked permission to ``granted``, ``declined`` or ``expired``.
    """

    info: TokenInfo
    person: Person | None
    permissions: dict[str, str]
    pages: tuple[Page, ...]
    request_id: str


class Business(_Fact):
    """A business portfolio. ``two_factor_type``: ``none``, ``admin_required``, ``all_required``, None if not shown."""

    id: str
    name: str
    two_factor_type: str | None


class Agency(_Fact):
    """A business that a Page is shared with. ``status`` is Meta's ``access_status``; its values are not documented."""

    business_id: str
    name: str | None
    tasks: frozenset[str]
    status: str | None

    def covers(self, tasks: Iterable[str]) -> bool:
        """Whether the business may do all of ``tasks``."""
        return covers(self.tasks, tasks)

    @property
    def pending(self) -> bool:
        """Whether somebody still has to accept (seen: ``PENDING``, ``CLIENT_RESPONSE_PENDING``)."""
        return "PENDING" in (self.status or "")


class Agencies(_Fact):
    """A read-back: every business a Page is shared with. ``at`` is our clock when the last answer was in."""

    agencies: tuple[Agency, ...]
    request_id: str
    at: datetime

    def of(self, business_id: str) -> Agency | None:
        """The share with this business, if there is one."""
        return next((agency for agency in self.agencies if agency.business_id == business_id), None)


class Ack(_Fact):
    """Meta said yes. Only a read-back proves it. ``pending``: an admin has to approve first."""

    request_id: str
    pending: bool
