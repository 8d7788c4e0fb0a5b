"""Whose request it is: the peer's address, or what a named proxy in front of us says of whom it speaks for.

``X-Forwarded-For`` is a list that everybody on the way may have written. Read from the right, each entry counts only
as long as whoever wrote it is a proxy that ADACCESS_TRUSTED_PROXIES names; the first other address is the client.
``X-Forwarded-Proto`` and ``-Host`` are never read: links, cookies and redirects stand on ADACCESS_PUBLIC_URL.
"""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.datastructures import Headers

from settings import Settings, SettingsRefused

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address

_ONE_HOUSEHOLD = 64
"""Bits of an IPv6 address that tell customers apart: a single one of them has all the addresses below."""


def trusted_proxies(settings: Settings) -> tuple[Network, ...]:
    """The proxies whose word counts. Raises SettingsRefused naming the entry that is no address and no network."""
    networks = []
    for part in settings.trusted_proxies.split(","):
        if entry := part.strip():
            try:
                networks.append(ip_network(entry))
            except ValueError:
                raise SettingsRefused(
                    f"ADACCESS_TRUSTED_PROXIES is wrong: {entry!r} is no address and no network such as 10.0.0.0/8"
                ) from None
    return tuple(networks)


def client_of(peer: str | None, headers: Headers, proxies: Sequence[Network]) -> str:
    """The client as limits count it: an IPv4 address, an IPv6 network of one household, or ``unknown``."""
    address = _parse(peer or "")
    heard = [part for value in headers.getlist("x-forwarded-for") for part in value.split(",")]
    while heard and address is not None and _is_among(address, proxies):
        if (before := _parse(heard.pop())) is None:
            break  # what cannot be read ends the chain: all that is certain is who passed it on
        address = before
    return "unknown" if address is None else _household(address)


def _parse(text: str) -> Address | None:
    text = text.strip().strip('"')
    if text.startswith("["):  # [2001:db8::1]:4711
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:  # 192.0.2.1:4711
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return address.ipv4_mapped or address if isinstance(address, IPv6Address) else address


def _is_among(address: Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks)


def _household(address: Address) -> str:
    if isinstance(address, IPv4Address):
        return str(address)
    return str(ip_network((int(address), _ONE_HOUSEHOLD), strict=False))
