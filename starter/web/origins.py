"""Which requests are meant for this site, and which were made by another one: pure functions of the headers."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers

_DEFAULT_PORT = {"http": 80, "https": 443}


def is_our_host(public_url: str, headers: Headers) -> bool:
    """Whether ``Host`` names the host that creators reach us by, and once.

    A name of the attacker's that points at us would otherwise be an origin of its own with our pages in it (DNS
    rebinding). The port is left aside: a proxy in front may listen on another one and pass the name without it.
    """
    hosts = headers.getlist("host")
    return len(hosts) == 1 and _host(hosts[0]) is not None and _host(hosts[0]) == urlsplit(public_url).hostname


def is_our_doing(public_url: str, headers: Headers) -> bool:
    """Whether a request that changes something may have come from a page of ours, as far as the browser says.

    No header at all is no refusal: programs and old browsers send none, and the form's token is checked as well. Our
    pages have no referrer, so browsers call their origin ``null``; then ``Sec-Fetch-Site`` tells them from a sandboxed
    frame elsewhere.
    """
    site = headers.get("sec-fetch-site", "same-origin")
    if site not in ("same-origin", "none"):  # ``none``: the person did it, by the address bar or a reload
        return False
    origins = headers.getlist("origin")
    if not origins or origins == ["null"]:
        return True
    return len(origins) == 1 and _origin(origins[0]) == _origin(public_url)


def _host(given: str) -> str | None:
    try:
        parts = urlsplit(f"//{given}")
        _ = parts.port
    except ValueError:
        return None
    return parts.hostname if parts.netloc == given and "@" not in given else None


def _origin(url: str) -> tuple[str, str | None, int | None] | None:
    try:
        parts = urlsplit(url)
        return parts.scheme, parts.hostname, parts.port or _DEFAULT_PORT.get(parts.scheme)
    except ValueError:
        return None
