"""A creator at a browser, before a web process that is killed: what they see, and what they do about it."""

import asyncio
import sqlite3
import time
from contextlib import closing, suppress

from contracts.vocabulary import Stage
from starter.links import make_link
from tests.cast import Creator
from tests.proofs.house import House
from tests.proofs.web_process import Web
from tests.waiting import eventually
from tests.web.web_visitor import Page, Visitor

NOT_TAKEN_UP = "not taken up"
"""No worker is there, and the process dies as soon as the code is kept: perhaps nobody was told of it."""
CALLS = 2
"""Of ``/oauth/access_token`` for a sign-in that works: the code's exchange, and the extension of its token."""
RELOADS = 0.5
"""Seconds between two reloads of a page: more often is refused."""
PATIENCE = 25.0
"""Seconds for which a creator looks on before they sign in again, where it may or may not be completed."""


class Person:
    """The creator at a browser; keeps every page that was seen."""

    def __init__(self, house: House, web: Web, creator: Creator, visitor: Visitor) -> None:
        terms = creator.terms()
        self.terms, self.link = terms, make_link(web.settings, terms.collaboration_id, terms.creator_id)
        self.house, self.creator, self.visitor = house, creator, visitor
        self.seen: list[Page] = []

    async def opens(self, url: str) -> Page:
        self.seen.append(await self.visitor.open(url))
        return self.seen[-1]

    async def shows(self, stage: Stage, within: float = 60) -> Page:
        """The collaboration's page, reloaded until it shows this stage."""

        async def look() -> Page | None:
            page = await self.opens(self.link)
            if page.stage != stage:
                await asyncio.sleep(RELOADS)
            return page if page.stage == stage else None

        try:
            return await eventually(look, f"a page that shows {stage.value}", within)
        except AssertionError as error:
            raise AssertionError(f"{error}; last seen: {self.seen[-1].status} {self.seen[-1].text}") from None

    async def comes_about(self, exchange: str) -> str:
        """Until the collaboration is active: by itself, or by connecting once more."""
        if exchange == "answered late":
            await self.shows(Stage.ACTIVE)
            return "completed by itself"
        if exchange == NOT_TAKEN_UP:
            with suppress(AssertionError):
                await self.shows(Stage.ACTIVE, PATIENCE)
                return "completed by itself"
        page = await self.shows(Stage.AWAITING_AUTHORIZATION)
        assert not await self.creator.shared()
        self.seen.append(await self.visitor.follow(await self.visitor.consent(page, self.creator)))
        assert self.seen[-1].sign_in == "accepted", self.seen[-1].text
        await self.shows(Stage.ACTIVE)
        return "done again"

    async def calls(self) -> int:
        """How often ``/oauth/access_token`` was called."""
        counts = (await self.house.stack.control("GET", "/requests"))["by"]
        return sum(times for name, times in counts.items() if name.endswith("/oauth/access_token"))

    def until_the_code_is_kept(self) -> None:
        """Without a pause between two looks: what follows it in the web process takes milliseconds."""
        deadline = time.monotonic() + 60
        with closing(sqlite3.connect(f"file:{self.house.folder / 'adaccess.db'}?mode=ro", uri=True)) as database:
            while not database.execute("SELECT 1 FROM pending_login WHERE status = 'waiting'").fetchone():
                assert time.monotonic() < deadline, "the code never came into the vault"
