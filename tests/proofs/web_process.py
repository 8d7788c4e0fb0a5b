"""The web process of a proof: ``python -m starter.web``, killed and started again on its port."""

import secrets
import socket
import subprocess
import sys

import httpx
from pydantic import SecretStr

from settings import Settings
from tests.proofs.house import House, environment
from tests.waiting import eventually


class Web:
    """Its port and its keys stay the same; ``log`` has what every process of it wrote."""

    def __init__(self, house: House, behind: dict[str, str] | None = None) -> None:
        self._house = house
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.log = house.folder / "web.log"
        keys = secrets.token_urlsafe(32)
        self.settings = Settings(_env_file=None, link_keys=SecretStr(keys), public_url=self.url)
        self._environment = environment(house.stack, house.folder, house.address) | {
            "ADACCESS_LINK_KEYS": keys,
            "ADACCESS_PUBLIC_URL": self.url,
            "ADACCESS_WEB_PORT": str(port),
            "TEMPORAL_NAMESPACE": house.namespace,
            **(behind or {}),
        }
        self._process: subprocess.Popen[bytes] | None = None

    def _begin(self, barrier: tuple[str, ...]) -> "subprocess.Popen[bytes]":
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", "tests.proofs.web_barrier" if barrier else "starter.web", *barrier]
            return subprocess.Popen(command, env=self._environment, stdout=log, stderr=log)

    async def start(self, *barrier: str) -> None:
        """``barrier``: the arguments of ``tests.proofs.web_barrier``, to have it stand still at one place."""
        process = self._process = self._begin(barrier)
        async with httpx.AsyncClient() as http:

            async def healthy() -> bool:
                assert process.poll() is None, f"the web process ended by itself: {self.log.read_text()}"
                try:
                    return (await http.get(f"{self.url}/healthz")).is_success
                except httpx.TransportError:
                    return False

            await eventually(healthy, "the web process answers", within=60)

    def kill(self) -> None:
        """``kill -9``."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
