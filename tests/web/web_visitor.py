"""A visitor who uses the creator pages by hand: one browser, the pages' marks and forms, redirects one by one."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx

from contracts.vocabulary import Stage
from platforms.meta.login import REQUIRED_PERMISSIONS
from tests.cast import Creator
from tests.waiting import eventually


@dataclass
class Form:
    name: str
    url: str
    hidden: dict[str, str] = field(default_factory=dict)


class Page(HTMLParser):
    """What a program may read on a page: the marks, the forms, the text.

    ``findings`` says of each whether it is in order (``true``, ``false``, ``unknown``); ``forms`` has the first of a
    name, ``ways`` every way of connecting again; ``cards`` and ``notices`` are those of the overview.
    """

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__()
        self.answer, self.url, self.status = answer, answer.url, answer.status_code
        self.stage = self.outcome = self.sign_in = self.text = ""
        self.findings: dict[str, str] = {}
        self.forms: dict[str, Form] = {}
        self.ways: list[Form] = []
        self.version = ""
        self.cards: dict[str, tuple[str, str]] = {}
        self.notices: dict[str, str] = {}
        self._form: Form | None = None
        self.feed(answer.text)
        self.text = " ".join(self.text.split())

    @property
    def failing(self) -> list[str]:
        return [code for code, ok in self.findings.items() if ok == "false"]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "main":
            self.stage, self.outcome = given.get("data-stage", ""), given.get("data-outcome", "")
            self.version = given.get("data-version", "")
        if "data-collaboration" in given:
            self.cards[given["data-collaboration"]] = (given["data-card-stage"], given["data-card-outcome"])
        if "data-notice" in given:
            self.notices[given["data-notice"]] = given["data-seen"]
        if "data-finding" in given:
            self.findings[given["data-finding"]] = given["data-ok"]
        self.sign_in = given.get("data-sign-in", self.sign_in)
        if tag == "form":
            self._form = Form(given.get("data-action", given.get("data-form", "")), given["action"])
            self.forms.setdefault(self._form.name, self._form)
            self.ways += [self._form] if self._form.name == "reauthorize" else []
        if tag == "input" and given.get("type") == "hidden" and self._form:
            self._form.hidden[given["name"]] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        self.text += data


class Visitor:
    """One browser with its cookies."""

    def __init__(self) -> None:
        self.http = httpx.AsyncClient(timeout=40, verify=False)
        self.visited: list[httpx.URL] = []

    async def open(self, url: str) -> Page:
        return await self.follow(await self.http.get(url))

    async def shows(self, url: str, stage: Stage) -> Page:
        """The page at ``url``, once it shows this stage."""

        async def look() -> Page | None:
            page = await self.open(url)
            return page if page.stage == stage else None

        return await eventually(look, f"a page that shows {stage}")

    async def press(self, page: Page, form: str, /, **fields: str) -> Page:
        return await self.follow(await self.submit(page, form, **fields))

    async def submit(self, page: Page, form: str, /, **fields: Any) -> httpx.Response:
        """Post a form without following where it leads."""
        asked = page.forms[form]
        return await self.http.post(urljoin(str(page.url), asked.url), data={**asked.hidden, **fields})

    async def consent(self, page: Page, creator: Creator, **given: Any) -> httpx.Response:
        """From the creator's page through Facebook's dialog; its redirect back to us, not yet followed.

        ``pages``: ids to tick (default: both); ``action``: approve (default) or cancel.
        """
        dialog = await self.press(page, "authorize" if "authorize" in page.forms else "reauthorize")
        if "login" in dialog.forms:
            login = f"creator{creator.number}@example.com"
            dialog = await self.press(dialog, "login", login=login, password=creator.password)
        answers = {
            "pages": [creator.page(0), creator.page(1)],
            "permissions": list(REQUIRED_PERMISSIONS),
            "action": "approve",
        }
        return await self.submit(dialog, "consent", **{**answers, **given})

    async def follow(self, answer: httpx.Response) -> Page:
        while answer.is_redirect:
            answer = await self.http.get(urljoin(str(answer.url), answer.headers["location"]))
            self.visited.append(answer.url)
        return Page(answer)


def query_of(url: str | httpx.URL) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(str(url)).query).items()}
