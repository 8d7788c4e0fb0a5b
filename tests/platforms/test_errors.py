"""What an exception tells, and what it must never tell."""

import copy
import inspect
import re
from datetime import timedelta

import pytest
from pydantic import SecretStr

from contracts.vocabulary import LapseCause
from platforms.meta import errors
from platforms.meta.answers import read
from platforms.meta.errors import Lapsed, MetaError, RateLimited
from platforms.meta.scrubbing import scrub, without


def test_the_tree_at_the_top_of_the_file_is_the_tree() -> None:
    def drawn(kind: type[MetaError], depth: int) -> list[tuple[str, int]]:
        return [(kind.__name__, depth), *(row for child in kind.__subclasses__() for row in drawn(child, depth + 1))]

    picture = re.findall(r"^ {4}([│├└─ ]*)(\w+) {2,}", errors.__doc__ or "", re.MULTILINE)
    assert sorted((name, len(indent) // 4) for indent, name in picture) == sorted(drawn(MetaError, 0))
    assert all(inspect.getdoc(kind) for kind in vars(errors).values() if inspect.isclass(kind))


def test_text_of_an_error() -> None:
    lapsed = Lapsed(LapseCause.EXPIRED, "Session has expired", code=190, subcode=463, status=400, request_id="A1")
    assert str(lapsed) == "Session has expired (code 190/463, HTTP 400, request A1)"
    assert str(RateLimited(timedelta(minutes=1))) == "RateLimited"
    assert str(errors.Permanent("no", request_id="two words")) == "no"


def test_an_error_survives_a_copy() -> None:
    assert str(copy.copy(errors.Permanent("no", code=100))) == "no (code 100)"


@pytest.mark.parametrize("secret", [
    "EAAsandboxUserToken", "EAAB1234567890abcdef", "1200000000000001|s3cr3t", "1200000000000001%7Cs3cr3t",
    "6985920989f20ad2ec65d27c31100ac38c6a74405085394ed617aa29b8158585", "AQDx_9-aZ0123456789abcdefghij",
])  # fmt: skip
@pytest.mark.parametrize("text", ["Bad token {}", "{}", "x={}&y=1", "before '{}', after", "a\n{}\nb"])
def test_what_looks_like_a_secret_is_removed(secret: str, text: str) -> None:
    error = errors.Permanent(text.format(secret))
    assert secret not in str(error)
    assert secret not in repr(error)
    assert "\n" not in str(error)


@pytest.mark.parametrize("text", [
    "(#200) Requires business_management permission to manage the object",
    "Object with ID '17841400000000001' does not exist",
    "Invalid Scopes: instagram_branded_content_ads_brand",
    "refer to https://developers.facebook.com/docs/graph-api/overview/rate-limiting.",
    "Session has expired on Thursday, 01-Jan-26 00:00:00 PST.",
])  # fmt: skip
def test_what_helps_a_reader_stays(text: str) -> None:
    assert scrub(text) == text


def test_named_secrets_of_any_shape_are_removed() -> None:
    assert scrub("GET /x?access_token=abc&fields=id") == "GET /x?access_token=[removed]&fields=id"


def test_a_long_text_is_cut_after_it_was_scrubbed() -> None:
    text = scrub("word " * 58 + "EAAsandboxUserToken" + " more" * 100)
    assert len(text) == 300
    assert "EAA" not in text


def test_the_secrets_of_the_call_itself_are_removed_whatever_they_look_like() -> None:
    said = '{"error":{"message":"bad code pass word/1 or pass%20word%2F1 or pass+word%2F1","code":100}}'
    failure = read(400, {}, said, [SecretStr("pass word/1"), SecretStr("c")])
    assert isinstance(failure, MetaError)
    assert failure.message == "bad code [removed] or [removed] or [removed]"
    assert without("nothing to hide", [SecretStr("")]) == "nothing to hide"
