"""The ``fields`` parameter: ``a,b{c,d},edge.limit(3){x}`` (graph-api.md 4.7)."""

import re
from dataclasses import dataclass, field

from graph_sandbox.errors import GraphError

_NAME = re.compile(r"[A-Za-z0-9_]+")
_ARGUMENT = re.compile(r"\.([a-z_]+)\(([^()]*)\)")
_DEEPEST = 8


@dataclass
class Wanted:
    """One field asked for, with its arguments and what is wanted of it in turn."""

    name: str
    args: dict[str, str] = field(default_factory=dict)
    inner: list["Wanted"] = field(default_factory=list)


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def wrong(self) -> GraphError:
        return GraphError(2500, f'Syntax error "Unexpected input at character {self.at}: {self.text[:80]}"')

    def read(self, depth: int = 0) -> list[Wanted]:
        if depth > _DEEPEST:
            raise self.wrong()
        found = [self._one(depth)]
        while self.text[self.at : self.at + 1] == ",":
            self.at += 1
            found.append(self._one(depth))
        return found

    def _one(self, depth: int) -> Wanted:
        name = _NAME.match(self.text, self.at)
        if name is None:
            raise self.wrong()
        self.at = name.end()
        wanted = Wanted(name.group())
        while argument := _ARGUMENT.match(self.text, self.at):
            wanted.args[argument.group(1)] = argument.group(2)
            self.at = argument.end()
        if self.text[self.at : self.at + 1] == "{":
            self.at += 1
            wanted.inner = self.read(depth + 1)
            if self.text[self.at : self.at + 1] != "}":
                raise self.wrong()
            self.at += 1
        return wanted


def parse_fields(text: str | None, default: str) -> list[Wanted]:
    """The fields asked for, or the node's default ones. A syntax error is code 2500.

    A JSON list of names, which Meta's SDK never sends but other clients do, is taken too.
    """
    source = re.sub(r"[\s\[\]\"]", "", text or "") or default
    reader = _Reader(source)
    found = reader.read()
    if reader.at != len(source):
        raise reader.wrong()
    return found
