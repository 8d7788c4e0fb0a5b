"""The record of access, as a page to print and as a file to keep; of one collaboration, or of all of a creator's."""

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from contracts.eligibility import EligibilityReport
from contracts.status import Status
from contracts.terms import Terms
from starter.web import languages
from starter.web.deps import WebDeps
from starter.web.evidence_view import MOST, Record, evidence_page, record
from starter.web.opening import open_page
from starter.web.overview_data import check_overview_link, entries_of
from starter.web.pages import Pages


def evidence_routes(deps: WebDeps, pages: Pages) -> APIRouter:
    router = APIRouter()

    @router.get("/c/{token}/evidence")
    async def page(request: Request, token: str) -> Response:
        opened = await open_page(deps, token)
        it = await _record(opened.terms, opened.status, opened.report)
        return pages.show("evidence.html", page=evidence_page(languages.texts(), it), path=opened.path)

    @router.get("/c/{token}/evidence.json")
    async def file(request: Request, token: str) -> Response:
        opened = await open_page(deps, token)
        it = await _record(opened.terms, opened.status, opened.report)
        return _download(it.model_dump(mode="json"), it.collaboration_id)

    @router.get("/o/{token}/evidence.json")
    async def all_of_them(request: Request, token: str) -> Response:
        creator_id = check_overview_link(deps, token)
        known = [(each.terms, each.status) for each in await entries_of(deps, creator_id)]
        records = [await _record(terms, status) for terms, status in known if terms and status]
        return _download(
            {
                "creator_id": creator_id,
                "complete": len(records) == len(known),
                "records": [each.model_dump(mode="json") for each in records],
            },
            creator_id,
        )

    async def _record(terms: Terms, status: Status, report: EligibilityReport | None = None) -> Record:
        entries = await deps.store.ledger.evidence(terms.collaboration_id, limit=MOST)
        return record(terms, status, report.business_name if report else None, entries, datetime.now(UTC))

    return router


def _download(content: object, name: str) -> Response:
    """``name`` is an id, so it is fit for a file's name."""
    return JSONResponse(content, headers={"Content-Disposition": f'attachment; filename="access-{name}.json"'})
