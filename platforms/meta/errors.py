"""What can go wrong between us and Meta, sorted by what the caller does next.

    MetaError                      anything below
    ├── Lapsed                     the login is dead (``cause``); only its owner can bring it back
    ├── PermissionMissing          the login works, a permission or a role is missing
    ├── NotApproved                Meta has not approved our app for this call (code 3)
    ├── TwoFactorRequired          the person must turn on two-factor first (code 415)
    ├── CodeRefused                an authorization code was used, expired or not ours: connect again
    ├── RateLimited                too many calls; ask again after ``wait``
    ├── Transient                  it never reached Meta; nothing happened, ask again
    │   └── OutcomeUnknown         it may have happened: read back before believing anything
    │       └── MalformedAnswer    what came back is not a Graph answer (proxy page, redirect, cut or huge body)
    ├── TooLate                    never sent: the caller's right to make the call ended before it could go out
    ├── Blocked                    Meta calls the action abusive (code 368): wait long, tell a human
    ├── Duplicate                  the share exists already (code 3989)
    ├── AlreadyOwned               the business owns the Page, no share needed (code 3946)
    ├── OwnedByOther               the Page is claimed by another business (code 3918)
    ├── NotFound                   no such object, or we may not see it: Graph does not tell which
    ├── Permanent                  the same call will fail the same way for ever
    ├── Unrecognized               a code nobody has described; neither success nor certainly permanent
    └── SignedRequestRefused       a callback that Meta did not sign, or signed too long ago

A lapse by checkpoint or unconfirmed account (190/459, 190/464) is a ``Lapsed`` with that cause.
No text here ever holds a token, code, secret or proof: ``message`` is scrubbed on the way in.
"""

from datetime import timedelta
from typing import TypedDict, Unpack

from contracts.vocabulary import LapseCause

from .scrubbing import scrub, trace


class Facts(TypedDict, total=False):
    """What Graph said beside the text: ``code``, ``error_subcode``, HTTP status, id to quote to Meta's support."""

    code: int | None
    subcode: int | None
    status: int | None
    request_id: str


class MetaError(Exception):
    """Meta refused, failed or could not be understood."""

    def __init__(self, message: str = "", **facts: Unpack[Facts]) -> None:
        self.message = scrub(message)
        self.code = facts.get("code")
        self.subcode = facts.get("subcode")
        self.status = facts.get("status")
        self.request_id = trace(facts.get("request_id", ""))
        super().__init__(self.message)

    def __str__(self) -> str:
        code = "" if self.code is None else f"code {self.code}"
        if code and self.subcode is not None:
            code += f"/{self.subcode}"
        status = "" if self.status is None else f"HTTP {self.status}"
        request = self.request_id and f"request {self.request_id}"
        facts = ", ".join(fact for fact in (code, status, request) if fact)
        text = self.message or type(self).__name__
        return f"{text} ({facts})" if facts else text


class Lapsed(MetaError):
    """The login stopped working. Never raised for a throttle, a transient error or a 5xx."""

    def __init__(self, cause: LapseCause, message: str = "", **facts: Unpack[Facts]) -> None:
        super().__init__(message, **facts)
        self.cause = cause


class RateLimited(MetaError):
    """Too many calls. Calling on before ``wait`` is over prolongs the block."""

    def __init__(self, wait: timedelta, message: str = "", **facts: Unpack[Facts]) -> None:
        super().__init__(message, **facts)
        self.wait = wait


class PermissionMissing(MetaError):
    """Codes 10 and 200-299: a permission was not granted, or the person's role does not allow the call."""


class NotApproved(MetaError):
    """Code 3: the app lacks the capability. Our operator's step at Meta, never the creator's."""


class TwoFactorRequired(MetaError):
    """Code 415: a business that demands two-factor, a person who has not turned it on."""


class CodeRefused(MetaError):
    """The code cannot be exchanged, now or later. Codes are single-use, so the person connects again."""


class Transient(MetaError):
    """The call never reached Meta. Nothing happened there."""


class OutcomeUnknown(Transient):
    """Timeout, connection lost, 5xx, codes 1 and 2: a write may have been applied, or may still be."""


class MalformedAnswer(OutcomeUnknown):
    """Not a Graph answer. Whatever was asked may have happened all the same."""


class TooLate(MetaError):
    """The call was not made: its time was over before it could be sent. Nothing happened."""


class Blocked(MetaError):
    """Code 368, a policy block."""


class Duplicate(MetaError):
    """Code 3989: already assigned to this agency. Success once a read-back shows the tasks."""


class AlreadyOwned(MetaError):
    """Code 3946: the asset belongs to this very business."""


class OwnedByOther(MetaError):
    """Code 3918: the asset belongs to another business."""


class NotFound(MetaError):
    """Codes 100/33 and 803."""


class Permanent(MetaError):
    """A wrong parameter, or a business rule that waiting does not change."""


class Unrecognized(MetaError):
    """Retry it, bounded and loudly."""


class SignedRequestRefused(MetaError):
    """A deauthorize or data-deletion callback that proves nothing."""


REFUSALS = (PermissionMissing, NotApproved, TwoFactorRequired, OwnedByOther, NotFound, Permanent, Unrecognized)
"""Plain answers to one call as it was asked (200, 3, 415, 3918, 100, 42001, unknown codes); another may still do."""
