"""Arguments and options that several commands share, in the same words."""

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
