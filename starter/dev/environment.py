"""What the parts of a stack see of the environment, and DIR/dev.env, from which every other command learns the same."""

import os
from collections.abc import Mapping
from pathlib import Path

from starter.dev.files import write_private

_LOCAL = "127.0.0.1,localhost"


def for_our_parts(values: Mapping[str, str], directory: Path) -> dict[str, str]:
    """For web and worker: the stack's own settings win over the user's environment.

    Nothing of the user's Temporal configuration gets through, neither variables nor temporal.toml: a development
    worker must never start polling a production namespace.
    """
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("TEMPORAL_")}
    own = {"TEMPORAL_CONFIG_FILE": os.devnull, "ADACCESS_DIR": str(directory)}
    return {**inherited, **_no_proxy(), **own, **values}


def for_other_parts() -> dict[str, str]:
    """For Temporal and the sandbox: the user's environment without our settings; they have no use for a key."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("ADACCESS_", "TEMPORAL_"))}


def write_env_file(path: Path, values: Mapping[str, str]) -> None:
    """Write NAME='value' lines, readable by their owner only: the vault's key is among them."""
    lines = [f"{name}={_quoted(value)}" for name, value in values.items()]
    write_private(path, "# Written by `adaccess dev`; made anew at every start.\n" + "\n".join(lines) + "\n")


def _quoted(value: str) -> str:
    # In single quotes the reader takes everything as it stands, except these two.
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _no_proxy() -> dict[str, str]:
    # A proxy of the user's network does not know our ports.
    return {name: ",".join(filter(None, [os.environ.get(name), _LOCAL])) for name in ("NO_PROXY", "no_proxy")}
