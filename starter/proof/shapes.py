"""What a line of an export looks like: types and fields. Whether it is true is for others to find out."""

from collections.abc import Callable, Mapping
from datetime import datetime

from contracts.proof import instant

Shape = Mapping[str, Callable[[object], bool]]


def _text(value: object) -> bool:
    return isinstance(value, str)


def _number(value: object) -> bool:
    return type(value) is int and value >= 0


def _flag(value: object) -> bool:
    return isinstance(value, bool)


def _instant(value: object) -> bool:
    try:
        return isinstance(value, str) and instant(datetime.fromisoformat(value)) == value
    except (ValueError, OverflowError):
        return False


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_text, value))


def _or_null(shape: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: value is None or shape(value)


def _object(shape: Shape) -> Callable[[object], bool]:
    return lambda value: (
        isinstance(value, dict) and set(value) == set(shape) and all(fits(value[name]) for name, fits in shape.items())
    )


_PLACE: Shape = {"page_id": _text, "business_id": _text, "seq": _number}
_LINK: Shape = {**_PLACE, "previous": _text, "hash": _text}
_SEEN: Shape = {"at": _instant, "present": _flag}
_PARTY: Shape = {"collaboration_id": _text, "asked": _flag, "holds": _or_null(_texts), "salt": _text}
_sealed = _object({"sealed": _text})
_party, _words = _object(_PARTY), _object({"text": _text, "salt": _text})


def _parties(value: object) -> bool:
    return isinstance(value, list) and all(_party(each) or _sealed(each) for each in value)


def _note(value: object) -> bool:
    return value is None or _words(value) or _sealed(value)


_SHAPES: Mapping[str, Shape] = {
    "header": {
        "format": _text,
        "version": _number,
        "made_at": _instant,
        "filters": _object(dict.fromkeys(("collaboration", "creator", "business"), _or_null(_text))),
        "at": _or_null(_instant),
    },
    "entry": {
        **_LINK,
        **_SEEN,
        **dict.fromkeys(("kind", "request_id", "salt"), _text),
        **dict.fromkeys(("state", "origin", "intent_id"), _or_null(_text)),
        "pending": _flag,
        "tasks": _texts,
        "before": _or_null(_object({**_SEEN, "pending": _flag, "tasks": _texts})),
        "parties": _parties,
        "note": _note,
    },
    "sealed": _LINK,
    "head": {**_PLACE, "hash": _text},
    "access": {
        "at": _instant,
        **dict.fromkeys(("page_id", "business_id", "collaboration_id", "verdict"), _text),
        **dict.fromkeys(("since", "released_at"), _or_null(_instant)),
        **dict.fromkeys(("before", "after"), _or_null(_object({**_SEEN, "seq": _number}))),
        "held": _flag,
        "tasks": _texts,
    },
    "end": {**dict.fromkeys(("pairs", "entries", "sealed"), _number), "digest": _text},
}


def what_is_wrong(line: object) -> str:
    """Why it is no line of an export, or nothing."""
    if not isinstance(line, dict):
        return "is no JSON object"
    kind = line.get("type")
    shape = _SHAPES.get(kind) if isinstance(kind, str) else None
    if shape is None:
        return "is of no known type"
    fields = {name: value for name, value in line.items() if name != "type"}
    if missing := sorted(set(shape) - set(fields)):
        return f"lacks {', '.join(missing)}"
    if set(fields) - set(shape):
        return "has a field that does not belong there"
    wrong = sorted(name for name, fits in shape.items() if not fits(fields[name]))
    return f"has a wrong {', '.join(wrong)}" if wrong else ""
