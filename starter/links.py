"""Signed creator links: whoever holds one may open exactly one collaboration's page, or one creator's overview.

The link is the creator's only key to the page, so it is signed (it cannot be guessed or altered), it ages, and it
carries ids only. Any configured key verifies and the first one signs: to rotate, put a new key in front, and drop the
old one once its links are older than MAX_AGE.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from itsdangerous import BadData, URLSafeTimedSerializer
from pydantic import TypeAdapter, ValidationError

from contracts.ids import CreatorId
from settings import Settings, SettingsRefused
from starter.errors import LinkRefused, RequestRefused, one_line

__all__ = [
    "MAX_AGE",
    "LinkRefused",
    "LinkTarget",
    "make_link",
    "make_overview_link",
    "read_link",
    "read_overview_link",
]

MAX_AGE = timedelta(days=180)
"""A mail found years later opens nothing; `adaccess link` makes a fresh link at any time."""

_SALT = "creator-link"
_OVERVIEW_SALT = "creator-overview"
"""One salt per kind of token: a token signed for another purpose with the same keys is no creator link."""
_SHORTEST_KEY = 32
"""Characters: 128 bits even where somebody writes them in hex (OWASP ASVS 5.0, 11.2.3)."""
_CREATOR: TypeAdapter[str] = TypeAdapter(CreatorId)


@dataclass(frozen=True)
class LinkTarget:
    """What a genuine link opens."""

    collaboration_id: str
    creator_id: str


def make_link(settings: Settings, collaboration_id: str, creator_id: str) -> str:
    """The address of the creator's page. Raises SettingsRefused when ADACCESS_LINK_KEYS is missing or too short."""
    token = _serializer(settings).dumps([collaboration_id, creator_id])
    return f"{settings.public_url.rstrip('/')}/c/{token}"


def read_link(settings: Settings, token: str, now: datetime | None = None) -> LinkTarget:
    """What the last part of a creator link opens.

    Raises LinkRefused: ``forged`` when none of our keys signed it, ``expired`` when it is older than MAX_AGE at
    ``now`` (default: the present). Raises SettingsRefused when ADACCESS_LINK_KEYS is missing or too short.
    """
    match _payload(settings, _SALT, token, now):
        case [str(collaboration_id), str(creator_id)]:
            return LinkTarget(collaboration_id, creator_id)
        case _:
            raise LinkRefused("forged")


def make_overview_link(settings: Settings, creator_id: str) -> str:
    """The address of everything that is the creator's. Raises as ``make_link`` does, and RequestRefused."""
    try:
        creator_id = _CREATOR.validate_python(creator_id)
    except ValidationError:
        raise RequestRefused(f"{one_line(creator_id, 100)!r} is not a creator's id") from None
    return f"{settings.public_url.rstrip('/')}/o/{_serializer(settings, _OVERVIEW_SALT).dumps([creator_id])}"


def read_overview_link(settings: Settings, token: str, now: datetime | None = None) -> str:
    """Whose overview it opens: the creator's id. Raises as ``read_link`` does."""
    match _payload(settings, _OVERVIEW_SALT, token, now):
        case [str(creator_id)]:
            return creator_id
        case _:
            raise LinkRefused("forged")


def _payload(settings: Settings, salt: str, token: str, now: datetime | None) -> object:
    serializer = _serializer(settings, salt)
    try:
        payload, signed_at = serializer.loads(token, return_timestamp=True)
    except (BadData, ValueError):  # ValueError: text that is not even encodable
        raise LinkRefused("forged") from None
    # Compared here, not by itsdangerous: it calls a link expired that a host whose clock runs ahead has just signed.
    if (now or datetime.now(UTC)) - signed_at > MAX_AGE:
        raise LinkRefused("expired")
    return payload


def _serializer(settings: Settings, salt: str = _SALT) -> URLSafeTimedSerializer:
    settings.require("link_keys")
    given = settings.link_keys.get_secret_value() if settings.link_keys else ""
    keys = [key for part in given.split(",") if (key := part.strip())]
    if not keys or min(map(len, keys)) < _SHORTEST_KEY:
        raise SettingsRefused(
            f"ADACCESS_LINK_KEYS is wrong: give keys of at least {_SHORTEST_KEY} characters, comma separated; "
            "`openssl rand -base64 32` makes one"
        )
    keys.reverse()  # itsdangerous wants oldest to newest and signs with the newest
    return URLSafeTimedSerializer(
        keys, salt=salt, signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac"}
    )
