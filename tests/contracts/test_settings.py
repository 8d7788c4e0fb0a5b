"""Settings: the environment wins over the development stack's file, and what is missing or wrong is named."""

import os
from pathlib import Path

import pytest

from settings import DEV_ENV, Settings, SettingsRefused, load


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("ADACCESS_", "TEMPORAL_")):
            monkeypatch.delenv(name)


@pytest.fixture
def stack_dir(tmp_path: Path) -> Path:
    """What a running development stack leaves."""
    lines = ["ADACCESS_META_APP_ID=from-the-file", "ADACCESS_WEB_PORT=1111", "TEMPORAL_ADDRESS=127.0.0.1:7777"]
    (tmp_path / DEV_ENV).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


def test_without_anything_there_are_defaults(tmp_path: Path) -> None:
    settings = load(tmp_path)
    assert settings.meta_graph_url == "https://graph.facebook.com"
    assert settings.database_url.startswith("sqlite:///")
    assert settings.meta_app_id is None
    assert settings.vault_keys is None


def test_a_running_stack_needs_no_settings(stack_dir: Path) -> None:
    settings = load(stack_dir)
    assert (settings.meta_app_id, settings.web_port) == ("from-the-file", 1111)
    assert settings.temporal_address == "127.0.0.1:7777"
    assert settings.dir == stack_dir


def test_the_environment_wins_over_the_file(stack_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADACCESS_META_APP_ID", "from-the-environment")
    monkeypatch.setenv("ADACCESS_WEB_PORT", "")
    settings = load(stack_dir)
    assert settings.meta_app_id == "from-the-environment"
    assert settings.web_port == 1111, "an empty variable is as good as none"


def test_the_directory_comes_from_the_environment_unless_it_is_given(
    stack_dir: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADACCESS_DIR", str(stack_dir))
    assert load().meta_app_id == "from-the-file"
    other = tmp_path_factory.mktemp("other")
    assert load(other).meta_app_id is None
    assert load(other).dir == other


@pytest.mark.parametrize(
    ("name", "value"),
    [("ADACCESS_WEB_PORT", "eighty"), ("ADACCESS_META_API_VERSION", "26"), ("ADACCESS_META_API_VERSION", "v26.0\n")],
)
def test_a_wrong_setting_is_named_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsRefused) as refusal:
        load(tmp_path)
    assert str(refusal.value).startswith(f"{name} is wrong: ")
    assert "\n" not in str(refusal.value)


def test_a_missing_setting_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SettingsRefused, match=r"^ADACCESS_META_APP_ID is not set; set it, or start .*adaccess dev"):
        load(tmp_path).require("meta_app_id", "vault_keys")
    load(tmp_path, meta_app_id="1").require("meta_app_id")


def test_secrets_are_not_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("VAULT_KEYS", "LINK_KEYS", "META_APP_SECRET"):
        monkeypatch.setenv(f"ADACCESS_{name}", "very-secret")
    settings = load(tmp_path)
    assert "very-secret" not in repr(settings)
    assert "very-secret" not in settings.model_dump_json()
    assert settings.meta_app_secret is not None
    assert settings.meta_app_secret.get_secret_value() == "very-secret"


def test_settings_do_not_change() -> None:
    assert Settings.model_config["frozen"] is True


def test_a_file_that_cannot_be_read_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / DEV_ENV).write_bytes(b"ADACCESS_META_APP_ID=\xff\xfe")
    with pytest.raises(SettingsRefused, match=DEV_ENV):
        load(tmp_path)
