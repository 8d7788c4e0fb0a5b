"""The Graph API calls this service makes. All of it is asked once; who repeats, and when, is the caller's decision.

Reads may be repeated freely. A write that ends in ``OutcomeUnknown`` has to be read back before it is repeated.
"""

import json
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from types import TracebackType
from typing import Literal, Self

import httpx
from pydantic import SecretStr

from . import brand_pages, inspection, many_agencies, paging
from .allowance import Allowance
from .answers import Answer
from .app import MetaApp
from .errors import CodeRefused, Facts, MalformedAnswer, MetaError, NotFound, Permanent, PermissionMissing
from .models import Ack, Agencies, Business, LoginInspection, Page, Token, TokenInfo
from .reach import with_fewer_fields
from .transport import Caller, Params
from .wire import WireToken, parse
from .wire_pages import (
    AGENCY_FIELDS,
    BUSINESS_FIELDS,
    PAGE_FIELDS,
    WireAgencies,
    WireBusiness,
    WirePage,
    WireSuccess,
)

__all__ = ["GraphClient", "MetaApp"]

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")  # digits at Meta; what matters here is that it stays one part of a path


class GraphClient:
    """One app's line to Meta, for all creators. Close it, or use it as an async context manager.

    Every method may raise any ``MetaError``; what matters most for one is in its docstring. ``timeout_seconds`` is for
    each HTTP call; reads of long lists make several.
    """

    def __init__(
        self, app: MetaApp, transport: httpx.AsyncBaseTransport | None = None, allowance: Allowance | None = None
    ) -> None:
        self._app = app
        self._caller = Caller(app, transport, allowance)

    @property
    def app_id(self) -> str:
        """Which app we are."""
        return self._app.app_id

    @property
    def allowance(self) -> Allowance:
        """What Meta lets us do right now, as the answers of this client told."""
        return self._caller.allowance

    async def exchange_code(self, code: SecretStr, redirect_uri: str, code_verifier: SecretStr | None) -> Token:
        """The short-lived token (1-2 hours) for a code of the dialog. A code works once.

        Raises ``CodeRefused`` (used, expired, another redirect URI); after ``OutcomeUnknown`` the code may be spent.
        """
        proof_key: Params = {} if code_verifier is None else {"code_verifier": code_verifier}
        try:
            return await self._token({"redirect_uri": redirect_uri, "code": code, **proof_key})
        except (Permanent, NotFound) as failure:
            if failure.code != 100:
                raise
            refused = CodeRefused(failure.message, **_facts(failure))
        raise refused

    async def extend(self, token: SecretStr) -> Token:
        """A long-lived token (about 60 days) for one that still works. ``Lapsed`` where it does not."""
        return await self._token({"grant_type": "fb_exchange_token", "fb_exchange_token": token})

    async def debug(self, token: SecretStr) -> TokenInfo:
        """Whether a token works, for what and how long. A dead token is an answer, not an error."""
        return await inspection.debug(self._caller, token)

    async def inspect(self, token: SecretStr) -> LoginInspection:
        """Everything a login gives us. A dead token is an answer, not an error."""
        return await inspection.inspect(self._caller, token)

    async def business(self, token: SecretStr, business_id: str) -> Business:
        """A business portfolio. Raises ``NotFound`` where there is none, or none this login may see."""

        async def ask(fields: str) -> Answer:
            return await self._caller.call("GET", _id(business_id), {"fields": fields}, token=token)

        answer = await with_fewer_fields(BUSINESS_FIELDS, ask, on=(PermissionMissing, Permanent))
        return parse(WireBusiness, answer).business()

    async def page(self, token: SecretStr, page_id: str) -> Page:
        """A Page by id, as the login's person sees it. Raises ``NotFound``."""

        async def ask(fields: str) -> Answer:
            return await self._caller.call("GET", _id(page_id), {"fields": fields}, token=token)

        return parse(WirePage, await with_fewer_fields(PAGE_FIELDS, ask)).page()

    async def agencies(self, page_token: SecretStr, page_id: str) -> Agencies:
        """The read-back: all businesses the Page is shared with, on all pages of the edge."""

        async def ask(cursor: str | None) -> Answer:
            after = {} if cursor is None else {"after": cursor}
            params = {"fields": AGENCY_FIELDS, "limit": paging.LIMIT, **after}
            return await self._caller.call("GET", f"{_id(page_id)}/agencies", params, token=page_token)

        answers = await paging.walk(ask)
        shares = [share for answer in answers for share in parse(WireAgencies, answer).agencies()]
        return Agencies(agencies=tuple(shares), request_id=answers[-1].request_id, at=datetime.now(UTC))

    async def agencies_of(self, pages: Sequence[tuple[str, SecretStr]]) -> tuple[Agencies | MetaError, ...]:
        """The same for many (Page, Page token) at once; why not, where one of them could not be read."""
        return await many_agencies.read_many(self._caller, [(_id(page_id), token) for page_id, token in pages])

    async def share(
        self,
        page_token: SecretStr,
        page_id: str,
        business_id: str,
        tasks: Iterable[str],
        *,
        before: datetime | None = None,
    ) -> Ack:
        """Gives the business these tasks on the Page. Raises ``Duplicate``, ``AlreadyOwned``, ``TwoFactorRequired``.

        From the instant ``before`` on it is not sent (``TooLate``): the caller's turn at the pair is over then.
        """
        permitted = json.dumps(sorted(set(tasks)))
        params = {"business": _id(business_id), "permitted_tasks": permitted}
        return await self._write("POST", page_token, f"{_id(page_id)}/agencies", params, before)

    async def unshare(
        self, page_token: SecretStr, page_id: str, business_id: str, *, before: datetime | None = None
    ) -> Ack:
        """Takes the Page back from the business. ``Permanent`` (100) may mean it was not shared: read back.

        ``before``: as for ``share``.
        """
        params = {"business": _id(business_id)}
        return await self._write("DELETE", page_token, f"{_id(page_id)}/agencies", params, before)

    async def client_page(self, token: SecretStr, business_id: str, page_id: str) -> Agencies:
        """The read-back from the brand's side: how, if at all, this Page is shared with the business."""
        return await brand_pages.client_page(self._caller, token, _id(business_id), _id(page_id))

    async def drop_page(
        self, token: SecretStr, business_id: str, page_id: str, *, before: datetime | None = None
    ) -> Ack:
        """The business lets go of the Page. It would let go of one that it owns as well: look before.

        Raises ``Permanent`` for 3996 (not in this business) and 42001 (it hangs on an Instagram business profile).
        """
        return await self._write("DELETE", token, f"{_id(business_id)}/pages", {"page_id": _id(page_id)}, before)

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._caller.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def _token(self, params: Params) -> Token:
        asked_at = datetime.now(UTC)
        client: Params = {"client_id": self._app.app_id, "client_secret": self._app.app_secret}
        answer = await self._caller.call("POST", "oauth/access_token", {**client, **params})
        return parse(WireToken, answer).token(asked_at)

    async def _write(
        self,
        method: Literal["POST", "DELETE"],
        token: SecretStr,
        path: str,
        params: Params,
        before: datetime | None,
    ) -> Ack:
        """Meta answers ``{"success": true}``, in places a bare ``true``. Anything else is not believed."""
        answer = await self._caller.call(method, path, params, token=token, before=before)
        if answer.body is True:
            return Ack(request_id=answer.request_id, pending=False)
        said = parse(WireSuccess, answer)
        if not said.success:
            raise MalformedAnswer("neither done nor refused", request_id=answer.request_id)
        return Ack(request_id=answer.request_id, pending=said.requires_admin_approval)


def _id(value: str) -> str:
    """An id that may become part of a path. Raises ``Permanent``."""
    if not _ID.fullmatch(value):
        raise Permanent("not a Graph id")
    return value


def _facts(failure: MetaError) -> Facts:
    return Facts(code=failure.code, subcode=failure.subcode, status=failure.status, request_id=failure.request_id)
