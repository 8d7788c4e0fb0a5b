"""What one call brought back: a JSON body with its request id, or the exception it stands for."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pydantic import SecretStr

from .errors import Facts, MalformedAnswer, MetaError
from .scrubbing import trace, without
from .sorting import Refusal, sort, sort_by_status


@dataclass(frozen=True, repr=False)
class Answer:
    """A successful answer. No repr: the body of some answers is a token."""

    body: object
    request_id: str


def read(status: int, headers: Mapping[str, str], raw: str | bytes, secrets: Iterable[SecretStr]) -> Answer | MetaError:
    """Sorts one answer, of a call or of a batch item. An ``error`` in the body counts, whatever the HTTP status.

    ``headers`` must find lower-case names; ``secrets`` are what the call carried, should Meta repeat one in its text.
    """
    body = _json(raw)
    error = body.get("error") if isinstance(body, dict) else None
    request_id = trace(headers.get("x-fb-trace-id") or headers.get("x-fb-request-id") or "")
    if isinstance(error, dict):
        refusal = Refusal.of({**error, "message": without(str(error.get("message") or ""), secrets)})
        return sort(refusal, status=status, headers=headers, request_id=request_id or trace(refusal.trace))
    facts = Facts(status=status, request_id=request_id)
    if failure := sort_by_status("no Graph error in the answer", facts, headers):
        return failure
    if not 200 <= status < 300:
        return MalformedAnswer("neither a success nor a Graph error", **facts)
    if body is None or error is not None:
        return MalformedAnswer("not JSON, or not as Graph writes it", **facts)
    return Answer(body, request_id or _trace_in(body))


def _json(raw: str | bytes) -> object:
    """The parsed body, None where it is not JSON. ``null`` alone is no Graph answer either."""
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None


def _trace_in(body: object) -> str:
    found = body.get("fbtrace_id") if isinstance(body, dict) else None
    return trace(found) if isinstance(found, str) else ""
