"""``signed_request``: how Meta signs its deauthorize and data-deletion callbacks (Meta: data-deletion-callback).

``base64url(signature) + "." + base64url(json)``, the signature being HMAC-SHA256 over the *encoded* payload. One
signature has several base64url spellings; only the canonical one is taken, with or without its padding.
"""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, SecretStr, ValidationError

from .errors import SignedRequestRefused

__all__ = ["SignedRequest", "SignedRequestRefused", "read_signed_request"]

LARGEST: Final = 8192  # characters; a real one has about 250
MAX_AGE: Final = timedelta(hours=48)  # Meta repeats an unanswered callback for up to 36 hours
CLOCK_SKEW: Final = timedelta(minutes=5)

Id = Annotated[str | None, BeforeValidator(lambda value: None if value in (0, "0", "") else value)]


class SignedRequest(BaseModel):
    """Who removed the app. ``user_id`` is scoped to our app; a Page-level removal has a ``profile_id`` instead."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True, coerce_numbers_to_str=True)

    algorithm: str
    issued_at: int  # unix seconds
    user_id: Id = None
    profile_id: Id = None


def read_signed_request(
    raw: str, app_secret: SecretStr, *, now: datetime, max_age: timedelta = MAX_AGE
) -> SignedRequest:
    """The payload of a genuine, recent callback. Raises ``SignedRequestRefused`` with the reason.

    The same callback may come twice: tell repetitions by ``user_id`` and ``issued_at``, not by the raw text.
    """
    if len(raw) > LARGEST or not raw.isascii():
        raise SignedRequestRefused("not a signed request")
    signature, dot, payload = raw.partition(".")
    expected = hmac.new(app_secret.get_secret_value().encode(), payload.encode(), hashlib.sha256).digest()
    if not dot or not hmac.compare_digest(_decode(signature), expected):
        raise SignedRequestRefused("wrong signature")
    try:
        request = SignedRequest.model_validate_json(_decode(payload))
    except ValidationError:
        request = None
    if request is None or request.algorithm != "HMAC-SHA256":
        raise SignedRequestRefused("signed, but not a payload we know")
    age = now.astimezone(UTC).timestamp() - request.issued_at
    if not -CLOCK_SKEW.total_seconds() <= age <= max_age.total_seconds():
        raise SignedRequestRefused("signed too long ago, or in the future")
    return request


def _decode(text: str) -> bytes:
    """Canonical base64url, empty for anything else."""
    bare = text.rstrip("=")
    try:
        data = base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
    except ValueError:
        return b""
    return data if base64.urlsafe_b64encode(data).decode("ascii").rstrip("=") == bare else b""
