"""``/oauth/access_token``: code, long-lived and app tokens (graph-api.md 1.2, 1.3, 1.5)."""

import base64
import hashlib
import hmac

from graph_sandbox.calls import Call, Write
from graph_sandbox.errors import GraphError
from graph_sandbox.records import Code, Token
from graph_sandbox.state import State
from graph_sandbox.tokens import issue_user_token, living, new_value
from graph_sandbox.words import CODE_LIFE, LONG_LIFE, SHORT_LIFE, Json

_MISMATCH = (
    "Error validating verification code. Please make sure your redirect_uri is identical to the one you "
    "used in the OAuth dialog request"
)


def _bad_code(message: str) -> GraphError:
    return GraphError(100, message, challenge="invalid_code")


def _missing(name: str) -> GraphError:
    # The number is not established; 191 is used here.
    return GraphError(191, f"Missing {name} parameter.", challenge="invalid_request")


def access_token(state: State, call: Call) -> Json | Write:
    """GET, or POST with a form body, which keeps secrets out of URLs."""
    grant = call.params.get("grant_type", "authorization_code")
    _check_app(state, call)
    if grant == "client_credentials":
        app = state.world.app
        return {"access_token": f"{app.id}|{app.secret}", "token_type": "bearer"}
    if grant == "fb_exchange_token":
        return _exchange_long(state, call)
    if grant == "authorization_code":
        return _exchange_code(state, call)
    raise GraphError(1, f"Unsupported grant_type {grant}", challenge="invalid_request")


def _check_app(state: State, call: Call) -> None:
    app = state.world.app
    for name in ("client_id", "client_secret"):
        if not call.params.get(name):
            raise _missing(name)
    if call.params["client_id"] != app.id:
        raise GraphError(101, "Error validating application. Cannot get application info due to a system error.")
    if not hmac.compare_digest(call.params["client_secret"].encode(), app.secret.encode()):
        raise GraphError(1, "Error validating client secret.")


def _bearer(token: Token, life: int) -> Json:
    return {"access_token": token.value, "token_type": "bearer", "expires_in": life}


def _exchange_code(state: State, call: Call) -> Write:
    for name in ("redirect_uri", "code"):
        if not call.params.get(name):
            raise _missing(name)
    code = state.codes.get(call.params["code"])
    if code is None:
        raise _bad_code("Invalid verification code format.")

    def check() -> None:
        if code.used:
            raise _bad_code("This authorization code has been used.")
        if code.issued_at + CODE_LIFE <= state.now():
            raise _bad_code("This authorization code has expired.")
        if code.redirect_uri != call.params["redirect_uri"]:
            raise _bad_code(_MISMATCH)
        _check_verifier(code, call.params.get("code_verifier", ""))

    def apply() -> Json:
        check()
        code.used = True
        token = issue_user_token(state, state.consents[code.consent_id], long_lived=False)
        state.changed()
        return _bearer(token, SHORT_LIFE)

    check()
    return Write(apply, {"access_token": new_value(), "token_type": "bearer", "expires_in": SHORT_LIFE})


def _check_verifier(code: Code, verifier: str) -> None:
    """PKCE (RFC 7636): only where the dialog was sent a challenge."""
    if not code.challenge:
        return
    proof = verifier
    if code.challenge_method == "S256":
        digest = hashlib.sha256(verifier.encode()).digest()
        proof = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    if not hmac.compare_digest(proof.encode(), code.challenge.encode()):
        raise _bad_code("Error validating code_verifier.")


def _exchange_long(state: State, call: Call) -> Write:
    """Only a living user token can be made long-lived; from an expired one only a new login helps."""
    if not call.params.get("fb_exchange_token"):
        raise _missing("fb_exchange_token")
    token = living(state, call.params["fb_exchange_token"])
    if token.kind != "USER":
        raise GraphError(100, "(#100) Only a user token can be exchanged")
    consent = state.consents[token.consent_id]

    def apply() -> Json:
        fresh = issue_user_token(state, consent, long_lived=True)
        state.changed()
        return _bearer(fresh, LONG_LIFE)

    return Write(apply, {"access_token": new_value(), "token_type": "bearer", "expires_in": LONG_LIFE})
