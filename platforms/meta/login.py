"""The way to Facebook's login dialog (Meta: facebook-login/guides/advanced/manual-flow), with PKCE on top."""

import base64
import hashlib
import secrets
from typing import Final
from urllib.parse import urlencode

from .app import MetaApp

REQUIRED_PERMISSIONS: Final[tuple[str, ...]] = (
    "pages_show_list",  # list the person's Pages
    "pages_manage_metadata",  # share a Page that no business owns
    "pages_read_engagement",  # read the Page
    "business_management",  # share and list Pages that sit in a business portfolio
    "instagram_basic",  # read the Page's Instagram account
)


def dialog_url(
    app: MetaApp, *, redirect_uri: str, state: str, code_challenge: str, auth_type: str | None = None
) -> str:
    """Where to send the creator's browser. It comes back to ``redirect_uri`` with ``code`` and ``state``, or an error.

    ``redirect_uri`` has to be byte-identical at the exchange. ``auth_type``: ``rerequest`` asks again for what was
    declined, which the dialog otherwise does not; ``reauthorize`` renews data access and shows the Page picker again.
    """
    query = {
        "client_id": app.app_id,
        "redirect_uri": redirect_uri,
        "state": state,
        "response_type": "code",
        "scope": ",".join(REQUIRED_PERMISSIONS),
        "code_challenge": code_challenge,
        "code_challenge_method": "S256",
    }
    if auth_type is not None:
        query["auth_type"] = auth_type
    return f"{app.dialog_url}/{app.api_version}/dialog/oauth?{urlencode(query)}"


def new_verifier() -> str:
    """A fresh PKCE verifier of 86 characters (RFC 7636 allows 43-128): a secret until its code is exchanged."""
    return secrets.token_urlsafe(64)


def code_challenge(verifier: str) -> str:
    """The S256 challenge of a verifier: base64url of its SHA-256, without padding (RFC 7636, 4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode("ascii")).digest()).rstrip(b"=").decode("ascii")
