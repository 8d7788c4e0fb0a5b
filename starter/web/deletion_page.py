"""The public status page of a deletion: how far it is, in plain words, for anybody who has the code."""

import re

from fastapi import APIRouter
from fastapi.responses import Response

from contracts.deletion import DeletionStage
from starter.web import languages, texts
from starter.web.deps import WebDeps
from starter.web.opening import PageRefused
from starter.web.pages import Pages
from starter.web.texts.deletion import DELETION

_CODE = re.compile(r"[A-Za-z0-9]{10,40}")
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
            why = words.waiting.get(status.waiting_for, words.waiting[""])
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
