"""``/{user}/permissions``: what was granted and declined, and taking it back (graph-api.md 1.8)."""

from graph_sandbox.auth import Caller
from graph_sandbox.calls import Call, Write
from graph_sandbox.errors import bad_parameter
from graph_sandbox.ledger import By
from graph_sandbox.nodes import View
from graph_sandbox.records import Account
from graph_sandbox.state import State
from graph_sandbox.tokens import kill
from graph_sandbox.words import ALWAYS_GRANTED, APP_REMOVED, SCOPES, Json


def list_permissions(caller: Caller, params: dict[str, str]) -> Json:
    consent = caller.consent
    rows = [{"permission": ALWAYS_GRANTED, "status": "granted"}]
    if consent is not None:
        rows += [{"permission": name, "status": "granted"} for name in consent.granted]
        rows += [{"permission": name, "status": "declined"} for name in consent.declined]
    for name in ("permission", "status"):
        if params.get(name):
            rows = [row for row in rows if row[name] == params[name]]
    return {"data": rows}


def remove_permissions(view: View, person_id: str, permission: str | None) -> Write:
    """``DELETE``: one permission, or the whole app with every token of the person."""
    state, call = view.state, view.call
    if permission is not None and permission not in SCOPES:
        raise bad_parameter(f"Param permission must be one of the app's permissions - got {permission}")

    def apply() -> Json:
        if permission is None:
            remove_app(state, person_id, "api", call)
        else:
            declined = [*state.account(person_id).declined, permission]
            set_declined(state, person_id, declined, "api", call)
        return {"success": True}

    return Write(apply)


def remove_app(state: State, person_id: str, by: By, call: Call | None = None) -> None:
    """The person threw the app out: all tokens die with 458, and the app starts from nothing next time."""
    kill(state, person_id, APP_REMOVED)
    state.accounts[person_id] = Account(epoch=state.account(person_id).epoch)
    state.ledger.add("revoke_app", by=by, person_id=person_id, call=call)
    state.changed()


def set_declined(state: State, person_id: str, declined: list[str], by: By, call: Call | None = None) -> None:
    """Switch permissions off (and those no longer named on again) for every token of the person.

    As on Meta's settings page: what was never asked for cannot be switched on.
    """
    state.account(person_id).declined = list(dict.fromkeys(declined))
    for consent in state.consents_of(person_id):
        asked = consent.granted + consent.declined
        before = consent.granted
        consent.granted = [name for name in asked if name not in declined]
        consent.declined = [name for name in asked if name in declined]
        if before != consent.granted:
            state.ledger.add("permission", by=by, person_id=person_id, before=before, after=consent.granted, call=call)
    state.changed()
