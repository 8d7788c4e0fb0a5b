"""The keys of a development stack: made once for a folder, because what they sealed and signed is kept there too."""

import json
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from starter.dev.errors import StateUnreadable
from starter.dev.files import read_json, write_private


@dataclass(frozen=True)
class Keys:
    """``vault`` seals tokens, ``link`` signs creator links; both as the settings take them. Never shown in a repr."""

    vault: str = field(repr=False)
    link: str = field(repr=False)


def keys_of(path: Path) -> Keys:
    """The folder's keys, made on first use with mode 0600. Raises StateUnreadable rather than replace damaged ones:
    new keys would make everything sealed under the old ones unreadable.
    """
    from store.vault import VaultKeys

    saved = read_json(path)
    if not saved:
        saved = {"vault": VaultKeys.generate("dev"), "link": secrets.token_urlsafe(32)}
        write_private(path, json.dumps(saved) + "\n")
    vault, link = saved.get("vault"), saved.get("link")
    if not isinstance(vault, str) or not isinstance(link, str):
        raise StateUnreadable(f"{path} is damaged: a key is missing; restore it, or use another --dir")
    return Keys(vault=vault, link=link)
