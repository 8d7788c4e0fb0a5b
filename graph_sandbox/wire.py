"""The Graph side on HTTP: a request becomes a ``Call``, a ``Reply`` becomes a response."""

import asyncio
import json
import secrets
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from graph_sandbox.batch import VERSION, batch
from graph_sandbox.calls import Call, Reply, failure
from graph_sandbox.errors import GraphError, bad_parameter
from graph_sandbox.faulty import answer as answer_call
from graph_sandbox.state import State
from graph_sandbox.usage import usage_headers
from graph_sandbox.words import API_VERSION

_LARGEST_BODY = 4_000_000


class GraphEndpoint:
    """Everything that is neither the dialog nor the control API."""

    def __init__(self, state: State) -> None:
        self._state = state
        # Kept here so that a call outlives its caller: one that lands late must land.
        self._running: set[asyncio.Task[Reply]] = set()

    async def answer(self, request: Request) -> Response:
        call = _call(request)
        try:
            call.params |= await _form(request)
            work = batch if call.method == "POST" and call.path == "/" else answer_call
            task = asyncio.create_task(work(self._state, call))
            self._running.add(task)
            task.add_done_callback(self._running.discard)
            reply = await asyncio.shield(task)
        except GraphError as refused:
            reply = failure(refused, call)
        headers = {
            "facebook-api-version": call.version,
            "x-fb-trace-id": call.trace_id,
            "x-fb-request-id": call.trace_id,
            "x-fb-rev": "1000000001",
            "Cache-Control": "private, no-cache, no-store, must-revalidate",
            "Pragma": "no-cache",
            "Expires": "Sat, 01 Jan 2000 00:00:00 GMT",
            **usage_headers(self._state, call),
            **reply.headers,
            "Content-Type": reply.content_type,
        }
        return Response(reply.text(), reply.status, headers)


def _call(request: Request) -> Call:
    path = request.url.path
    version = VERSION.match(path)
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    return Call(
        request.method,
        "/" + VERSION.sub("", path).strip("/"),
        dict(parse_qsl(request.url.query, keep_blank_values=True)),
        "A" + secrets.token_urlsafe(16),
        f"{request.url.scheme}://{request.headers.get('host', 'localhost')}",
        version.group()[1:] if version else API_VERSION,
        bearer.strip() if scheme.lower() == "bearer" and bearer.strip() else None,
    )


async def _form(request: Request) -> dict[str, str]:
    """The parameters in the body: a form, as Meta's SDK sends it, or a JSON object."""
    if request.method == "GET":
        return {}
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        async with request.form() as form:
            return {name: value for name, value in form.items() if isinstance(value, str)}
    body = await request.body()
    if len(body) > _LARGEST_BODY:
        raise bad_parameter("The request is too large")
    if kind != "application/json":
        return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    try:
        raw = json.loads(body or b"{}")
    except ValueError:
        raise bad_parameter("The request body is not JSON") from None
    if not isinstance(raw, dict):
        raise bad_parameter("The request body must be a JSON object")
    return {key: value if isinstance(value, str) else json.dumps(value) for key, value in raw.items()}
