"""Small files of a stack's folder: written whole or not at all, readable by their owner only."""

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from starter.dev.errors import StateUnreadable


def write_private(path: Path, text: str) -> None:
    """Replace ``path`` in one step with mode 0600: no reader ever sees half a file, no other user sees any of it."""
    # mkstemp creates with 0600, so the secret is never on disk with wider rights, not even for a moment.
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def read_json(path: Path) -> dict[str, Any]:
    """The object in ``path``, empty when there is no such file. Raises StateUnreadable."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise StateUnreadable(
            f"{path} cannot be read ({type(error).__name__}); repair it or give another --dir"
        ) from None
    if not isinstance(value, dict):
        raise StateUnreadable(f"{path} is damaged: not a JSON object; remove it or use another --dir")
    return value


def open_folder(directory: Path) -> Path:
    """Make a stack's folder (mode 0700 when new) with its ``logs``; returns it absolute. Raises StateUnreadable."""
    directory = directory.absolute()
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        (directory / "logs").mkdir(exist_ok=True)
    except OSError as error:
        raise StateUnreadable(f"cannot use the folder {directory}: {error.strerror}; use another --dir") from None
    return directory
