"""Signed creator links: whoever holds one may open exactly one creator's page of one collaboration.

The link is the creator's only key to the page, so it is signed (it cannot be guessed or altered), it ages, and it
carries ids only. Any configured key verifies and the first one signs: to rotate, put a new key in front, and drop the
old one once its links are older than MAX_AGE.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from itsdangerous import BadData, URLSafeTimedSerializer

from settings import Settings, SettingsRefused
from starter.errors import LinkRefused

__all__ = ["MAX_AGE", "LinkRefused", "LinkTarget", "make_link", "read_link"]

MAX_AGE = timedelta(days=180)
"""A mail found years later opens nothing; `adaccess link` makes a fresh link at any time."""

_SALT = "creator-link"
"""One salt per kind of token: a token signed for another purpose with the same keys is no creator link."""
_SHORTEST_KEY = 16


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
    serializer = _serializer(settings)
    try:
        payload, signed_at = serializer.loads(token, return_timestamp=True)
    except (BadData, ValueError):  # ValueError: text that is not even encodable
        raise LinkRefused("forged") from None
    # Compared here, not by itsdangerous: it calls a link expired that a host whose clock runs ahead has just signed.
    if (now or datetime.now(UTC)) - signed_at > MAX_AGE:
        raise LinkRefused("expired")
    match payload:
        case [str(collaboration_id), str(creator_id)]:
            return LinkTarget(collaboration_id, creator_id)
        case _:
            raise LinkRefused("forged")


def _serializer(settings: Settings) -> URLSafeTimedSerializer:
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
        keys, salt=_SALT, signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac"}
    )
