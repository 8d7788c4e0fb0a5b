"""Arguments and options that several commands share, in the same words."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

Id = Annotated[str, typer.Argument(metavar="ID", help="The collaboration's id.", show_default=False)]
Terms = Annotated[
    Path, typer.Argument(metavar="TERMS.json", help="File with the terms; - is the standard input.", show_default=False)
]
Json = Annotated[bool, typer.Option("--json", help="Machine output on the standard output.")]
Directory = Annotated[
    Path | None,
    typer.Option(
        "--dir",
        metavar="DIR",
        help="Where a running `adaccess dev` keeps its state (default: ADACCESS_DIR, else .adaccess).",
        show_default=False,
    ),
]


def read_instant(text: str, option: str) -> datetime:
    """ISO 8601 with a zone; a bare date or a time without zone would mean another instant to everybody."""
    hint = "give an instant with its zone, for example 2027-01-30T00:00:00Z"
    try:
        instant = datetime.fromisoformat(text.strip())
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not ISO 8601; {hint}", param_hint=option) from None
    if instant.utcoffset() is None:
        raise typer.BadParameter(f"{text!r} has no time zone; {hint}", param_hint=option)
    return instant
