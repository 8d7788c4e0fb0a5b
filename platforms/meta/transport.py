"""One HTTP call to the Graph API: what it carries where, how long it may take, how much it may bring."""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Final, Literal

import httpx
from pydantic import SecretStr

from . import errors
from .allowance import Allowance
from .answers import Answer, read
from .app import MetaApp
from .errors import MetaError
from .signing import BEARER, SigningTransport, appsecret_proof

LARGEST: Final = 1024 * 1024  # bytes of one answer; a hundred Pages with their tokens take about 100 KiB
Params = Mapping[str, str | SecretStr]


class Caller:
    """Carries calls over one pool of connections. Tokens travel in the Authorization header or a form body only.

    HTTP/1.1: the h2 stack logs encoded header blocks, tokens included, at DEBUG, and keep-alive serves us as well.
    Takes no proxy from the environment, keeps no cookies (one pool serves all creators), follows no redirect.
    """

    def __init__(
        self, app: MetaApp, transport: httpx.AsyncBaseTransport | None = None, allowance: Allowance | None = None
    ) -> None:
        self.app = app
        self.allowance = allowance or Allowance()
        whole = app.timeout_seconds
        # Waiting for a connection is known to have changed nothing, so it has to give up before the whole call does.
        before_sending = whole * 0.45
        # Idle connections go before servers close theirs (5 s is the shortest usual): a write must not meet a dead one.
        limits = httpx.Limits(max_connections=50, max_keepalive_connections=20, keepalive_expiry=4.0)
        self._http = httpx.AsyncClient(
            transport=SigningTransport(transport or httpx.AsyncHTTPTransport(limits=limits), app.app_secret),
            timeout=httpx.Timeout(connect=before_sending, pool=before_sending, read=whole, write=whole),
            follow_redirects=False,
            headers={"User-Agent": "adaccess", "Accept": "application/json", "Accept-Encoding": "identity"},
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
        )

    async def call(
        self,
        method: Literal["GET", "POST", "DELETE"],
        path: str,
        params: Params,
        *,
        token: SecretStr | None = None,
        carries: Iterable[SecretStr] = (),
        before: datetime | None = None,
    ) -> Answer:
        """Asks once, never twice, and answers within ``timeout_seconds`` or raises.

        GET and DELETE send ``params`` in the query, which therefore must hold no secret; POST sends a form.
        ``carries`` are secrets inside of composed values, to be kept out of error texts. Raises any ``MetaError``;
        ``RateLimited`` without a call where Meta asked us to wait and the time is not over, ``TooLate`` without one
        from the instant ``before`` on.
        """
        if wait := self.allowance.wait(path, token):
            raise not_called(wait)
        values = {name: v.get_secret_value() if isinstance(v, SecretStr) else v for name, v in params.items()}
        secrets = [self.app.app_secret, *carries, *(v for v in params.values() if isinstance(v, SecretStr))]
        headers = {}
        if token is not None:
            secrets.append(token)
            headers["Authorization"] = BEARER + _header_safe(token)
            if method == "POST":
                values["appsecret_proof"] = appsecret_proof(self.app.app_secret, token)
        request = self._http.build_request(
            method,
            f"{self.app.graph_url}/{self.app.api_version}/{path}",
            params=values if method != "POST" else None,
            data=values if method == "POST" else None,
            headers=headers,
        )
        if before is not None and datetime.now(UTC) >= before:
            raise errors.TooLate("not sent: its time was over")
        outcome = await self._send(request, secrets, path, token)
        self.allowance.answered(not isinstance(outcome, errors.Transient))
        if isinstance(outcome, MetaError):
            raise outcome  # outside of any except block: no httpx error, which knows the request, hangs on it
        return outcome

    async def _send(
        self, request: httpx.Request, secrets: Iterable[SecretStr], path: str, token: SecretStr | None
    ) -> Answer | MetaError:
        try:
            async with asyncio.timeout(self.app.timeout_seconds):
                response = await self._http.send(request, stream=True)
                try:
                    raw = bytearray()
                    async for chunk in response.aiter_bytes():
                        raw += chunk
                        if len(raw) > LARGEST:
                            return errors.MalformedAnswer("larger than 1 MiB", status=response.status_code)
                finally:
                    await response.aclose()
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as failure:
            return errors.Transient(f"no connection: {type(failure).__name__}")
        except (httpx.TimeoutException, TimeoutError):
            return errors.OutcomeUnknown(f"no answer within {self.app.timeout_seconds:g} s")
        except httpx.DecodingError:
            return errors.MalformedAnswer("the answer's encoding is broken")
        except httpx.TransportError as failure:
            return errors.OutcomeUnknown(f"connection lost: {type(failure).__name__}")
        outcome = read(response.status_code, response.headers, bytes(raw), secrets)
        self.allowance.heard(path, token, response.headers, outcome if isinstance(outcome, MetaError) else None)
        return outcome

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._http.aclose()


def not_called(wait: timedelta) -> errors.RateLimited:
    """The refusal of a call that would come before the time that Meta named."""
    return errors.RateLimited(wait, "not called: Meta asked us to wait")


def _header_safe(token: SecretStr) -> str:
    """The token, if it fits into a header. Raises ``Permanent``; httpx would quote the token in its error."""
    value = token.get_secret_value()
    if not value or not all("!" <= character <= "~" for character in value):
        raise errors.Permanent("this is not an access token")
    return value
