"""Each call with a token proves that it comes from our server (Meta: docs/graph-api/guides/secure-requests)."""

import hashlib
import hmac

import httpx
from pydantic import SecretStr

BEARER = "Bearer "


def appsecret_proof(app_secret: SecretStr, token: SecretStr) -> str:
    """Hex HMAC-SHA256 of the token, keyed with the app secret. Every token, a Page's too, has its own."""
    key, message = app_secret.get_secret_value().encode(), token.get_secret_value().encode()
    return hmac.new(key, message, hashlib.sha256).hexdigest()


class SigningTransport(httpx.AsyncBaseTransport):
    """Adds the proof to the query of a GET or DELETE at the last moment.

    Below httpx's own logging, which writes whole URLs at INFO: the proof is no token, but no log needs it.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport, app_secret: SecretStr) -> None:
        self._inner = inner
        self._secret = app_secret

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        bearer = request.headers.get("Authorization", "")
        if request.method != "POST" and bearer.startswith(BEARER):
            proof = appsecret_proof(self._secret, SecretStr(bearer.removeprefix(BEARER)))
            request = httpx.Request(
                request.method,
                request.url.copy_add_param("appsecret_proof", proof),
                headers=request.headers,
                stream=request.stream,
                extensions=request.extensions,
            )
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()
