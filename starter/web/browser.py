"""What ties a form, and a sign-in that is under way, to one browser: a random cookie and what is derived from it.

The cookie says nothing about who somebody is. The link opens the page; the cookie only makes sure that a form was
shown to, and that a sign-in was begun in, the very browser that sends it.
"""

import hashlib
import hmac
import re
import secrets

from fastapi import Request, Response

from settings import Settings

LIFETIME_SECONDS = 12 * 3600
"""Hours, not weeks; renewed by every visit, and longer than any sign-in may take."""

_FORM_SALT = b"adaccess/creator-form"
"""Keeps form tokens and creator links apart although the same keys make both."""
_VALUE = re.compile(r"[A-Za-z0-9_-]{43}")


def cookie_name(settings: Settings) -> str:
    """With ``__Host-`` a browser takes the cookie from this very host only, so that no sibling host can plant one."""
    return "__Host-adaccess_browser" if is_https(settings) else "adaccess_browser"


def read_browser(request: Request, settings: Settings) -> str | None:
    """The browser's cookie, or None when it has none of ours."""
    value = request.cookies.get(cookie_name(settings), "")
    return value if _VALUE.fullmatch(value) else None


def new_browser() -> str:
    return secrets.token_urlsafe(32)


def remember_browser(response: Response, settings: Settings, browser: str) -> None:
    """Set or renew the cookie. Lax, because the return from the Facebook dialog must still carry it."""
    response.set_cookie(
        cookie_name(settings),
        browser,
        max_age=LIFETIME_SECONDS,
        path="/",
        secure=is_https(settings),
        httponly=True,
        samesite="lax",
    )


def form_token(settings: Settings, browser: str, collaboration_id: str) -> str:
    """The hidden field of a form shown to this browser for this collaboration."""
    return _form_token(_keys(settings)[0], browser, collaboration_id)


def is_form_token(settings: Settings, browser: str, collaboration_id: str, given: str) -> bool:
    """Whether ``given`` was made for this browser and collaboration, under any key still in use."""
    candidates = [_form_token(key, browser, collaboration_id) for key in _keys(settings)]
    return any(hmac.compare_digest(candidate.encode(), given.encode()) for candidate in candidates)


def _form_token(key: bytes, browser: str, collaboration_id: str) -> str:
    own_key = hmac.new(key, _FORM_SALT, hashlib.sha256).digest()
    return hmac.new(own_key, f"{browser}\n{collaboration_id}".encode(), hashlib.sha256).hexdigest()


def _keys(settings: Settings) -> list[bytes]:
    settings.require("link_keys")
    given = settings.link_keys.get_secret_value() if settings.link_keys else ""
    return [key.encode() for part in given.split(",") if (key := part.strip())]


def is_https(settings: Settings) -> bool:
    return settings.public_url.lower().startswith("https://")
