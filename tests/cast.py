"""The people of the tests: every test gets a creator, Pages and brands that no other test touches."""

from __future__ import annotations

import asyncio
import html
import json
import re
import secrets
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import httpx
from google.protobuf.field_mask_pb2 import FieldMask
from pydantic import SecretStr
from temporalio.api.common.v1 import TimeSkippingConfig, WorkflowExecution
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.workflow.v1 import WorkflowExecutionOptions
from temporalio.api.workflowservice.v1 import UpdateWorkflowExecutionOptionsRequest
from temporalio.client import WithStartWorkflowOperation, WorkflowHandle
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.service import RPCError

from contracts.authorization import CompleteLogin, LoginAnswer, StartAuthorization
from contracts.collaboration import CollaborationResult, EndNow, StartCollaboration
from contracts.ids import WORKFLOW_QUEUE, authorization_workflow_id, collaboration_workflow_id
from contracts.search_attributes import ACCESS_STAGE
from contracts.status import Status
from contracts.terms import Terms, parse_terms
from contracts.vocabulary import Stage
from platforms.meta.login import REQUIRED_PERMISSIONS, code_challenge, dialog_url, new_verifier
from workflows.authorization import Authorization
from workflows.collaboration import Collaboration

if TYPE_CHECKING:
    from tests.stack import Stack

APP_ID = "1200000000000001"
APP_SECRET = "sandbox_app_secret"
CALLBACK = "http://127.0.0.1:9/oauth/meta/callback"
ADMIN = ["MANAGE", "CREATE_CONTENT", "MODERATE", "MESSAGING", "ADVERTISE", "ANALYZE"]
CREATORS = 250


def _page(number: int, which: int) -> dict[str, Any]:
    return {
        "id": f"1{which}{number:013d}",
        "name": f"Page {number}.{which}",
        "roles": {f"2{number:016d}": list(ADMIN)},
        "owner_business": None,
        "published": True,
        "instagram": {
            "id": f"1784{which}{number:012d}",
            "username": f"creator{number}.{which}",
            "professional": True,
            "link": "business",
        },
    }


def world() -> dict[str, Any]:
    """A world with a person, two Pages and two brands for every number."""
    return {
        "app": {"id": APP_ID, "secret": APP_SECRET, "redirect_uris": [], "require_appsecret_proof": True},
        "people": [
            {"id": f"2{n:016d}", "name": f"Creator {n}", "login": f"creator{n}@example.com", "password": "first"}
            for n in range(CREATORS)
        ],
        "pages": [_page(n, which) for n in range(CREATORS) for which in (0, 1)],
        "businesses": [
            {"id": f"9{which}{n:013d}", "name": f"Brand {n}.{which}", "two_factor_type": "none"}
            for n in range(CREATORS)
            for which in (0, 1)
        ],
    }


