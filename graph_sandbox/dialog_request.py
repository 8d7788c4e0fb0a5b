"""What an app asks the login dialog for, and whether the dialog will hear it (graph-api.md 1.1)."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit, urlunsplit

from graph_sandbox.words import ALWAYS_GRANTED, SCOPES
from graph_sandbox.world import App

# The parameters the dialog's own forms carry along, so that it works without cookies.
CARRIED = (
    "client_id",
    "redirect_uri",
    "state",
    "scope",
    "response_type",
    "auth_type",
    "display",
    "nonce",
    "code_challenge",
    "code_challenge_method",
)
_AUTH_TYPES = frozenset({"rerequest", "reauthorize", "reauthenticate"})


class DialogError(Exception):
    """Shown to the person; the app is never told."""


@dataclass
class DialogRequest:
    """A dialog request that may be shown to a person."""

    params: dict[str, str]
    redirect_uri: str
    scopes: list[str]
    auth_types: frozenset[str]

    def redirect(self, **answer: str) -> str:
        """The app's address with our answer, keeping whatever query it has."""
        if "state" in self.params:
            answer["state"] = self.params["state"]
        parts = urlsplit(self.redirect_uri)
        query = "&".join(filter(None, (parts.query, urlencode(answer))))
        return urlunsplit(parts._replace(query=query))


def parse_request(app: App, params: dict[str, str]) -> DialogRequest:
    """Check the parameters; a ``DialogError`` ends on an error page without a redirect."""
    if params.get("client_id") != app.id:
        raise DialogError("Invalid App ID: The provided app ID does not look like a valid app ID.")
    redirect_uri = params.get("redirect_uri", "")
    if not _allowed(app, redirect_uri):
        raise DialogError(
            "URL Blocked: This redirect failed because the redirect URI is not whitelisted in the app's "
            "Client OAuth Settings."
        )
    kinds = set(re.split(r"[\s,]+", params.get("response_type") or "code"))
    if not {"code"} <= kinds <= {"code", "granted_scopes"}:
        raise DialogError("This sandbox answers with response_type=code only.")
    if params.get("config_id"):
        raise DialogError("Facebook Login for Business configurations are not part of this sandbox.")
    asked = [name for name in re.split(r"[\s,]+", params.get("scope", "")) if name]
    unknown = [name for name in asked if name not in SCOPES]
    if unknown:
        raise DialogError(f"Invalid Scopes: {', '.join(unknown)}.")
    auth_types = frozenset(filter(None, re.split(r"[\s,]+", params.get("auth_type", ""))))
    if not auth_types <= _AUTH_TYPES:
        raise DialogError(f"Invalid auth_type: {params['auth_type']}.")
    if params.get("code_challenge") and params.get("code_challenge_method", "plain") not in ("S256", "plain"):
        raise DialogError("Invalid code_challenge_method.")
    scopes = [name for name in dict.fromkeys(asked) if name != ALWAYS_GRANTED]
    carried = {name: params[name] for name in CARRIED if name in params}
    return DialogRequest(carried, redirect_uri, scopes, auth_types)


def _allowed(app: App, redirect_uri: str) -> bool:
    if app.redirect_uris:
        return redirect_uri in app.redirect_uris
    try:
        parts = urlsplit(redirect_uri)
    except ValueError:
        return False
    local = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost")
    return local or (parts.scheme == "https" and bool(parts.hostname))
