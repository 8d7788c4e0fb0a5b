"""Looking for platform tokens where none may be: in logs, histories, texts and addresses."""

import re

_TOKEN = re.compile(r"EAA[A-Za-z0-9]{62}")
"""The sandbox's are 99 characters long, as Meta's are; a random code (64) may hold the three letters by chance."""


def tokens_in(text: str) -> list[str]:
    """Begins of the tokens in a text; empty if there is none."""
    return _TOKEN.findall(text)
