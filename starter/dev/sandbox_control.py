"""The sandbox's control side: change its people, read its ledger and its counters."""

from typing import Any

import httpx

from starter.dev.errors import DevRefused


class SandboxControl:
    def __init__(self, url: str) -> None:
        self._http = httpx.AsyncClient(base_url=f"{url}/_sandbox", timeout=10.0, trust_env=False)

    async def aclose(self) -> None:
        await self._http.aclose()

    async def change_password(self, person_id: str, password: str) -> None:
        """Every token of the person is dead from here on, as on the platform."""
        await self._ask("PATCH", f"/people/{person_id}", json={"password": password})

    async def ledger(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = await self._ask("GET", "/ledger")
        return rows

    async def graph_calls(self) -> int:
        counts = await self._ask("GET", "/requests")
        return int(counts["total"])

    async def _ask(self, method: str, path: str, **content: Any) -> Any:
        try:
            answer = await self._http.request(method, path, **content)
            return answer.raise_for_status().json()
        except (httpx.HTTPError, ValueError) as error:
            raise DevRefused(f"the sandbox did not answer {method} {path}: {type(error).__name__}") from None
