"""Creator links: only ours open, only what they were made for, and not for ever."""

from datetime import UTC, datetime, timedelta

import pytest
from itsdangerous import URLSafeTimedSerializer
from pydantic import SecretStr

from settings import Settings, SettingsRefused
from starter.links import MAX_AGE, LinkRefused, LinkTarget, make_link, read_link

OLD = "old-key-0123456789abcdef-01234567"
NEW = "new-key-0123456789abcdef-01234567"


def _settings(keys: str | None, public_url: str = "https://access.example") -> Settings:
    return Settings(link_keys=SecretStr(keys) if keys is not None else None, public_url=public_url)


def _token(link: str) -> str:
    return link.rsplit("/", 1)[1]


def test_a_link_opens_the_collaboration_it_was_made_for() -> None:
    settings = _settings(OLD, "https://access.example/")
    link = make_link(settings, "c-1001", "cr-7")
    assert link.startswith("https://access.example/c/")
    assert read_link(settings, _token(link)) == LinkTarget("c-1001", "cr-7")


def test_the_first_key_signs_and_every_key_verifies() -> None:
    signed_before = _token(make_link(_settings(OLD), "c-1", "cr-1"))
    both = _settings(f"{NEW}, {OLD}")
    assert read_link(both, signed_before).collaboration_id == "c-1"
    signed_after = _token(make_link(both, "c-2", "cr-1"))
    assert read_link(_settings(NEW), signed_after).collaboration_id == "c-2"
    with pytest.raises(LinkRefused):
        read_link(_settings(OLD), signed_after)


def test_an_old_link_is_expired_and_not_forged() -> None:
    settings = _settings(OLD)
    token = _token(make_link(settings, "c-1", "cr-1"))
    signed = datetime.now(UTC)
    assert read_link(settings, token, now=signed + MAX_AGE - timedelta(minutes=1))
    with pytest.raises(LinkRefused, match="too old") as caught:
        read_link(settings, token, now=signed + MAX_AGE + timedelta(minutes=1))
    assert caught.value.reason == "expired"


def test_a_link_signed_on_a_host_whose_clock_is_ahead_opens() -> None:
    settings = _settings(OLD)
    token = _token(make_link(settings, "c-1", "cr-1"))
    assert read_link(settings, token, now=datetime.now(UTC) - timedelta(seconds=30))


def test_no_altered_character_gets_through() -> None:
    settings = _settings(OLD)
    token = _token(make_link(settings, "c-1", "cr-1"))
    body = token.rsplit(".", 1)[0]
    for index in range(len(body)):
        swapped = "A" if token[index] != "A" else "B"
        with pytest.raises(LinkRefused) as caught:
            read_link(settings, token[:index] + swapped + token[index + 1 :])
        assert caught.value.reason == "forged"


@pytest.mark.parametrize("token", ["", ".", "..", "a.b.c", "é", "\ud800", "\x00", "x" * 5000, "YWJj.AAAA.BBBB"])
def test_rubbish_is_forged(token: str) -> None:
    with pytest.raises(LinkRefused) as caught:
        read_link(_settings(OLD), token)
    assert caught.value.reason == "forged"


def test_a_token_of_another_kind_is_no_creator_link() -> None:
    other = URLSafeTimedSerializer(OLD, salt="something-else")
    with pytest.raises(LinkRefused):
        read_link(_settings(OLD), str(other.dumps(["c-1", "cr-1"])))


def test_the_keys_do_not_show_in_links_or_refusals() -> None:
    settings = _settings(f"{NEW},{OLD}")
    link = make_link(settings, "c-1", "cr-1")
    with pytest.raises(LinkRefused) as caught:
        read_link(settings, "forged")
    assert not any(key in link + str(caught.value) for key in (NEW, OLD))


@pytest.mark.parametrize("keys", [None, "", " , ", "short", NEW[:31], f"{NEW},short"])
def test_missing_or_short_keys_are_refused_by_name(keys: str | None) -> None:
    with pytest.raises(SettingsRefused, match="ADACCESS_LINK_KEYS") as caught:
        make_link(_settings(keys), "c-1", "cr-1")
    assert "short" not in str(caught.value)
