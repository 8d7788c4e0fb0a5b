"""What a login gives us, in one HTTP round trip where possible: token, person, permissions, Pages."""

from pydantic import SecretStr

from . import batch
from .answers import Answer
from .batch import Batch, Get, app_refused
from .errors import Lapsed, MetaError
from .models import LoginInspection, Page, TokenInfo
from .reach import LIST_PERMISSION, accounts, listed_pages, pages_by_id
from .transport import Caller
from .wire import WireDebug, WirePermissions, WirePerson, parse


async def debug(caller: Caller, token: SecretStr) -> TokenInfo:
    """Whether the token still works. Raises ``MetaError`` other than ``Lapsed``: a lapse is the answer."""
    return _info(await batch.ask(caller, [_debug(caller, token)]))


async def inspect(caller: Caller, token: SecretStr) -> LoginInspection:
    """Everything about a login. A dead one is an answer, with ``info.lapse`` set and nothing else known.

    Raises ``Lapsed`` only for a login that dies while we look, and any other ``MetaError``.
    """
    results = await batch.ask(
        caller,
        [
            _debug(caller, token),
            Get("me", {"fields": "id,name"}, token),
            Get("me/permissions", {}, token),
            accounts(token),
        ],
    )
    info = _info(results)
    if not info.is_valid:
        return LoginInspection(info=info, person=None, permissions={}, pages=(), request_id=results.request_id)
    _, me, permissions, first = results.outcomes
    person = parse(WirePerson, _answer(me)).person()
    granted = parse(WirePermissions, _answer(permissions)).by_name()
    return LoginInspection(
        info=info,
        person=person,
        permissions=granted,
        pages=await _pages(caller, token, info, first, granted),
        request_id=results.request_id,
    )


async def _pages(
    caller: Caller, token: SecretStr, info: TokenInfo, first: Answer | MetaError, permissions: dict[str, str]
) -> tuple[Page, ...]:
    """Listed or granted, each Page once."""
    pages = {page.id: page for page in await listed_pages(caller, token, first, permissions)}
    unlisted = (info.granular.get(LIST_PERMISSION) or frozenset()) - pages.keys()
    pages |= {page.id: page for page in await pages_by_id(caller, token, unlisted)}
    return tuple(pages.values())


def _debug(caller: Caller, token: SecretStr) -> Get:
    return Get("debug_token", {"input_token": token}, caller.app.token)


def _info(results: Batch) -> TokenInfo:
    """The first outcome. An error there is about the asking app token, never about the token asked for."""
    outcome = results.outcomes[0]
    if isinstance(outcome, Lapsed):
        raise app_refused(outcome)
    return parse(WireDebug, _answer(outcome)).info()


def _answer(outcome: Answer | MetaError) -> Answer:
    if isinstance(outcome, MetaError):
        raise outcome
    return outcome
