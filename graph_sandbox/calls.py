"""One Graph call and its answer, free of HTTP: what a batch item and a request of its own have in common."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from graph_sandbox.errors import GraphError, bad_parameter, required
from graph_sandbox.words import API_VERSION, Json

JSON_TYPE = "application/json; charset=UTF-8"


@dataclass
class Call:
    """``path`` without the version; ``params`` from query and form together, as the platform takes them."""

    method: str
    path: str
    params: dict[str, str]
    trace_id: str
    base_url: str  # for paging.next
    version: str = API_VERSION
    bearer: str | None = None
    fault: str | None = None  # the kind of fault that touches this call, for the ledger

    @property
    def token_value(self) -> str | None:
        return self.params.get("access_token") or self.bearer

    def need(self, name: str) -> str:
        value = self.params.get(name)
        if not value:
            raise required(name)
        return value

    def flag(self, name: str) -> bool:
        return self.params.get(name, "").lower() in ("1", "true")

    def string_list(self, name: str) -> list[str]:
        """A list parameter: JSON-encoded as Meta's SDK sends it, or bare words with commas.

        ``['A','B']`` with single quotes, as Meta's own documentation prints it, is taken too.
        """
        raw = self.need(name).strip()
        try:
            value: Any = json.loads(raw.replace("'", '"')) if raw[0] in "[\"'{" else raw.split(",")
        except ValueError:
            raise bad_parameter(f"Param {name} must be an array.") from None
        items = [value] if isinstance(value, str) else value
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            raise bad_parameter(f"Param {name} must be an array.")
        return [item.strip() for item in items if item.strip()]


@dataclass
class Reply:
    """An answer on its way out; ``body`` JSON, or text as it is."""

    body: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = JSON_TYPE

    def text(self) -> str:
        return self.body if isinstance(self.body, str) else json.dumps(self.body, separators=(",", ":"))


@dataclass
class Write:
    """A call that was found to be in order and has not taken effect yet.

    Kept apart from its effect so that a fault can lose it, repeat the wrong answer, or land it late.
    ``pretend`` is the answer of the success that does not happen.
    """

    apply: Callable[[], Json]
    pretend: Json = field(default_factory=lambda: {"success": True})


def failure(error: GraphError, call: Call) -> Reply:
    return Reply(error.body(call.trace_id), error.status, error.headers())
