"""What a stack keeps in its folder: the lock, the keys, the settings for other commands."""

import os
import stat
from pathlib import Path

import pytest

from settings import load
from starter.dev.environment import for_other_parts, for_our_parts, write_env_file
from starter.dev.errors import AlreadyRunning, StateUnreadable
from starter.dev.files import open_folder, write_private
from starter.dev.keys import keys_of
from starter.dev.lock import hold
from store.vault import VaultKeys


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_folder_has_one_holder(tmp_path: Path) -> None:
    with hold(tmp_path), pytest.raises(AlreadyRunning, match=rf"process {os.getpid()}\); stop it"), hold(tmp_path):
        pass
    with hold(tmp_path):
        pass


def test_a_lock_file_left_behind_is_taken_over(tmp_path: Path) -> None:
    (tmp_path / "lock").write_text("4194000")
    with hold(tmp_path):
        assert (tmp_path / "lock").read_text() == str(os.getpid())


def test_keys_are_made_once_and_for_their_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    keys = keys_of(file)
    assert keys_of(file) == keys
    assert mode_of(file) == 0o600
    assert keys.vault not in repr(keys)
    assert keys.link not in repr(keys)
    from pydantic import SecretStr

    VaultKeys.parse(SecretStr(keys.vault))


@pytest.mark.parametrize("content", ['{"vault": "x"}', "null", "not json"])
def test_damaged_keys_are_never_replaced(tmp_path: Path, content: str) -> None:
    file = tmp_path / "keys.json"
    file.write_text(content)
    with pytest.raises(StateUnreadable, match=r"keys\.json"):
        keys_of(file)
    assert file.read_text() == content


def test_a_private_file_is_whole_and_private_over_an_open_one(tmp_path: Path) -> None:
    file = tmp_path / "dev.env"
    file.touch(mode=0o644)
    write_private(file, "secret")
    assert file.read_text() == "secret"
    assert mode_of(file) == 0o600
    assert list(tmp_path.iterdir()) == [file]


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StateUnreadable, match="cannot use the folder"):
        open_folder(tmp_path / "file" / "inside")


def test_other_commands_read_the_settings_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("ADACCESS_", "TEMPORAL_")):
            monkeypatch.delenv(name)
    awkward = "sqlite:////tmp/it's a \\ folder#1/adaccess.db"
    write_env_file(tmp_path / "dev.env", {"ADACCESS_DATABASE_URL": awkward, "TEMPORAL_ADDRESS": "127.0.0.1:1"})
    settings = load(tmp_path)
    assert settings.database_url == awkward
    assert settings.temporal_address == "127.0.0.1:1"
    assert mode_of(tmp_path / "dev.env") == 0o600


def test_no_temporal_configuration_of_the_user_reaches_a_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEMPORAL_NAMESPACE", "production")
    monkeypatch.setenv("TEMPORAL_API_KEY", "key")
    monkeypatch.setenv("ADACCESS_VAULT_KEYS", "the user's")
    ours = for_our_parts({"ADACCESS_VAULT_KEYS": "the stack's", "TEMPORAL_ADDRESS": "127.0.0.1:1"}, tmp_path)
    assert {name for name in ours if name.startswith("TEMPORAL_")} == {"TEMPORAL_ADDRESS", "TEMPORAL_CONFIG_FILE"}
    assert ours["ADACCESS_VAULT_KEYS"] == "the stack's"
    assert not [name for name in for_other_parts() if name.startswith(("ADACCESS_", "TEMPORAL_"))]
