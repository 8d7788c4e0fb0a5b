"""`python -m starter.web` as a process: one clear line when it cannot serve, and a clean end."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from settings import Settings, SettingsRefused
from starter.connection import NotReachable
from starter.web.__main__ import serve
from starter.web.serving import listen
from store.errors import StoreUnavailable, VaultKeyRefused

ROOT = Path(__file__).parents[2]


def environment(settings: Settings, folder: Path, **changes: str) -> dict[str, str]:
    secrets = (settings.vault_keys, settings.link_keys, settings.meta_app_secret)
    vault_keys, link_keys, app_secret = (secret.get_secret_value() for secret in secrets if secret)
    own = {name: value for name, value in os.environ.items() if not name.startswith(("ADACCESS_", "TEMPORAL_"))}
    return {
        **own,
        "ADACCESS_DIR": str(folder),
        "ADACCESS_DATABASE_URL": settings.database_url,
        "ADACCESS_VAULT_KEYS": vault_keys,
        "ADACCESS_LINK_KEYS": link_keys,
        "ADACCESS_META_APP_ID": settings.meta_app_id or "",
        "ADACCESS_META_APP_SECRET": app_secret,
        "ADACCESS_WEB_PORT": "0",
        "TEMPORAL_ADDRESS": settings.temporal_address or "",
        **changes,
    }


async def refusal(settings: Settings, **changes: Any) -> str:
    """The one line with which it refuses to start."""
    with pytest.raises((SettingsRefused, VaultKeyRefused, NotReachable, StoreUnavailable)) as refused:
        await serve(settings.model_copy(update={"web_port": 0, **changes}))
    assert len(str(refused.value).splitlines()) == 1
    return str(refused.value)


@pytest.mark.parametrize("name", ["vault_keys", "link_keys", "meta_app_id", "meta_app_secret"])
async def test_a_missing_setting_is_named(settings: Settings, name: str) -> None:
    assert f"ADACCESS_{name.upper()} is not set" in await refusal(settings, **{name: None})


async def test_weak_link_keys_and_wrong_vault_keys_are_refused_at_the_start(settings: Settings) -> None:
    assert "ADACCESS_LINK_KEYS" in await refusal(settings, link_keys=SecretStr("short"))
    assert "c2VjcmV0" not in await refusal(settings, vault_keys=SecretStr("k1:c2VjcmV0"))


async def test_no_temporal_and_no_database_are_named(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TEMPORAL_ADDRESS", raising=False)  # it would win over the setting
    assert "127.0.0.1:1;" in await refusal(settings, temporal_address="127.0.0.1:1")
    assert "adaccess db upgrade" in await refusal(settings, database_url=f"sqlite:///{tmp_path / 'missing.db'}")


@pytest.mark.parametrize("case", ["port", "temporal"])
def test_a_refusal_is_one_line_and_exit_status_1(settings: Settings, tmp_path: Path, case: str) -> None:
    with listen("127.0.0.1", 0) as taken:
        port = str(taken.getsockname()[1])
        change = {"ADACCESS_WEB_PORT": port} if case == "port" else {"TEMPORAL_ADDRESS": "127.0.0.1:1"}
        env = environment(settings, tmp_path, **change)
        ran = subprocess.run(
            [sys.executable, "-m", "starter.web"], cwd=ROOT, env=env, capture_output=True, text=True, timeout=30
        )
    assert (ran.returncode, ran.stdout) == (1, ""), ran.stderr
    assert len(ran.stderr.splitlines()) == 1, ran.stderr
    assert (f"127.0.0.1:{port}: address already in use" if case == "port" else "127.0.0.1:1;") in ran.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_until_it_is_told_to_stop(settings: Settings, tmp_path: Path, number: signal.Signals) -> None:
    with listen("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    env = environment(settings, tmp_path, ADACCESS_WEB_PORT=str(port))
    with subprocess.Popen(
        [sys.executable, "-m", "starter.web"], cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True
    ) as process:
        until = time.monotonic() + 30
        while True:
            assert process.poll() is None, process.stderr and process.stderr.read()
            assert time.monotonic() < until
            try:
                answer = httpx.get(f"http://127.0.0.1:{port}/healthz")
                break
            except httpx.ConnectError:
                time.sleep(0.1)
        assert answer.json() == {"ok": True}
        httpx.get(f"http://127.0.0.1:{port}/c/forged")
        process.send_signal(number)
        _, told = process.communicate(timeout=20)
    assert process.returncode == 0
    entry = r"[-0-9]{10}T[:.0-9]{12}Z WARNING starter\.web\.access_log GET /c/#[0-9a-f]{12} 404 from \S+: link_forged\n"
    assert re.fullmatch(entry, told), "and nothing else is written"
