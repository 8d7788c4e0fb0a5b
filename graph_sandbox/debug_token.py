"""``GET /debug_token``: what a token is, whether it lives, and what it covers (graph-api.md 1.7)."""

from graph_sandbox.auth import Caller, is_app_token
from graph_sandbox.calls import Call
from graph_sandbox.errors import GraphError, bad_parameter
from graph_sandbox.records import Consent, Token
from graph_sandbox.state import State
from graph_sandbox.tokens import cause_of_death, lapse_error
from graph_sandbox.words import ALWAYS_GRANTED, DATA_ACCESS_LIFE, Json


def debug_token(state: State, call: Call, caller: Caller) -> Json:
    """A dead token is an answer (HTTP 200, ``is_valid`` false), not an error."""
    if caller.token is not None:
        raise bad_parameter(
            "You must provide an app access token, or a user access token that is an owner or developer of the app"
        )
    value = call.need("input_token")
    token = state.tokens.get(value)
    if token is not None:
        return {"data": _inspect(state, token)}
    if (system := state.system_token(value)) is not None:
        return {"data": {**_app(state), **_system_user(*system)}}
    try:
        known = is_app_token(state, value)
    except GraphError:
        known = False
    if known:
        return {"data": {**_app(state), "type": "APP", "is_valid": True, "scopes": []}}
    error = {"code": 190, "message": "Invalid OAuth access token."}
    return {"data": {"error": error, "is_valid": False, "scopes": []}}


def _app(state: State) -> Json:
    return {"app_id": state.world.app.id, "application": state.world.app.name}


def _system_user(token: Token, consent: Consent) -> Json:
    """Never expires; a scope without ``target_ids`` covers everything that the business has."""
    return {
        "type": token.kind,
        "user_id": token.person_id,
        "expires_at": 0,
        "is_valid": True,
        "scopes": list(consent.granted),
        "granular_scopes": [{"scope": scope} for scope in consent.granted],
    }


def _inspect(state: State, token: Token) -> Json:
    data: Json = {**_app(state), "type": token.kind, "user_id": token.person_id}
    if token.page_id is not None:
        data["profile_id"] = token.page_id
    data["expires_at"] = token.expires_at
    subcode = cause_of_death(token, state.now())
    if subcode is not None:
        message = lapse_error(state, token, subcode).message
        data["error"] = {"code": 190, "message": message, "subcode": subcode}
        return data | {"is_valid": False, "scopes": []}
    consent = state.consents[token.consent_id]
    data["data_access_expires_at"] = token.issued_at + DATA_ACCESS_LIFE
    data["is_valid"] = True
    if token.long_lived:
        data["issued_at"] = token.issued_at
    if consent.auth_type:
        data["metadata"] = {"auth_type": consent.auth_type, "sso": "web"}
    data["scopes"] = [*consent.granted, ALWAYS_GRANTED]
    data["granular_scopes"] = _granular(state, consent)
    return data


def _granular(state: State, consent: Consent) -> list[Json]:
    """Which assets each scope covers. ``pages_*`` name Pages, ``instagram_*`` Instagram accounts; a scope
    without ``target_ids`` covers everything. An empty list is just that: nothing was ticked."""
    pages = [state.pages[page_id] for page_id in consent.pages if page_id in state.pages]
    page_ids = [page.id for page in pages]
    instagram_ids = [
        page.instagram.id
        for page in pages
        if page.instagram is not None and page.instagram.professional and page.instagram.link == "business"
    ]
    found: list[Json] = []
    for scope in consent.granted:
        entry: Json = {"scope": scope}
        if scope.startswith("pages_"):
            entry["target_ids"] = page_ids
        elif scope.startswith("instagram_"):
            entry["target_ids"] = instagram_ids
        found.append(entry)
    return found
