"""Every byte that a whole life leaves outside the vault is searched for its secrets: ``make proofs``."""

import asyncio
import gzip
import socket
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from contracts.collaboration import Decline
from contracts.vocabulary import Outcome, Stage
from starter.links import make_link
from tests.cast import APP_SECRET, Creator, end, reaches
from tests.proofs.house import House, running_house
from tests.proofs.prove_restarts import listening, start
from tests.proofs.sweep import sweep
from tests.proofs.web_process import Web
from tests.waiting import eventually
from tests.web.web_visitor import Page, Visitor, query_of
from workflows.collaboration import Collaboration

SPELLED: dict[str, Callable[[str], bytes]] = {
    "as it is": str.encode,
    "in a URL": lambda secret: quote(f"&{secret}", safe="").encode(),
    "in base64": lambda secret: b64encode(f"a={secret}&".encode()),
    "in hex": lambda secret: secret.encode().hex().encode(),
    "compressed": lambda secret: gzip.compress(f"<p>{secret}</p>".encode()),
}


@dataclass
class Lived:
    """A life, where it may have left something, and what must not be there."""

    house: House
    web: Web
    temporal: Path
    creator: Creator
    visitor: Visitor = field(default_factory=Visitor)
    answers: bytearray = field(default_factory=bytearray)
    """All that the creator's browser was given by us: heads and bodies."""
    secrets: dict[str, str] = field(default_factory=dict)

    def channels(self) -> dict[str, bytes]:
        folder = self.house.folder
        return {
            "database": _bytes_of(folder, "adaccess.db*"),
            "temporal": _bytes_of(self.temporal.parent, f"{self.temporal.name}*"),
            "worker log": _bytes_of(folder, "worker-*.log"),
            "web log": _bytes_of(folder, "web.log"),
            "answers": bytes(self.answers),
        }

    async def life(self) -> None:
        """Refused, connected, shared, locked out, connected again, ended; the platform stumbles on the way."""
        self.visitor.http.event_hooks["response"] = [self._keep]
        creator, terms = self.creator, self.creator.terms()
        link = make_link(self.web.settings, terms.collaboration_id, terms.creator_id)
        handle = await creator.start(terms)
        await self._connects(await self.visitor.shows(link, Stage.AWAITING_AUTHORIZATION), pages=[])
        await creator.fault("GET", "/me/accounts", {"kind": "error", "status": 500, "code": 2})
        await self._connects(await self.visitor.shows(link, Stage.BLOCKED))
        assert await creator.fired()
        await reaches(handle, Stage.ACTIVE)
        await creator.change_password()
        await handle.signal(Collaboration.recheck)
        await self._connects(await self.visitor.shows(link, Stage.UNMANAGED))
        await reaches(handle, Stage.ACTIVE)
        await creator.fault("DELETE", "/*/agencies", {"kind": "apply_then_error", "status": 500, "code": 2})
        await end(handle)
        assert (await handle.result()).outcome is Outcome.REVOKED
        assert await creator.fired()

    async def _connects(self, page: Page, **ticked: Any) -> None:
        back = await self.visitor.consent(page, self.creator, **ticked)
        self.secrets[f"code {len(self.secrets)}"] = query_of(back.headers["location"])["code"]
        assert (await self.visitor.follow(back)).sign_in
        logins = self.creator.stack.store.logins
        for view in await logins.views(self.creator.creator_id):
            if view.working:
                token = await logins.user_token(view.login_id)
                self.secrets[f"user token {view.login_id}"] = token.get_secret_value()
        for which in (0, 1):
            access = await logins.page_access(self.creator.creator_id, self.creator.page(which))
            if access is not None:
                self.secrets[f"Page token {which} of {access.login_id}"] = access.page_token.get_secret_value()

    async def _keep(self, answer: httpx.Response) -> None:
        await answer.aread()
        if str(answer.url).startswith(self.web.url):
            self.answers += b"\n".join([*(b": ".join(line) for line in answer.headers.raw), answer.content])


def _bytes_of(folder: Path, pattern: str) -> bytes:
    found = b"".join(file.read_bytes() for file in sorted(folder.glob(pattern)))
    assert found, f"nothing is at {pattern}"
    return found


@pytest.fixture
async def lived(tmp_path: Path) -> AsyncIterator[Lived]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    file, address = tmp_path / "temporal.db", f"127.0.0.1:{port}"
    server = start(file, port)
    async with AsyncExitStack() as exits:
        exits.callback(server.wait)
        exits.callback(server.kill)
        await eventually(lambda: listening(port), "the server listens")
        client = await Client.connect(address, data_converter=pydantic_data_converter)
        house = await exits.enter_async_context(running_house(address, "default", client))
        web = Web(house)
        exits.callback(web.kill)
        await asyncio.gather(house.worker(), web.start())
        lived = Lived(house, web, file, house.stack.next_creator())
        exits.push_async_callback(lived.visitor.http.aclose)
        lived.secrets["app secret"] = APP_SECRET
        lived.secrets["vault key"] = house.stack.vault_keys.split(":", 1)[1]
        assert web.settings.link_keys is not None
        lived.secrets["link key"] = web.settings.link_keys.get_secret_value()
        yield lived


async def test_no_secret_is_left_anywhere_and_a_planted_one_is_found(lived: Lived) -> None:
    await lived.life()
    assert len(lived.secrets) >= 3 + 3 + 3 + 4, f"keys, codes, user tokens, Page tokens: {sorted(lived.secrets)}"
    channels = lived.channels()
    assert sweep(channels, lived.secrets) == set()
    print(
        f"{len(lived.secrets)} secrets, 0 of them in { ({name: len(data) for name, data in channels.items()}) } bytes"
    )

    for channel, data in channels.items():
        for name, secret in lived.secrets.items():
            for how, spell in SPELLED.items():
                planted = sweep({channel: data[-4096:] + spell(secret) + b"\n"}, {name: secret})
                assert planted == {(channel, name)}, f"{name} {how} would not be found in {channel}"

    token = next(secret for name, secret in lived.secrets.items() if name.startswith("user token"))
    handle = await lived.creator.start(name="b")
    await handle.signal(Collaboration.decline, Decline(reason=token))
    await handle.result()
    assert {channel for channel, _ in sweep(lived.channels(), {"token": token})} >= {"temporal"}
