"""Several calls in one HTTP request (Meta: docs/graph-api/batch-requests), all tokens in its form body.

Each item counts as a call for the rate limits; what a batch saves is round trips, and tokens in URLs.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from pydantic import SecretStr

from . import errors
from .answers import Answer, read
from .errors import Facts, MalformedAnswer, MetaError
from .signing import appsecret_proof
from .transport import Caller, Params, not_called

MAXIMUM: Final = 50  # items, Meta's limit


@dataclass(frozen=True)
class Get:
    """One read inside a batch, with a token of its own."""

    path: str
    params: Params
    token: SecretStr


@dataclass(frozen=True, repr=False)
class Batch:
    """The outcomes in the order of the items, each sorted as if it had been called alone."""

    outcomes: tuple[Answer | MetaError, ...]
    request_id: str


async def ask(caller: Caller, gets: Sequence[Get]) -> Batch:
    """Reads all of ``gets``, at most 50. Raises ``MetaError`` only where the batch as a whole failed.

    An item that Meta asked us to wait with is ``RateLimited`` and not sent. The batch itself goes under the app's own
    token: a creator's dead one must fail its items, not the batch.
    A refusal of the app's token is ``Permanent`` and never the lapse of anybody's login.
    """
    waits = [caller.allowance.wait(get.path, get.token) for get in gets]
    if not any(waits) or caller.allowance.held_until is not None:
        return await _send(caller, gets)
    free = [get for get, wait in zip(gets, waits, strict=True) if not wait]
    batch = await _send(caller, free) if free else Batch((), "")
    answered = iter(batch.outcomes)
    return Batch(tuple(not_called(wait) if wait else next(answered) for wait in waits), batch.request_id)


async def _send(caller: Caller, gets: Sequence[Get]) -> Batch:
    app = caller.app
    items = [{"method": "GET", "relative_url": _relative_url(get, app.app_secret)} for get in gets]
    secrets = [app.token, *(get.token for get in gets), *_secret_params(gets)]
    form: Params = {
        "access_token": app.token,
        "appsecret_proof": appsecret_proof(app.app_secret, app.token),
        "batch": SecretStr(json.dumps(items)),
    }
    try:
        answer = await caller.call("POST", "", form, carries=secrets)
    except errors.Lapsed as lapsed:
        refused: MetaError = app_refused(lapsed)
    else:
        if isinstance(answer.body, list) and len(answer.body) == len(gets):
            known = [app.app_secret, *secrets]
            outcomes = tuple(
                _outcome(caller, get, entry, answer.request_id, known)
                for get, entry in zip(gets, answer.body, strict=True)
            )
            return Batch(outcomes, answer.request_id)
        refused = MalformedAnswer("not one result for each item of the batch", request_id=answer.request_id)
    raise refused


def app_refused(lapsed: errors.Lapsed) -> errors.Permanent:
    """What a dead *app* token is: a wrong app id or secret in our settings."""
    facts = Facts(code=lapsed.code, subcode=lapsed.subcode, status=lapsed.status, request_id=lapsed.request_id)
    return errors.Permanent(f"Meta refuses the app's own token: {lapsed.message}", **facts)


def _relative_url(get: Get, app_secret: SecretStr) -> str:
    params = {name: v.get_secret_value() if isinstance(v, SecretStr) else v for name, v in get.params.items()}
    params |= {"access_token": get.token.get_secret_value(), "appsecret_proof": appsecret_proof(app_secret, get.token)}
    return f"{get.path}?{urlencode(params)}"


def _secret_params(gets: Sequence[Get]) -> list[SecretStr]:
    return [value for get in gets for value in get.params.values() if isinstance(value, SecretStr)]


def _outcome(
    caller: Caller, get: Get, entry: object, request_id: str, secrets: Sequence[SecretStr]
) -> Answer | MetaError:
    """An item may be null: Meta ran out of time for it. Item headers carry the usage of the item's own token."""
    if entry is None:
        return errors.OutcomeUnknown("no time left for this item of the batch", request_id=request_id)
    if not isinstance(entry, dict):
        return MalformedAnswer("not an item of a batch", request_id=request_id)
    status, body = entry.get("code"), entry.get("body")
    if not isinstance(status, int) or not isinstance(body, str):
        return MalformedAnswer("an item of a batch without code or body", request_id=request_id)
    headers = {"x-fb-trace-id": request_id, **_headers(entry.get("headers"))}
    outcome = read(status, headers, body, secrets)
    caller.allowance.heard(get.path, get.token, headers, outcome if isinstance(outcome, MetaError) else None)
    return outcome


def _headers(entries: object) -> Mapping[str, str]:
    """Name and value pairs as a mapping with lower-case names."""
    pairs = [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
    return {str(pair.get("name")).lower(): str(pair.get("value")) for pair in pairs}
