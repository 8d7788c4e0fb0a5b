"""Looks for secrets in bytes, however they are spelled: as they are, URL-encoded, in base64, in hex, compressed."""

import base64
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from urllib.parse import quote, unquote_to_bytes

GZIP = b"\x1f\x8b\x08"


def spelled(secret: str) -> set[bytes]:
    """Base64 at each of its three alignments, without the characters that depend on what stands around it."""
    raw = secret.encode()
    spellings = {raw, quote(secret, safe="").encode(), raw.hex().encode(), raw.hex().upper().encode()}
    for before in range(3):
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            begin = -(-before * 8 // 6)
            end = (before + len(raw)) * 8 // 6
            spellings.add(encode(b"\0" * before + raw)[begin:end])
    return spellings


def sweep(channels: Mapping[str, bytes], secrets: Mapping[str, str]) -> set[tuple[str, str]]:
    """(channel, name of the secret) for each that is found."""
    return {
        (channel, name)
        for channel, data in channels.items()
        for layer in _layers(data)
        for name, secret in secrets.items()
        if any(each in layer for each in spelled(secret))
    }


def _layers(data: bytes) -> Iterator[bytes]:
    yield data
    yield unquote_to_bytes(data)
    at = data.find(GZIP)
    while at >= 0:
        unpacked = zlib.decompressobj(wbits=31)
        with suppress(zlib.error):  # three bytes that only look like it
            yield unpacked.decompress(data[at:])
        at = data.find(GZIP, at + 1)