class Creator:
    """One creator with a Facebook login, two Pages (0 and 1) and two brands, and what a test does in their name."""

    def __init__(self, stack: Stack, number: int) -> None:
        assert number < CREATORS, "the world of the tests is too small; raise CREATORS"
        self.stack = stack
        self.number = number
        self.creator_id = f"cr-{number}"
        self.person_id = f"2{number:016d}"
        self.password = "first"
        self.started: list[str] = []

    def page(self, which: int = 0) -> str:
        return f"1{which}{self.number:013d}"

    def business(self, which: int = 0) -> str:
        return f"9{which}{self.number:013d}"

    def username(self, which: int = 0) -> str:
        return f"creator{self.number}.{which}"

    def terms(self, name: str = "a", seconds: float | None = None, **more: Any) -> Terms:
        """Terms for Page 0 and brand 0, thirty days long or ``seconds``."""
        now = datetime.now(UTC)
        length = timedelta(days=30) if seconds is None else timedelta(seconds=seconds)
        request: dict[str, Any] = {
            "collaboration_id": f"c-{self.number}-{name}",
            "creator_id": self.creator_id,
            "brand_name": f"Brand {self.number}",
            "business_id": self.business(),
            "instagram_username": self.username(),
            "ends_at": now + length,
        }
        return parse_terms(request | more, now)

    async def start(
        self, terms: Terms | None = None, **more: Any
    ) -> WorkflowHandle[Collaboration, CollaborationResult]:
        terms = terms or self.terms(**more)
        handle = await self.stack.temporal.start_workflow(
            Collaboration.run,
            StartCollaboration(terms=terms),
            id=collaboration_workflow_id(terms.collaboration_id),
            task_queue=WORKFLOW_QUEUE,
        )
        self.started.append(handle.id)
        return handle

    async def consent(
        self,
        pages: tuple[str, ...] | None = None,
        permissions: tuple[str, ...] = REQUIRED_PERMISSIONS,
        *,
        person: Creator | None = None,
        auth_type: str = "rerequest",
    ) -> LoginAnswer:
        """Go through Facebook's dialog and hand the code in, as the web side does."""
        who = person or self
        state, browser, verifier = secrets.token_urlsafe(16), secrets.token_urlsafe(16), new_verifier()
        now = datetime.now(UTC)
        await self.stack.store.pending.begin(
            state=state,
            browser=browser,
            creator_id=self.creator_id,
            collaboration_id="c",
            redirect_uri=CALLBACK,
            code_verifier=SecretStr(verifier),
            now=now,
        )
        url = dialog_url(
            self.stack.app,
            redirect_uri=CALLBACK,
            state=state,
            code_challenge=code_challenge(verifier),
            auth_type=auth_type,
        )
        code = await who.dialog(url, pages if pages is not None else (who.page(0), who.page(1)), permissions)
        consent = await self.stack.store.pending.receive(
            state=state, browser=browser, code=SecretStr(code), now=datetime.now(UTC)
        )
        assert consent.pending_login_id is not None
        return await self.complete(consent.pending_login_id)

    async def complete(self, pending_login_id: str) -> LoginAnswer:
        start: WithStartWorkflowOperation[Authorization, None] = WithStartWorkflowOperation(
            Authorization.run,
            StartAuthorization(creator_id=self.creator_id),
            id=authorization_workflow_id(self.creator_id),
            task_queue=WORKFLOW_QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        )
        message = CompleteLogin(creator_id=self.creator_id, pending_login_id=pending_login_id)
        answer: LoginAnswer = await self.stack.temporal.execute_update_with_start_workflow(
            "complete_login", message, start_workflow_operation=start, result_type=LoginAnswer
        )
        return answer

    async def dialog(self, url: str, pages: tuple[str, ...], permissions: tuple[str, ...]) -> str:
        """Log in, tick, approve; the code that Facebook sends back."""
        async with httpx.AsyncClient(base_url=self.stack.sandbox_url, timeout=10, verify=False) as browser:
            page = (await browser.get(url)).text
            page = (await _post(browser, page, login=f"creator{self.number}@example.com", password=self.password)).text
            answer = await _post(browser, page, pages=list(pages), permissions=list(permissions), action="approve")
        location = answer.headers["location"]
        assert location.startswith(CALLBACK), answer.text
        return parse_qs(urlsplit(location).query)["code"][0]

    async def change_password(self, password: str = "second") -> None:
        """The token dies (190/460)."""
        self.password = password
        await self.patch_person(password=password)

    async def patch_person(self, **change: Any) -> None:
        await self.stack.control("PATCH", f"/people/{self.person_id}", change)

    async def patch_page(self, which: int = 0, **change: Any) -> None:
        await self.stack.control("PATCH", f"/pages/{self.page(which)}", change)

    async def fault(self, method: str, path: str, fault: dict[str, Any], nth: int = 1, times: int | None = 1) -> None:
        """Plan one fault; it replaces the plan."""
        plan = [{"method": method, "path": path, "nth": nth, "times": times, "fault": fault}]
        await self.stack.control("PUT", "/faults", plan)

    async def fired(self) -> int:
        return sum(each["fired"] for each in await self.stack.control("GET", "/faults"))

    async def ledger(self, *ops: str) -> list[dict[str, Any]]:
        """The platform's own record of this creator's Pages."""
        rows = await self.stack.control("GET", "/ledger")
        pages = (self.page(0), self.page(1))
        return [r for r in rows if r["page_id"] in pages and (not ops or r["op"] in ops)]

    async def shared(self, which: int = 0, business: int = 0) -> bool:
        """Whether the platform shows the share now, by its own record."""
        rows = [
            r
            for r in await self.ledger("share", "unshare")
            if r["page_id"] == self.page(which) and r["business_id"] == self.business(business)
        ]
        return bool(rows) and bool(rows[-1]["after"])

    async def leave(self) -> None:
        """Terminate what the test left open, so that later tests have the stack to themselves."""
        self.stack.allowance.answered(usable=True)  # no outage outlasts its test
        await self.stack.control("PUT", "/faults", [])
        for workflow_id in (*self.started, authorization_workflow_id(self.creator_id)):
            try:
                await self.stack.temporal.get_workflow_handle(workflow_id).terminate()
            except RPCError:
                continue


