"""What the platform posts to an app's deauthorize and data deletion callbacks (graph-api.md 1.10).

The sandbox calls nobody by itself: a test fetches a ``signed_request`` here and posts it where it wants.
"""

import base64
import hashlib
import hmac
import json

from graph_sandbox.words import Json

_VALID_FOR = 3600  # seconds


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def sign(secret: str, payload: Json) -> str:
    """``base64url(sig).base64url(json)``; the signature is over the *encoded* payload."""
    encoded = _base64url(json.dumps(payload, separators=(",", ":")).encode())
    return f"{_base64url(hmac.new(secret.encode(), encoded.encode(), hashlib.sha256).digest())}.{encoded}"


def signed_request(secret: str, person_id: str, now: int) -> str:
    """The request about this person, as of now."""
    payload: Json = {
        "user_id": person_id,
        "algorithm": "HMAC-SHA256",
        "issued_at": now,
        "expires": now + _VALID_FOR,
    }
    return sign(secret, payload)
