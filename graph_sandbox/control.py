"""The control API under ``/_sandbox``: the world, faults, the ledger, and what happens by hand.

All JSON. Something unknown is 404, something malformed 422, both with one line: ``{"error": …}``.
"""

import json
from collections.abc import Callable, Collection
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from graph_sandbox.control_edits import edit_app, edit_business, edit_page, edit_person
from graph_sandbox.faults import parse_plan
from graph_sandbox.sharing import put_share, remove_share
from graph_sandbox.signed_request import signed_request
from graph_sandbox.state import State
from graph_sandbox.words import TASKS, Json
from graph_sandbox.world import WorldError, parse_world

_BY_HAND = ["ADVERTISE", "ANALYZE"]


class _Refused(Exception):
    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


async def _body(request: Request) -> Any:
    raw = await request.body()
    try:
        return json.loads(raw) if raw.strip() else None
    except ValueError as wrong:
        raise _Refused(400, f"the body is not JSON: {wrong}") from None


async def _object(request: Request) -> Json:
    body = await _body(request)
    if not isinstance(body, dict):
        raise _Refused(422, "the body must be a JSON object")
    return body


def _known(request: Request, name: str, known: Collection[str], what: str) -> str:
    object_id = str(request.path_params[name])
    if object_id not in known:
        raise _Refused(404, f"there is no {what} {object_id}")
    return object_id


class Control:
    """The endpoints; each answers with the thing as it is afterwards."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def get_world(self, request: Request) -> Any:
        return self._state.world.as_json()

    async def put_world(self, request: Request) -> Any:
        self._state.replace_world(parse_world(await _object(request)))
        return self._state.world.as_json()

    async def patch_app(self, request: Request) -> Any:
        return edit_app(self._state, await _object(request))

    async def patch_person(self, request: Request) -> Any:
        person_id = _known(request, "id", self._state.people, "person")
        return edit_person(self._state, person_id, await _object(request))

    async def get_signed_request(self, request: Request) -> Any:
        """What the platform would post to the app's callbacks about this person; with ``?valid=false``
        signed with a secret that is not the app's."""
        person_id = _known(request, "id", self._state.people, "person")
        valid = request.query_params.get("valid", "true") != "false"
        secret = self._state.world.app.secret if valid else "not-the-secret"
        return {"signed_request": signed_request(secret, person_id, self._state.now())}

    async def patch_page(self, request: Request) -> Any:
        page_id = _known(request, "id", self._state.pages, "page")
        return edit_page(self._state, page_id, await _object(request))

    async def patch_business(self, request: Request) -> Any:
        business_id = _known(request, "id", self._state.businesses, "business")
        return edit_business(self._state, business_id, await _object(request))

    async def post_agency(self, request: Request) -> Any:
        """Somebody shares the Page in Meta's own pages, or approves a pending share."""
        page_id, business_id = self._pair(request)
        body = await _body(request)
        tasks = body.get("tasks", _BY_HAND) if isinstance(body, dict) else _BY_HAND
        if not isinstance(tasks, list) or not tasks or not all(task in TASKS for task in tasks):
            raise _Refused(422, "tasks is a list of Page tasks")
        if self._state.pages[page_id].owner_business == business_id:
            raise _Refused(409, f"business {business_id} owns page {page_id}")
        if self._state.held(page_id, business_id) != tasks:
            put_share(self._state, page_id, business_id, list(tasks), "CONFIRMED", by="hand")
        return {"success": True, "tasks": self._state.held(page_id, business_id)}

    async def delete_agency(self, request: Request) -> Any:
        """Somebody takes the Page back in Meta's own pages."""
        page_id, business_id = self._pair(request)
        if business_id not in self._state.shares.get(page_id, {}):
            raise _Refused(404, f"page {page_id} is not shared with business {business_id}")
        remove_share(self._state, page_id, business_id, by="hand")
        return {"success": True}

    def _pair(self, request: Request) -> tuple[str, str]:
        return (
            _known(request, "id", self._state.pages, "page"),
            _known(request, "business", self._state.businesses, "business"),
        )

    async def get_faults(self, request: Request) -> Any:
        return self._state.faults.as_json()

    async def put_faults(self, request: Request) -> Any:
        self._state.faults = parse_plan(await _body(request))
        return self._state.faults.as_json()

    async def get_ledger(self, request: Request) -> Any:
        after = request.query_params.get("after", "0")
        if not after.isdecimal() or len(after) > 18:
            raise _Refused(422, "after is the seq of a row")
        return self._state.ledger.since(int(after))

    async def get_requests(self, request: Request) -> Any:
        counts = self._state.requests
        return {"total": counts.total(), "by": dict(sorted(counts.items()))}

    async def get_limits(self, request: Request) -> Any:
        """The budgets and what was drawn on them since the limits were put."""
        return self._state.budgets.as_json()

    async def delete_requests(self, request: Request) -> Any:
        self._state.requests.clear()
        return {"total": 0, "by": {}}


def control_routes(state: State) -> list[Route]:
    """The table of the control API."""
    control = Control(state)
    table: list[tuple[str, str, Callable[[Request], Any]]] = [
        ("GET", "/world", control.get_world),
        ("PUT", "/world", control.put_world),
        ("PATCH", "/app", control.patch_app),
        ("PATCH", "/people/{id}", control.patch_person),
        ("GET", "/people/{id}/signed_request", control.get_signed_request),
        ("PATCH", "/pages/{id}", control.patch_page),
        ("PATCH", "/businesses/{id}", control.patch_business),
        ("POST", "/pages/{id}/agencies/{business}", control.post_agency),
        ("DELETE", "/pages/{id}/agencies/{business}", control.delete_agency),
        ("GET", "/faults", control.get_faults),
        ("PUT", "/faults", control.put_faults),
        ("GET", "/ledger", control.get_ledger),
        ("GET", "/limits", control.get_limits),
        ("GET", "/requests", control.get_requests),
        ("DELETE", "/requests", control.delete_requests),
    ]
    routes = [Route(f"/_sandbox{path}", _answering(handler), methods=[verb]) for verb, path, handler in table]
    return [*routes, Route("/_sandbox/{rest:path}", _answering(_unknown), methods=[*_VERBS])]


_VERBS = ("GET", "PUT", "POST", "PATCH", "DELETE")


async def _unknown(request: Request) -> Any:
    raise _Refused(404, f"there is nothing to {request.method} at {request.url.path}")


def _answering(handler: Callable[[Request], Any]) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        try:
            return JSONResponse(await handler(request))
        except _Refused as refused:
            return JSONResponse({"error": str(refused)}, refused.status)
        except WorldError as wrong:
            return JSONResponse({"error": str(wrong)}, 422)

    return endpoint
