"""Which Pages a login reaches: those Meta lists, and those it granted without listing them.

A Page in a business portfolio may be granted and yet missing in ``/me/accounts``; read by id, it is there. So both
are joined (observed by restfb#1191; the rule behind it: Meta's changelog of v17.0).
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Final, TypeVar

from pydantic import SecretStr

from . import batch, paging
from .answers import Answer
from .batch import Get
from .errors import Lapsed, MalformedAnswer, MetaError, PermissionMissing, RateLimited, Transient
from .models import Page
from .transport import Caller
from .wire import parse
from .wire_pages import PAGE_FIELDS, WirePage, WirePages

LIST_PERMISSION: Final = "pages_show_list"
MOST_BY_ID: Final = 500

Result = TypeVar("Result")


async def with_fewer_fields(
    rungs: Sequence[str],
    ask: Callable[[str], Awaitable[Result]],
    *,
    on: tuple[type[MetaError], ...] = (PermissionMissing,),
) -> Result:
    """Asks for the fields of each rung until one is allowed. Raises what the last rung raises."""
    for fields in rungs[:-1]:
        try:
            return await ask(fields)
        except on:
            continue
    return await ask(rungs[-1])


def accounts(token: SecretStr) -> Get:
    """The first page of the list, as an item of a batch."""
    return Get("me/accounts", {"fields": PAGE_FIELDS[0], "limit": paging.LIMIT}, token)


async def listed_pages(
    caller: Caller, token: SecretStr, first: Answer | MetaError, permissions: Mapping[str, str]
) -> list[Page]:
    """All Pages that Meta lists; ``first`` is what the batch brought for ``accounts``.

    A login that declined the list has none: that is a finding of the permissions, not an error.
    """

    async def ask(fields: str, cursor: str | None) -> Answer:
        if cursor is None and fields == PAGE_FIELDS[0]:
            if isinstance(first, Answer):
                return first
            if not isinstance(first, Transient):  # an item a batch had no time for is asked again, alone
                raise first
        after = {} if cursor is None else {"after": cursor}
        params = {"fields": fields, "limit": paging.LIMIT, **after}
        return await caller.call("GET", "me/accounts", params, token=token)

    try:
        answers = await with_fewer_fields(PAGE_FIELDS, lambda fields: paging.walk(lambda cursor: ask(fields, cursor)))
    except PermissionMissing:
        if permissions.get(LIST_PERMISSION) == "granted":
            raise
        return []
    return [entry.page() for answer in answers for entry in parse(WirePages, answer).data]


async def pages_by_id(caller: Caller, token: SecretStr, ids: Iterable[str]) -> list[Page]:
    """Those of ``ids`` that can be read. Grants outlive Pages and roles, so an id that cannot be is no error.

    Raises ``Transient``, ``RateLimited`` and ``Lapsed``: not having looked is not the same as not there.
    """
    left, found = sorted(ids), []
    if len(left) > MOST_BY_ID:
        raise MalformedAnswer(f"more than {MOST_BY_ID} Pages granted and not listed")
    for fields in PAGE_FIELDS:
        denied = []
        for start in range(0, len(left), batch.MAXIMUM):
            some = left[start : start + batch.MAXIMUM]
            results = await batch.ask(caller, [Get(page_id, {"fields": fields}, token) for page_id in some])
            for page_id, outcome in zip(some, results.outcomes, strict=True):
                if isinstance(outcome, Answer):
                    found.append(parse(WirePage, outcome).page())
                elif isinstance(outcome, PermissionMissing):
                    denied.append(page_id)
                elif isinstance(outcome, Transient | RateLimited | Lapsed):
                    raise outcome
        left = denied
    return found
