"""The public status page of a deletion: how far it is, in plain words, for anybody who has the code."""

import re

from fastapi import APIRouter
from fastapi.responses import Response

from contracts.deletion import DeletionStage
from contracts.vocabulary import FindingCode
from starter.web import languages, texts
from starter.web.deps import WebDeps
from starter.web.opening import PageRefused
from starter.web.pages import Pages
from starter.web.texts.deletion import DELETION

_CODE = re.compile(r"[A-Za-z0-9]{10,40}")
_NOT_THEIRS = frozenset(
    {
        FindingCode.BUSINESS_NOT_FOUND,
        FindingCode.BUSINESS_OWNS_PAGE,
        FindingCode.APP_NOT_APPROVED,
        FindingCode.PLATFORM_UNAVAILABLE,
    }
)
"""Findings that no creator can mend."""
_OWN_WORDS = frozenset({"authorization_lapsed", FindingCode.TWO_FACTOR_REQUIRED, FindingCode.PAGE_ROLE_MISSING})
_OVER = (DeletionStage.ERASED, DeletionStage.NOTHING_HELD)


def deletion_routes(deps: WebDeps, pages: Pages) -> APIRouter:
    router = APIRouter()

    @router.get("/deletion/{code}")
    async def show(code: str) -> Response:
        status = await deps.store.deletions.status(code) if _CODE.fullmatch(code) else None
        if status is None:
            raise PageRefused(404, texts.NOT_FOUND)
        language = languages.texts()
        words = DELETION.get(language.code, DELETION["en"])
        why = None
        if status.waiting_for is not None:
            why = words.waiting.get(_key(status.waiting_for), words.waiting[""])
        return pages.show(
            "deletion.html",
            words=words,
            status=status,
            code=code,
            headline=words.stage[status.stage].format(
                erased=language.day(status.erased_at) if status.erased_at else ""
            ),
            why=why,
            next_up=words.next_up[status.stage],
            asked=language.day(status.requested_at),
            goes_on=status.stage not in _OVER,
        )

    return router


def _key(code: str) -> str:
    """Under which words of ``DeletionTexts.waiting`` a hindrance comes."""
    if code in _OWN_WORDS:
        return code
    return "creator" if code in set(FindingCode) - _NOT_THEIRS else ""
