"""Meta's callbacks: somebody removed the app, wants to be deleted, or changed what we may see.

Each is Meta's only if it is signed with the app's secret. What must not be lost is in the store or with Temporal before
the 200; if neither can be reached the answer is 503, and Meta sends it again.
"""

import asyncio
import hmac
import logging
from collections.abc import Awaitable, Collection
from datetime import UTC, datetime, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from starlette.requests import ClientDisconnect

from contracts.deletion import DeletionRequest
from contracts.vocabulary import LapseCause
from platforms.meta.signed_request import SignedRequest, SignedRequestRefused, read_signed_request
from platforms.meta.webhooks import WebhookRefused, is_from_meta, people_in
from starter.connection import NotReachable
from starter.deleting import repeatable_code, suspect_logins
from starter.errors import TemporalRefused
from starter.web.deleting import delete_creator
from starter.web.deps import WebDeps
from starter.web.forms import FormRefused, read_form
from store.errors import StoreUnavailable

LARGEST_WEBHOOK = 1024 * 1024
"""Bytes; Meta sends at most 1000 updates at once, of about a hundred bytes each."""
LONGEST_CHALLENGE = 200
SAME_SECOND = timedelta(seconds=1)
"""``issued_at`` has no fractions: what was found working within that second was found so before the removal."""
_AT_ONCE = 20

_log = logging.getLogger(__name__)


class CallbackRefused(Exception):
    """Not Meta's, or nothing that we can read. ``status_code`` is the answer's."""

    def __init__(self, status_code: int, reason: str) -> None:
        super().__init__(reason)
        self.status_code = status_code


def callback_routes(deps: WebDeps) -> APIRouter:
    router = APIRouter(prefix="/meta")

    @router.post("/deauthorize")
    async def deauthorize(request: Request) -> Response:
        return await _answered(_deauthorize(deps, request))

    @router.post("/data-deletion")
    async def data_deletion(request: Request) -> Response:
        return await _answered(_data_deletion(deps, request))

    @router.get("/webhooks")
    async def subscribing(request: Request) -> Response:
        return await _answered(_subscribing(deps, request))

    @router.post("/webhooks")
    async def webhook(request: Request) -> Response:
        return await _answered(_webhook(deps, request))

    return router


async def _answered(work: Awaitable[Response]) -> Response:
    """A program asked, so a refusal is a word, not a page."""
    try:
        return await work
    except CallbackRefused as refused:
        return PlainTextResponse(str(refused), refused.status_code)
    except (NotReachable, TemporalRefused, StoreUnavailable, TimeoutError) as error:
        _log.warning("a callback could not be taken: %s", error)
        return PlainTextResponse("try again", 503)


async def _deauthorize(deps: WebDeps, request: Request) -> Response:
    """Mark the person's logins as lapsed at once, and have every collaboration of theirs hear of it."""
    signed = await _signed(deps, request)
    if signed.user_id is not None:
        at = datetime.fromtimestamp(signed.issued_at, UTC) + SAME_SECOND
        await deps.store.persons.app_removed(signed.user_id, min(at, datetime.now(UTC)))
        await _suspect(deps, await deps.store.persons.creators([signed.user_id]), LapseCause.APP_REMOVED)
    elif signed.profile_id is not None:  # only this Page: whether its logins still cover it, Meta has to say
        creators = await deps.store.persons.creators_of_page(signed.profile_id)
        await _suspect(deps, creators, LapseCause.PAGE_DESELECTED)
    return PlainTextResponse("")


async def _data_deletion(deps: WebDeps, request: Request) -> Response:
    """Start the deletion, and say where anybody with the code can follow it."""
    signed = await _signed(deps, request)
    facts = f"{signed.user_id or ''}\n{signed.profile_id or ''}\n{signed.issued_at}"
    secret = deps.meta.app_secret.get_secret_value().encode()
    asked = DeletionRequest(code=repeatable_code(secret, facts), requested_at=datetime.now(UTC))
    people = [signed.user_id] if signed.user_id is not None else []
    creators = await deps.store.persons.creators(people, ever=True)
    for creator_id in creators:
        await delete_creator(deps, creator_id, asked)
    if not creators:
        await deps.store.deletions.nothing_held(asked)
    url = f"{deps.settings.public_url.rstrip('/')}/deletion/{asked.code}"
    return JSONResponse({"url": url, "confirmation_code": asked.code})


async def _subscribing(deps: WebDeps, request: Request) -> Response:
    """Confirm a subscription that knows our word."""
    given = request.query_params
    ours = deps.settings.webhook_verify_token
    theirs = given.get("hub.verify_token", "")
    known = ours is not None and hmac.compare_digest(
        ours.get_secret_value().encode(), theirs.encode("utf-8", "replace")
    )
    challenge = given.get("hub.challenge", "")
    if not known or given.get("hub.mode") != "subscribe" or len(challenge) > LONGEST_CHALLENGE:
        raise CallbackRefused(403, "refused")
    return PlainTextResponse(challenge)


async def _webhook(deps: WebDeps, request: Request) -> Response:
    """Something changed about these people: have their logins checked. What it was is not believed, but looked up."""
    body = await _body(request)
    if not is_from_meta(body, request.headers.get("x-hub-signature-256", ""), deps.meta.app_secret):
        raise CallbackRefused(403, "wrong signature")
    try:
        people = people_in(body)
    except WebhookRefused as refused:
        raise CallbackRefused(400, str(refused)) from None
    await _suspect(deps, await deps.store.persons.creators(people), LapseCause.UNKNOWN)
    return PlainTextResponse("")


async def _signed(deps: WebDeps, request: Request) -> SignedRequest:
    """Raises CallbackRefused unless Meta signed it, lately."""
    try:
        fields = await read_form(request)
        return read_signed_request(fields.get("signed_request", ""), deps.meta.app_secret, now=datetime.now(UTC))
    except FormRefused:
        raise CallbackRefused(400, "not a form with a signed_request") from None
    except SignedRequestRefused as refused:
        _log.warning("a callback was refused: %s", refused)
        raise CallbackRefused(403, str(refused)) from None


async def _body(request: Request) -> bytes:
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_WEBHOOK:
                raise CallbackRefused(413, "too large")
    except ClientDisconnect:
        raise CallbackRefused(400, "incomplete") from None
    return bytes(body)


async def _suspect(deps: WebDeps, creators: Collection[str], cause: LapseCause) -> None:
    places = asyncio.Semaphore(_AT_ONCE)

    async def tell(creator_id: str) -> None:
        async with places:
            await suspect_logins(deps.temporal, creator_id, cause, deps.answer_within)

    await asyncio.gather(*(tell(creator_id) for creator_id in creators))