async def _post(browser: httpx.AsyncClient, page: str, **fields: Any) -> httpx.Response:
    action = re.search(r'action="([^"]*)"', page)
    assert action is not None, page
    hidden = dict(re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', page))
    data = {html.unescape(name): html.unescape(value) for name, value in hidden.items()}
    return await browser.post(html.unescape(action.group(1)), data={**data, **fields})


async def status_of(handle: WorkflowHandle[Collaboration, CollaborationResult]) -> Status:
    return await handle.query(Collaboration.status)


def _entered(events: Sequence[HistoryEvent]) -> Iterator[str]:
    """The stages that these events show it to have entered."""
    for event in events:
        shown = event.upsert_workflow_search_attributes_event_attributes.search_attributes.indexed_fields
        if ACCESS_STAGE.name in shown:
            yield json.loads(shown[ACCESS_STAGE.name].data)


async def reaches(
    handle: WorkflowHandle[Collaboration, CollaborationResult], *stages: Stage, within: float = 20
) -> Status:
    """The status once the collaboration has entered one of ``stages``; asked again whenever it enters one of them."""
    status: Status | None = None
    try:
        async with asyncio.timeout(within):
            while True:
                status = await status_of(handle)
                history = handle.fetch_history_events(wait_new_event=True)
                while status.stage not in stages or not status.history:
                    await history.fetch_next_page()
                    if any(entered in stages for entered in _entered(history.current_page or ())):
                        status = await status_of(handle)
                    if not history.next_page_token:
                        break
                else:
                    return status
    except TimeoutError:
        raise AssertionError(f"not within {within} s: stage {', '.join(stages)}; last seen {status}") from None


async def end(handle: WorkflowHandle[Collaboration, CollaborationResult], reason: str = "test") -> Status:
    return await handle.execute_update(Collaboration.end_now, EndNow(reason=reason, actor="test"))


async def skip_time(handle: WorkflowHandle[Any, Any], times: int = 200) -> None:
    """Let this workflow's clock jump, at most so many times, to its next timer when nothing is in flight."""
    client = handle._client
    await client.workflow_service.update_workflow_execution_options(
        UpdateWorkflowExecutionOptionsRequest(
            namespace=client.namespace,
            workflow_execution=WorkflowExecution(workflow_id=handle.id),
            workflow_execution_options=WorkflowExecutionOptions(
                time_skipping_config=TimeSkippingConfig(enabled=True, max_session_skip_count=times)
            ),
            update_mask=FieldMask(paths=["time_skipping_config"]),
        )
    )
