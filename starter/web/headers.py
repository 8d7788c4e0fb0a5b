"""Headers of every answer: nothing is stored, nothing leaks through the referrer, nothing foreign is loaded."""

from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

NO_FEATURES = (
    "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(), "
    "gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), usb=()"
)
ONE_YEAR = 365 * 24 * 3600


def security_headers(dialog_url: str, public_url: str = "") -> dict[str, str]:
    """``dialog_url`` is where the consent form's redirect leads; browsers hold that against ``form-action``.

    Nothing inline is allowed, neither script nor style: text that slipped past the escaping stays text.
    """
    parts = urlsplit(dialog_url)
    targets = ["'self'", f"{parts.scheme}://{parts.netloc}"]
    host = parts.hostname or ""
    if host == "facebook.com" or host.endswith(".facebook.com"):
        targets.append("https://*.facebook.com")  # phones are sent on from www. to m.facebook.com
    policy = (
        "default-src 'none'; object-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
        f"form-action {' '.join(targets)}; frame-ancestors 'none'; base-uri 'none'"
    )
    headers = {
        "Content-Security-Policy": policy,
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex, nofollow",
        "Permissions-Policy": NO_FEATURES,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if public_url.lower().startswith("https://"):
        # What is below our host is ours as well; what stands beside it is not touched.
        headers["Strict-Transport-Security"] = f"max-age={ONE_YEAR}; includeSubDomains"
    return headers


class SecurityHeaders:
    """ASGI middleware that adds the headers to every answer of the app."""

    def __init__(self, app: ASGIApp, headers: dict[str, str]) -> None:
        self._app = app
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)
