"""Text that came from outside, made fit for an exception, a log line and a workflow history."""

import re
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

from pydantic import SecretStr

LIMIT = 300  # characters of one message
GONE = "[removed]"

_NAMED = re.compile(
    r"(?i)\b(access_token|input_token|fb_exchange_token|appsecret_proof|client_secret|code_verifier|code)=[^\s&\"']+"
)
_APP_TOKEN = re.compile(r"\b\d{5,}(\||%7C)[^\s&\"']+", re.IGNORECASE)
_USER_TOKEN = re.compile(r"EAA[A-Za-z0-9_-]+")
# Words of the Graph API are long too (instagram_branded_content_ads_brand) but have no digits; ids have no letters.
_RANDOM = re.compile(r"(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{20,}")
_BLANK = re.compile(r"[\s\x00-\x1f\x7f]+")
_TRACE = re.compile(r"[A-Za-z0-9_+/=.:-]{1,64}")


def scrub(text: str) -> str:
    """One line of at most 300 characters without anything that looks like a token, a code or a secret."""
    for pattern in (_APP_TOKEN, _USER_TOKEN, _RANDOM):
        text = pattern.sub(GONE, text)
    text = _NAMED.sub(rf"\1={GONE}", text)
    text = _BLANK.sub(" ", text).strip()
    return text if len(text) <= LIMIT else text[: LIMIT - 1] + "…"


def without(text: str, secrets: Iterable[SecretStr]) -> str:
    """``text`` without these very secrets, whatever they look like, also where they were URL-encoded."""
    for value in sorted({secret.get_secret_value() for secret in secrets}, key=len, reverse=True):
        if len(value) < 4:  # nothing Meta issues is that short, and replacing it would eat ordinary words
            continue
        for spelling in {value, quote(value, safe=""), quote_plus(value)}:
            text = text.replace(spelling, GONE)
    return text


def trace(request_id: str) -> str:
    """A request id if it can be one, else empty: it is kept as evidence and must not carry anything else."""
    return request_id if _TRACE.fullmatch(request_id) else ""
