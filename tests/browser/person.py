"""A person in front of a real browser: opens links, reads, presses, types; no more than a person can do."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode, urlsplit

from playwright.async_api import BrowserContext, ConsoleMessage, Page, Request, Response

from platforms.meta.login import REQUIRED_PERMISSIONS
from tests.cast import Creator

PATIENCE_MS = 15_000


class Person:
    """One browser with its own cookies, and what was noticed on the way."""

    def __init__(self, context: BrowserContext, page: Page) -> None:
        self.context, self.page = context, page
        self.asked: list[str] = []
        self.answers: list[Response] = []
        self.complaints: list[str] = []
        context.on("request", self._request)
        context.on("response", lambda answer: self.answers.append(answer))
        context.on("console", self._console)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))

    async def open(self, url: str) -> int:
        """Go there; the status of the answer."""
        answer = await self.page.goto(url)
        assert answer is not None
        return answer.status

    async def press(self, action: str) -> None:
        """Press the button of this action; what takes something away has to be opened first."""
        form = self.page.locator(f'form[data-action="{action}"]').first
        await form.wait_for(state="attached")
        if not await form.is_visible():
            await self.page.locator("details", has=form).locator("summary").first.click()
        await form.locator("button").click()

    async def log_in(self, creator: Creator, password: str | None = None) -> None:
        """Facebook's login form."""
        await self.page.fill("input[name=login]", f"creator{creator.number}@example.com")
        await self.page.fill("input[name=password]", password or creator.password)
        await self.page.click("form[data-form=login] button")

    async def answer(
        self,
        action: str = "approve",
        pages: Iterable[str] | None = None,
        permissions: Iterable[str] = REQUIRED_PERMISSIONS,
    ) -> None:
        """Facebook's consent form: tick these Pages (None: as offered) and permissions, and answer."""
        form = self.page.locator("form[data-form=consent]")
        for box in await form.locator("input[type=checkbox]").all():
            kept = pages if await box.get_attribute("name") == "pages" else permissions
            if kept is not None:
                await box.set_checked(await box.get_attribute("value") in tuple(kept))
        await form.locator(f"button[value={action}]").click()

    async def answer_without_returning(self) -> str:
        """Approve as offered; the address to which Facebook sends the browser back, not gone to yet."""
        fields = await self.page.eval_on_selector("form[data-form=consent]", "form => [...new FormData(form)]")
        body = urlencode([*map(tuple, fields), ("action", "approve")])
        kind = {"content-type": "application/x-www-form-urlencoded"}
        answer = await self.context.request.post(self.page.url, data=body, headers=kind, max_redirects=0)
        return answer.headers["location"]

    async def connect(self, creator: Creator, by: str = "authorize", **answer: Any) -> None:
        """The whole way: press, log in as this creator, approve, come back."""
        await self.press(by)
        await self.at_facebook(creator)
        await self.answer(**answer)

    async def at_facebook(self, creator: Creator) -> None:
        """As far as the consent form, as the right person: Facebook may remember who was here last."""
        form = self.page.locator("form[data-form]")
        await form.wait_for()
        if await form.get_attribute("data-form") == "consent":
            if f"Creator {creator.number}." in await self.page.inner_text("main p >> nth=0"):
                return
            await self.page.click("text=Use another login")
        await self.log_in(creator)
        await self.page.wait_for_selector("form[data-form=consent]")

    async def sees(self, stage: str) -> None:
        """Wait until the page shows this stage; it does so without being reloaded."""
        await self.page.wait_for_selector(f'main[data-stage="{stage}"]', timeout=PATIENCE_MS)

    async def finding(self) -> str:
        """What the page says has to be put right, once it says so."""
        held = self.page.locator('[data-finding][data-ok="false"]').first
        await held.wait_for(timeout=PATIENCE_MS)
        return await held.get_attribute("data-finding") or ""

    async def says(self, words: str) -> None:
        """Wait until the page says so; it does so without being reloaded."""
        await self.page.locator("main", has_text=words).wait_for(timeout=PATIENCE_MS)

    async def main_button(self) -> str:
        """The one that stands out."""
        return (await self.page.locator("#live-next form button:not(.quiet)").first.inner_text()).strip()

    async def text(self) -> str:
        return " ".join((await self.page.inner_text("body")).split())

    async def tab_to(self, selector: str) -> None:
        """Press the tab key until this has the focus, and the focus can be seen."""
        await self.page.wait_for_selector(selector, state="attached")
        for _ in range(60):
            if await self.page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
                outline = "getComputedStyle(document.activeElement).outlineStyle"
                assert await self.page.evaluate(outline) != "none", f"{selector}: the focus cannot be seen"
                return
            await self.page.keyboard.press("Tab")
        raise AssertionError(f"the tab key does not get to {selector}")

    def hosts(self) -> set[str]:
        """Whom the browser asked for anything."""
        return {urlsplit(url).netloc for url in self.asked if not url.startswith(("data:", "about:"))}

    def _request(self, request: Request) -> None:
        self.asked.append(request.url)

    def _console(self, message: ConsoleMessage) -> None:
        # A refusal is a page of its own, which Chromium also reports.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)
