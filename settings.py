"""The only reader of the environment. Everything else gets a Settings.

A running development stack leaves its settings in ``DIR/dev.env`` (readable by its owner only); the environment wins
over that file. So ``adaccess status c-1001`` needs no settings next to a running ``adaccess dev``.
"""

import os
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

DEV_ENV = "dev.env"


class SettingsRefused(Exception):
    """A setting is missing or wrong; the text is one line that names it and says what to do."""


class Settings(BaseSettings):
    """All settings, prefix ``ADACCESS_``. Temporal's own come from its SDK's environment configuration."""

    model_config = SettingsConfigDict(env_prefix="ADACCESS_", extra="ignore", frozen=True, env_ignore_empty=True)

    dir: Path = Path(".adaccess")
    """Where a development stack keeps its state."""
    database_url: str = "sqlite:///.adaccess/adaccess.db"
    """SQLite file, or PostgreSQL by URL."""
    vault_keys: SecretStr | None = None
    """``id:base64`` entries, comma separated; the first one seals. `adaccess keys new` makes one."""
    link_keys: SecretStr | None = None
    """Keys that sign creator links, comma separated; the first one signs."""
    meta_app_id: str | None = None
    meta_app_secret: SecretStr | None = None
    meta_graph_url: str = "https://graph.facebook.com"
    meta_dialog_url: str = "https://www.facebook.com"
    meta_api_version: Annotated[str, Field(pattern=r"^v[0-9]+\.[0-9]+$")] = "v26.0"
    public_url: str = "http://127.0.0.1:8080"
    """Where creators reach the web side; the redirect URI registered with Meta is this plus /oauth/meta/callback."""
    web_host: str = "127.0.0.1"
    web_port: int = 8080
    trusted_proxies: str = ""
    """Addresses and networks, comma separated, whose ``X-Forwarded-For`` tells who the visitor is. None by default."""
    client_limit: Annotated[int, Field(ge=0)] = 300
    """Sign-ins, returns and forms, each so many a minute, that one address may send; 0 is no limit."""
    graph_pace: Annotated[float, Field(gt=0, le=10_000, allow_inf_nan=False)] = 100.0
    """The most platform activities a second, for all workers together; Meta's usage headers only ever lower it."""
    brand_revoke: bool = False
    """Whether access may be taken back with a connected brand's token where the creator's login is dead."""
    webhook_verify_token: SecretStr | None = None
    """The word that Meta's webhook subscription repeats to us; without it no subscription is confirmed."""
    audit_every: Annotated[int, Field(ge=1, le=10_080)] = 60
    """Minutes between two audits."""
    audit_read_after: Annotated[int, Field(ge=0, le=168)] = 6
    """Hours: an audit reads a held pair again when its last read-back is older; 0 reads everything it covers."""
    temporal_address: Annotated[str | None, Field(validation_alias="TEMPORAL_ADDRESS")] = None

    def require(self, *names: str) -> None:
        """Refuse to go on without these settings. Raises SettingsRefused naming the first missing one."""
        for name in names:
            if getattr(self, name) is None:
                raise SettingsRefused(
                    f"ADACCESS_{name.upper()} is not set; set it, or start a development stack with `adaccess dev`"
                )


def load(directory: Path | None = None, **overrides: Any) -> Settings:
    """Read the environment, and the stack in ``directory`` (else ADACCESS_DIR, else .adaccess) where it leaves gaps."""
    where = directory or Path(os.environ.get("ADACCESS_DIR") or ".adaccess")
    try:
        return Settings(_env_file=where / DEV_ENV, dir=where, **overrides)
    except (UnicodeDecodeError, OSError) as error:
        raise SettingsRefused(f"{where / DEV_ENV} cannot be read: {error}") from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = str(first["loc"][0]).upper() if first["loc"] else "?"
        name = name if name.startswith(("ADACCESS_", "TEMPORAL_")) else f"ADACCESS_{name}"
        raise SettingsRefused(f"{name} is wrong: {first['msg']}") from None
