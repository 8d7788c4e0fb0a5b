"""``signed_request`` against a hostile internet: no forgery is taken, no valid one refused, nothing else is raised."""

import base64
import hashlib
import hmac
import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from pydantic import SecretStr

from platforms.meta.signed_request import SignedRequestRefused, read_signed_request

SECRET = SecretStr("sandbox_app_secret")
NOW = 1767225600  # unix seconds
INPUTS = 100_000
URL_SAFE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
STRANGE = URL_SAFE + "=.+/ \t\n\x00%é\ud800𝄞\u202e{}\"'"


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def signature(payload: str, secret: str = SECRET.get_secret_value()) -> bytes:
    return hmac.new(secret.encode(), payload.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()


def payload_of(chance: random.Random, **change: Any) -> dict[str, Any]:
    """What Meta may send: fields in any order, ids as text or number, more fields than we know."""
    fields: list[tuple[str, Any]] = [
        ("user_id", str(chance.randrange(1, 10**17))),
        ("algorithm", "HMAC-SHA256"),
        ("issued_at", NOW - chance.randrange(-200, 47 * 3600)),
        ("expires", chance.choice([0, NOW, NOW + 3600])),
        *[(f"more{n}", "ä" * chance.randrange(40)) for n in range(chance.randrange(3))],
    ]
    chance.shuffle(fields)
    return {**dict(fields), **change}


def valid(chance: random.Random) -> str:
    """Genuine: any length of the payload, with and without padding in either part."""
    person: dict[str, Any] = chance.choice(
        [{}, {"user_id": chance.randrange(1, 10**17)}, {"user_id": 0, "profile_id": "7"}]
    )
    raw = json.dumps(payload_of(chance, **person), ensure_ascii=chance.random() < 0.5).encode()
    payload = encoded(raw) + "=" * (-len(encoded(raw)) % 4 if chance.random() < 0.2 else 0)
    return encoded(signature(payload)) + "=" * chance.choice([0, 0, 1]) + "." + payload


def forged(chance: random.Random) -> Iterator[str]:
    """One of each kind of forgery, made from a genuine one that is ours by a hair."""
    payload = encoded(json.dumps(payload_of(chance)).encode())
    sign = signature(payload)
    good = encoded(sign)
    at = chance.randrange(32)
    flipped = bytes(byte ^ (1 << chance.randrange(8)) if n == at else byte for n, byte in enumerate(sign))
    yield f"{encoded(flipped)}.{payload}"
    yield f"{good}.{encoded(json.dumps(payload_of(chance)).encode())}"
    yield f"{encoded(signature(payload, 'another secret'))}.{payload}"
    yield f"{encoded(signature(payload, ''))}.{payload}"
    yield f"{encoded(hashlib.sha256(payload.encode()).digest())}.{payload}"
    yield f"{encoded(hmac.new(SECRET.get_secret_value().encode(), payload.encode(), hashlib.sha1).digest())}.{payload}"
    yield f"{sign.hex()}.{payload}"
    yield f"{encoded(sign[: chance.randrange(32)])}.{payload}"
    yield f".{payload}"
    yield payload
    yield f"{good}{payload}"
    yield f"{good}..{payload}"
    yield f"{good}.{payload}{chance.choice(STRANGE)}"
    yield f"{chance.choice(STRANGE)}{good}.{payload}"
    # Another spelling of the very same bytes: the last of 43 characters carries two bits that say nothing.
    tail = URL_SAFE.index(good[-1])
    yield f"{good[:-1]}{URL_SAFE[tail ^ chance.randrange(1, 4)]}.{payload}"
    # Signed by us, and yet nothing to act upon.
    changes: tuple[dict[str, Any], ...] = (
        {"algorithm": chance.choice(["none", "hmac-sha256", "HMAC-SHA1", "", None, 0])},
        {"issued_at": NOW - 49 * 3600 - chance.randrange(10**9)},
        {"issued_at": NOW + 400 + chance.randrange(10**9)},
        {"issued_at": chance.choice([None, "soon", [], {}, 1e400, True, -(10**40), "9" * 30])},
        {"user_id": chance.choice([[], {}, [1], {"a": 1}])},
    )
    for change in changes:
        odd = encoded(json.dumps(payload_of(chance, **change)).encode())
        yield f"{encoded(signature(odd))}.{odd}"
    junk = chance.choice([b"", b"null", b"[]", b'"x"', b"{", b"\xff\xfe", b"[" * 3000, chance.randbytes(40)])
    yield f"{encoded(signature(encoded(junk)))}.{encoded(junk)}"
    raw = "".join(chance.choice(URL_SAFE + "+/=") for _ in range(chance.randrange(60)))
    yield f"{encoded(signature(raw))}.{raw}"
    yield "".join(chance.choice(STRANGE) for _ in range(chance.randrange(200)))
    yield f"{good}.{'A' * chance.choice([8192, 100_000])}"


def taken(raw: str) -> bool:
    try:
        read_signed_request(raw, SECRET, now=datetime.fromtimestamp(NOW, UTC))
    except SignedRequestRefused:
        return False
    return True


def test_no_forgery_is_taken_and_no_valid_one_refused() -> None:
    chance = random.Random(20261122)
    forgeries, genuine = 0, 0
    while forgeries + genuine < INPUTS:
        for raw in forged(chance):
            assert not taken(raw), raw
            forgeries += 1
        for _ in range(6):
            raw = valid(chance)
            assert taken(raw), raw
            genuine += 1
    assert genuine > INPUTS / 10
