"""The record of access, as a page to print and as a file to keep; of one collaboration, or of all of a creator's."""

from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response

from contracts.eligibility import EligibilityReport
from contracts.status import Status
from contracts.terms import Terms
from starter.exporting import export
from starter.listing import Listed
from starter.web import languages
from starter.web.deps import WebDeps
from starter.web.evidence_view import MOST, Record, evidence_page, record, summary
from starter.web.looking import counted
from starter.web.opening import link_path, open_page
from starter.web.overview_data import check_overview_link, collaborations_of, entries_of, page_of
from starter.web.pages import Pages, page_number
from store.proofs import EvidenceFilter

PRINTED = 30
"""Collaborations on one printed page: it stays as small as any other."""
_DOWNLOAD_WITHIN = timedelta(seconds=30)
"""A file may take longer than a page: it has to hold everything."""


def evidence_routes(deps: WebDeps, pages: Pages) -> APIRouter:
    router = APIRouter(dependencies=[Depends(counted(deps))])

    @router.get("/c/{token}/evidence")
    async def page(request: Request, token: str) -> Response:
        opened = await open_page(deps, token)
        it = await _record(opened.terms, opened.status, opened.report)
        return pages.show("evidence.html", page=evidence_page(languages.texts(), it), path=opened.path)

    @router.get("/c/{token}/evidence.json")
    async def file(request: Request, token: str) -> Response:
        opened = await open_page(deps, token)
        it = await _record(opened.terms, opened.status, opened.report)
        return _download(await _verifiable(it), it.collaboration_id)

    @router.get("/o/{token}/evidence")
    async def all_to_print(request: Request, token: str) -> Response:
        return await _all(token, 1)

    @router.get("/o/{token}/evidence/{number}")
    async def more_to_print(request: Request, token: str, number: str) -> Response:
        return await _all(token, page_number(number))

    @router.get("/o/{token}/evidence.json")
    async def all_as_a_file(request: Request, token: str) -> Response:
        creator_id = check_overview_link(deps, token)
        listed = await collaborations_of(deps, creator_id)
        records, missing = await _records(creator_id, listed, _DOWNLOAD_WITHIN)
        return _download(
            {
                "creator_id": creator_id,
                "made_at": datetime.now(UTC).isoformat(),
                "complete": not missing,
                "missing": missing,
                "records": [await _verifiable(each) for each in records],
            },
            creator_id,
        )

    async def _all(token: str, number: int) -> Response:
        creator_id, t = check_overview_link(deps, token), languages.texts()
        here, pages_of_it = page_of(await collaborations_of(deps, creator_id), number, PRINTED)
        records, missing = await _records(creator_id, here, deps.answer_within)
        return pages.show(
            "evidence_all.html",
            path=f"/o/{token}",
            made=t.ui["ev_made"].format(when=t.day(datetime.now(UTC))),
            those=[summary(t, each, link_path(deps, each.collaboration_id, creator_id)) for each in records],
            missing=t.ui["ev_missing"].format(names=", ".join(missing)) if missing else "",
            number=number,
            pages=pages_of_it,
        )

    async def _records(
        creator_id: str, listed: tuple[Listed, ...], within: timedelta
    ) -> tuple[list[Record], list[str]]:
        """The records, and the ids of those that could not be read now."""
        entries = await entries_of(deps, creator_id, listed, within)
        records = [await _record(each.terms, each.status) for each in entries if each.terms and each.status]
        return records, [each.listed.collaboration_id for each in entries if each.status is None]

    async def _record(terms: Terms, status: Status, report: EligibilityReport | None = None) -> Record:
        entries = await deps.store.ledger.evidence(terms.collaboration_id, limit=MOST)
        return record(terms, status, report.business_name if report else None, entries, datetime.now(UTC))

    async def _verifiable(it: Record) -> dict[str, Any]:
        """With the chain that its read-backs are links of. Of other collaborations it has only hashes."""
        only = EvidenceFilter(collaboration=it.collaboration_id)
        chain = tuple([line async for line in export(deps.store.proofs, only, made_at=it.made_at)])
        return it.model_copy(update={"chain": chain}).model_dump(mode="json")

    return router


def _download(content: object, name: str) -> Response:
    """``name`` is an id, so it is fit for a file's name."""
    return JSONResponse(content, headers={"Content-Disposition": f'attachment; filename="access-{name}.json"'})
