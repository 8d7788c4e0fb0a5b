"""Which handler a Graph path means, and the template it is counted under."""

from graph_sandbox.accounts import read_accounts
from graph_sandbox.agencies import create_agency, delete_agency, read_agencies
from graph_sandbox.auth import authenticate
from graph_sandbox.businesses import drop_page, read_business, read_client_pages, read_clients
from graph_sandbox.calls import Call, Write
from graph_sandbox.debug_token import debug_token
from graph_sandbox.errors import GraphError, no_such_field, not_found
from graph_sandbox.node_instagram import read_instagram
from graph_sandbox.node_page import read_page
from graph_sandbox.node_user import read_user
from graph_sandbox.nodes import View
from graph_sandbox.oauth import access_token
from graph_sandbox.permissions import list_permissions, remove_permissions
from graph_sandbox.state import State
from graph_sandbox.words import Json

_NAMES = {"page": "Page", "ig": "IGUser", "business": "Business", "user": "User"}


def kind_of(state: State, object_id: str) -> str:
    """``page``, ``ig``, ``business``, ``user``, or ``id`` for something nobody knows."""
    if object_id in state.pages:
        return "page"
    if object_id in state.businesses:
        return "business"
    if object_id in state.people:
        return "user"
    return "ig" if state.page_of_instagram(object_id) is not None else "id"


def _segments(call: Call) -> list[str]:
    return [part for part in call.path.split("/") if part]


def template(state: State, call: Call) -> str:
    """``GET /{page}/agencies`` and the like, for the counts of ``GET /_sandbox/requests``."""
    parts = _segments(call)
    if not parts or parts[0] in ("oauth", "debug_token"):
        return f"{call.method} /{'/'.join(parts)}"
    if parts[0] != "me":
        parts[0] = f"{{{kind_of(state, parts[0])}}}"
    if len(parts) > 2:
        parts[2:] = ["{permission}" if parts[1] == "permissions" else "*"]
    return f"{call.method} /{'/'.join(parts)}"


def route(state: State, call: Call) -> Json | Write:
    """Check the call and answer it; something that would change the world comes back undone."""
    parts = _segments(call)
    if parts == ["oauth", "access_token"]:
        if call.method not in ("GET", "POST"):
            raise not_found(call.method, "oauth")
        return access_token(state, call)
    caller = authenticate(state, call)
    if not parts:
        raise GraphError(100, f"Unsupported {call.method.lower()} request.", kind="GraphMethodException")
    if parts == ["debug_token"] and call.method == "GET":
        return debug_token(state, call, caller)
    view = View(state, call, caller)
    object_id = _me(view) if parts[0] == "me" else parts[0]
    if len(parts) == 1:
        return _node(view, object_id)
    return _edge(view, object_id, parts[1], parts[2:])


def _me(view: View) -> str:
    """``/me`` is the Page for a Page token."""
    token = view.caller.token
    if token is None:
        raise GraphError(2500, "An active access token must be used to query information about the current user.")
    return token.page_id or token.person_id


def _node(view: View, object_id: str) -> Json:
    state, call = view.state, view.call
    if call.method != "GET":
        raise not_found(call.method, object_id)
    if object_id in state.pages:
        return read_page(view, state.pages[object_id])
    if object_id in state.businesses:
        return read_business(view, state.businesses[object_id])
    if object_id in state.people:
        return read_user(view, state.people[object_id])
    page = state.page_of_instagram(object_id)
    if page is None:
        raise not_found("GET", object_id)
    return read_instagram(view, page)


def _edge(view: View, object_id: str, edge: str, rest: list[str]) -> Json | Write:
    state, method = view.state, view.call.method
    kind = kind_of(state, object_id)
    match kind, method, edge, len(rest):
        case "page", "GET", "agencies", 0:
            return read_agencies(view, object_id)
        case "page", "POST", "agencies", 0:
            return create_agency(view, object_id)
        case "page", "DELETE", "agencies", 0:
            return delete_agency(view, object_id)
        case "business", "GET", "client_pages", 0:
            return read_client_pages(view, state.businesses[object_id])
        case "business", "GET", "clients", 0:
            return read_clients(view, state.businesses[object_id])
        case "business", "DELETE", "pages", 0:
            return drop_page(view, state.businesses[object_id])
        case "user", "GET", "accounts", 0:
            _own(view, object_id)
            return read_accounts(view)
        case "user", "GET", "permissions", 0:
            _own(view, object_id)
            return list_permissions(view.caller, view.call.params)
        case "user", "DELETE", "permissions", (0 | 1):
            _own(view, object_id, app_too=True)
            return remove_permissions(view, object_id, rest[0] if rest else view.call.params.get("permission"))
    if kind in _NAMES and method == "GET" and not rest:
        raise no_such_field(edge, _NAMES[kind])
    raise not_found(method, object_id)


def _own(view: View, person_id: str, *, app_too: bool = False) -> None:
    """A person's edges are for that person's user token; some also for the app itself."""
    token = view.caller.token
    if token is None and app_too:
        return
    if token is None or token.kind != "USER" or token.person_id != person_id:
        raise not_found(view.call.method, person_id)
