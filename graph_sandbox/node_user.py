"""The user node: who logged in, and through it the Pages and permissions (graph-api.md 1.8, 2.1)."""

from typing import Any

from graph_sandbox.accounts import DEFAULT_FIELDS, list_accounts
from graph_sandbox.errors import not_found
from graph_sandbox.fields import Wanted, parse_fields
from graph_sandbox.node_page import PAGE
from graph_sandbox.nodes import OMIT, NodeType, View, attribute
from graph_sandbox.permissions import list_permissions
from graph_sandbox.words import Json
from graph_sandbox.world import Person


def _first_name(view: View, person: Person, wanted: Wanted) -> Any:
    return person.name.partition(" ")[0]


def _last_name(view: View, person: Person, wanted: Wanted) -> Any:
    return person.name.partition(" ")[2] or OMIT


def _email(view: View, person: Person, wanted: Wanted) -> Any:
    return person.login if view.caller.has("email") else OMIT


def _accounts(view: View, person: Person, wanted: Wanted) -> Any:
    return list_accounts(view, wanted.inner or parse_fields(None, DEFAULT_FIELDS), wanted.args)


def _permissions(view: View, person: Person, wanted: Wanted) -> Any:
    return list_permissions(view.caller, {})


USER = NodeType(
    "User",
    "id,name",
    {
        "id": attribute("id"),
        "name": attribute("name"),
        "first_name": _first_name,
        "last_name": _last_name,
        "email": _email,
        "accounts": _accounts,
        "permissions": _permissions,
    },
    inner={"accounts": PAGE},
)


def read_user(view: View, person: Person) -> Json:
    """``GET /me`` or ``GET /{user}``: the person's own user token, or the app's."""
    token = view.caller.token
    if token is not None and (token.kind != "USER" or token.person_id != person.id):
        raise not_found("GET", person.id)
    return USER.show(view, person, USER.wanted(view.call.params.get("fields")))
