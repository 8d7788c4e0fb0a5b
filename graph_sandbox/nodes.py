"""How a node is read: a table of its fields, and the fields somebody asked for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from graph_sandbox.auth import Caller
from graph_sandbox.calls import Call
from graph_sandbox.errors import no_such_field
from graph_sandbox.fields import Wanted, parse_fields
from graph_sandbox.state import State
from graph_sandbox.words import Json

OMIT: Final = object()  # a link that is not there leaves its key out; it is never null


@dataclass
class View:
    """One call as the readers see it: the world, the call, and who makes it."""

    state: State
    call: Call
    caller: Caller


Reader = Callable[[View, Any, Wanted], Any]


@dataclass
class NodeType:
    """A kind of node: its name in errors, its default fields, and a reader for each field it has."""

    name: str
    default: str
    readers: dict[str, Reader]
    inner: dict[str, "NodeType"] = field(default_factory=dict)  # what a nested field leads to

    def wanted(self, text: str | None) -> list[Wanted]:
        """The fields asked for. One unknown name fails the call, whether or not there is data."""
        found = parse_fields(text, self.default)
        self._check(found)
        return found

    def _check(self, wanted: list[Wanted]) -> None:
        for one in wanted:
            if one.name not in self.readers:
                raise no_such_field(one.name, self.name)
            below = self.inner.get(one.name)
            if below is not None:
                below._check(one.inner)
            elif one.inner:
                raise no_such_field(one.inner[0].name, one.name)

    def show(self, view: View, thing: Any, wanted: list[Wanted]) -> Json:
        """The node as JSON; its id is always part of it."""
        shown: Json = {}
        for one in wanted or parse_fields(None, self.default):
            value = self.readers[one.name](view, thing, one)
            if value is not OMIT:
                shown[one.name] = value
        shown.setdefault("id", thing.id)
        return shown


def attribute(name: str) -> Reader:
    """A field that is simply there."""
    return lambda view, thing, wanted: getattr(thing, name)
