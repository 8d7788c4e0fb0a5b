"""Proofs, challenges and signatures, against computed vectors (RFC 7636 and re-computed samples)."""

import base64
import hashlib
import hmac
import json
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import SecretStr

from platforms.meta.app import MetaApp
from platforms.meta.errors import SignedRequestRefused
from platforms.meta.login import REQUIRED_PERMISSIONS, code_challenge, dialog_url, new_verifier
from platforms.meta.signed_request import read_signed_request
from platforms.meta.signing import appsecret_proof

SECRET = SecretStr("sandbox_app_secret")
SIGNED = (
    "RFlB1GoFy1Tqk5gOBudNCxGlcFRf8RevB_08_eUlqNw."
    "eyJ1c2VyX2lkIjoiMTAwMDAwMDAwMDAwMDAwMDEiLCJhbGdvcml0aG0iOiJITUFDLVNIQTI1NiIsImlzc3VlZF9hdCI6MTc2NzIyNTYwMCwi"
    "ZXhwaXJlcyI6MTc2NzIyOTIwMH0"
)
PUBLIC_FIXTURE = (
    "w5ZbbWP9yOwBA1uJZbc7-9gZok0O42U4i0yyvxXE_jY."
    "eyJhbGdvcml0aG0iOiJITUFDLVNIQTI1NiIsImV4cGlyZXMiOjEyOTE4NDA0MDAsImlzc3VlZF9hdCI6MTI5MTgzNjgwMCwidXNlcl9pZCI6"
    "IjIxODQ3MSJ9"
)
ISSUED = datetime.fromtimestamp(1767225600, UTC)


def signed(payload: object, secret: SecretStr = SECRET) -> str:
    body = base64.urlsafe_b64encode(json.dumps(payload).encode()).decode().rstrip("=")
    digest = hmac.new(secret.get_secret_value().encode(), body.encode(), hashlib.sha256).digest()
    return f"{base64.urlsafe_b64encode(digest).decode().rstrip('=')}.{body}"


def test_appsecret_proof() -> None:
    proof = appsecret_proof(SECRET, SecretStr("EAAsandboxUserToken"))
    assert proof == "6985920989f20ad2ec65d27c31100ac38c6a74405085394ed617aa29b8158585"


def test_pkce() -> None:
    assert (
        code_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    )
    verifiers = {new_verifier() for _ in range(100)}
    assert len(verifiers) == 100
    assert all(re.fullmatch(r"[A-Za-z0-9._~-]{43,128}", verifier) for verifier in verifiers)


def test_dialog_url() -> None:
    app = MetaApp("1200000000000001", SECRET, dialog_url="https://dialog.test")
    plain = dialog_url(app, redirect_uri="https://us.test/cb?x=1&y", state="s t", code_challenge="c")
    address = urlsplit(plain)
    assert (address.netloc, address.path) == ("dialog.test", "/v26.0/dialog/oauth")
    assert parse_qs(address.query, strict_parsing=True) == {
        "client_id": ["1200000000000001"],
        "redirect_uri": ["https://us.test/cb?x=1&y"],
        "state": ["s t"],
        "response_type": ["code"],
        "scope": [",".join(REQUIRED_PERMISSIONS)],
        "code_challenge": ["c"],
        "code_challenge_method": ["S256"],
    }
    again = dialog_url(app, redirect_uri="r", state="s", code_challenge="c", auth_type="rerequest")
    assert parse_qs(urlsplit(again).query)["auth_type"] == ["rerequest"]
    assert SECRET.get_secret_value() not in plain + again + repr(app)


def test_signed_request() -> None:
    request = read_signed_request(SIGNED, SECRET, now=ISSUED)
    assert (request.user_id, request.profile_id, request.issued_at) == ("10000000000000001", None, 1767225600)
    fixture = read_signed_request(
        PUBLIC_FIXTURE, SecretStr("client_secret_shhhhhh!"), now=datetime(2010, 12, 8, 19, 40, tzinfo=UTC)
    )
    assert fixture.user_id == "218471"


def test_signed_request_with_padding_and_of_a_page() -> None:
    signature, payload = SIGNED.split(".")
    assert read_signed_request(f"{signature}=.{payload}", SECRET, now=ISSUED).user_id == "10000000000000001"
    page = signed({"user_id": 0, "profile_id": 77, "algorithm": "HMAC-SHA256", "issued_at": 1767225600})
    request = read_signed_request(page, SECRET, now=ISSUED)
    assert (request.user_id, request.profile_id) == (None, "77")


@pytest.mark.parametrize("raw", [
    "", ".", "a.b", SIGNED.split(".")[1], "é." + SIGNED.split(".")[1], "." + SIGNED.split(".")[1],
    SIGNED + "x", SIGNED.replace("RFlB", "RFlC"),
    SIGNED.replace("eUlqNw", "eUlqNx"),  # another spelling of the very same signature
    signed({"user_id": "1", "algorithm": "HMAC-SHA256", "issued_at": 1767225600}, SecretStr("another secret")),
    signed({"user_id": "1", "algorithm": "none", "issued_at": 1767225600}),
    signed({"user_id": "1", "algorithm": "HMAC-SHA256"}),
    signed(["HMAC-SHA256"]), signed("x" * 9000),
])  # fmt: skip
def test_a_forged_or_foreign_signed_request_is_refused(raw: str) -> None:
    with pytest.raises(SignedRequestRefused):
        read_signed_request(raw, SECRET, now=ISSUED)


@pytest.mark.parametrize("late", [timedelta(hours=49), timedelta(minutes=-6)])
def test_an_old_or_future_signed_request_is_refused(late: timedelta) -> None:
    with pytest.raises(SignedRequestRefused, match="too long ago"):
        read_signed_request(SIGNED, SECRET, now=ISSUED + late)
