"""The Pages that are shared with a business, as the business itself sees them (graph-api 3.2)."""

from datetime import UTC, datetime
from typing import Any

from pydantic import SecretStr, field_validator

from . import paging
from .answers import Answer
from .models import Agencies, Agency
from .transport import Caller
from .wire import Wire, parse

_PAGE_FIELDS = "id,permitted_tasks"
_CLIENT_FIELDS = "id,page_permissions"


class _Permission(Wire):
    id: str
    permitted_tasks: frozenset[str] = frozenset()
    access_status: str | None = None


class _ClientPages(Wire):
    data: tuple[_Permission, ...]


class _Client(Wire):
    page_permissions: tuple[_Permission, ...] = ()

    @field_validator("page_permissions", mode="before")
    @classmethod
    def _as_list(cls, value: Any) -> Any:
        """Meta shows it as a list; edges elsewhere are wrapped in ``data``."""
        return value["data"] if isinstance(value, dict) and "data" in value else value


class _Clients(Wire):
    data: tuple[_Client, ...]


async def client_page(caller: Caller, token: SecretStr, business_id: str, page_id: str) -> Agencies:
    """How one Page is shared with the business: from ``client_pages``, or from ``clients`` where it still waits.

    Both lists are read to their end: only then does the Page's absence mean anything. Raises ``MetaError``.
    """
    pages = await _all(caller, token, f"{business_id}/client_pages", _PAGE_FIELDS)
    entries = [entry for answer in pages for entry in parse(_ClientPages, answer).data]
    found = [entry for entry in entries if entry.id == page_id]
    last = pages[-1]
    if not found:
        clients = await _all(caller, token, f"{business_id}/clients", _CLIENT_FIELDS)
        permissions = [
            each for answer in clients for one in parse(_Clients, answer).data for each in one.page_permissions
        ]
        found, last = [each for each in permissions if each.id == page_id], clients[-1]
    shares = tuple(
        Agency(business_id=business_id, name=None, tasks=entry.permitted_tasks, status=entry.access_status)
        for entry in found
    )
    return Agencies(agencies=shares, request_id=last.request_id, at=datetime.now(UTC))


async def _all(caller: Caller, token: SecretStr, path: str, fields: str) -> list[Answer]:
    async def ask(cursor: str | None) -> Answer:
        after = {} if cursor is None else {"after": cursor}
        return await caller.call("GET", path, {"fields": fields, "limit": paging.LIMIT, **after}, token=token)

    return await paging.walk(ask)
