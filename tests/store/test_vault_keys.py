"""Vault keys: read from configuration, refused with a reason, never shown."""

import base64

import pytest
from pydantic import SecretStr

from store.errors import VaultClosed, VaultKeyRefused
from store.vault import VaultKeys

GOOD = base64.b64encode(bytes(range(32))).decode()


def test_the_first_key_seals_and_all_open() -> None:
    old = VaultKeys.parse(SecretStr(f"k1:{GOOD}"))
    both = VaultKeys.parse(SecretStr(f" {VaultKeys.generate('k2')} , k1:{GOOD} "))
    assert both.first == "k2"
    assert both.ids == ("k2", "k1")
    assert both.unwrap("cr-7", "k1", old.wrap("cr-7", b"d" * 32)) == b"d" * 32


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no vault key"),
        (" , ", "no vault key"),
        (GOOD, "key 1 is not of the form"),
        (f"k 1:{GOOD}", "key 1 is not of the form"),
        (f"k1:{GOOD},k2:not base64!", "key 2 is not base64"),
        (f"k1:{base64.b64encode(b'short').decode()}", "5 bytes instead of 32"),
        (f"k1:{GOOD},k1:{GOOD}", "key 2 has an id that was used"),
    ],
)
def test_a_bad_key_is_refused_without_showing_it(text: str, reason: str) -> None:
    with pytest.raises(VaultKeyRefused, match=reason) as refused:
        VaultKeys.parse(SecretStr(text))
    assert GOOD not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_keys_do_not_show_themselves() -> None:
    keys = VaultKeys.parse(SecretStr(f"k1:{GOOD}"))
    shown = repr(keys) + str(keys)
    assert GOOD not in shown
    assert repr(bytes(range(32))) not in shown


def test_generated_keys_differ_and_can_be_read() -> None:
    one, other = VaultKeys.generate(), VaultKeys.generate()
    assert one != other
    assert VaultKeys.parse(SecretStr(one)).first == "k1"
    with pytest.raises(VaultKeyRefused):
        VaultKeys.generate("no:colon")


def test_a_wrapped_key_is_bound_to_creator_and_key_id() -> None:
    keys = VaultKeys.parse(SecretStr(f"k1:{GOOD},k2:{GOOD}"))
    wrapped = keys.wrap("cr-7", b"d" * 32)
    with pytest.raises(VaultClosed, match="cr-8"):
        keys.unwrap("cr-8", "k1", wrapped)
    with pytest.raises(VaultClosed, match="k2"):
        keys.unwrap("cr-7", "k2", wrapped)
    with pytest.raises(VaultClosed, match="'k9' is not configured"):
        keys.unwrap("cr-7", "k9", wrapped)
    with pytest.raises(VaultClosed):
        keys.unwrap("cr-7", "k1", b"")
