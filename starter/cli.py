"""The command line. Each command loads what it needs when it runs, so that `adaccess --help` is quick.

Exit status: 0 done, 1 refused or failed (one line on stderr says what to do), 2 wrong usage, 130 Ctrl-C.
"""

import io
import sys
import traceback
from collections.abc import Sequence
from typing import Annotated, NoReturn

import typer

from starter.commands import auditing, branding, operating, proving, steering, watching
from starter.dev import cli as development
from starter.leaving import leave

_DEBUG = "--debug"


def build() -> typer.Typer:
    """The application with all its commands."""
    app = typer.Typer(
        name="adaccess",
        help="Gives a brand advertiser access to a creator's Instagram account for the agreed term, takes it back at "
        "the end, and proves it.",
        add_completion=False,
        pretty_exceptions_enable=False,
        no_args_is_help=True,
    )

    @app.callback()
    def options(debug: Annotated[bool, typer.Option(_DEBUG, hidden=True)] = False) -> None:
        """`--debug` shows the traceback of an unexpected error; main() looks for it."""

    for room in (steering, watching, auditing, proving, operating, branding, development):
        room.register(app)
    return app


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command and exit."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    debug = given[:1] == [_DEBUG]
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that knows no "…" still gets the rest of the line
    try:
        status = _run(given)
    except Exception as error:
        line = _known(error)
        if line is None and debug:
            traceback.print_exc()
        flat = " ".join(str(error).split())
        print(f"error: {line}" if line else f"unexpected error: {type(error).__name__}: {flat}", file=sys.stderr)
        status = 1
    leave(status)


def _run(arguments: list[str]) -> int:
    command = typer.main.get_command(build())
    try:
        status = command.main(arguments or ["--help"], prog_name="adaccess", standalone_mode=False)
    except SystemExit as error:  # the framework's answer to a reader that has gone
        return error.code if isinstance(error.code, int) else 1
    except typer.TyperException as error:
        if line := error.format_message().replace("Value error, ", ""):  # empty: the help was shown instead
            print(f"error: {line.rstrip('.')}{_where_to_look(error)}", file=sys.stderr)
        return error.exit_code
    return status if isinstance(status, int) else 0


def _where_to_look(error: typer.TyperException) -> str:
    context: typer.Context | None = getattr(error, "ctx", None)
    return f" (`{context.command_path} --help` shows how)" if context else ""


def _known(error: Exception) -> str | None:
    """The line of an error that already says what to do."""
    from contracts.terms import TermsRefused
    from settings import SettingsRefused
    from starter.connection import NotReachable
    from starter.errors import StarterError
    from store.errors import StoreError

    known = (StarterError, NotReachable, SettingsRefused, TermsRefused, StoreError)
    return str(error) if isinstance(error, known) else None


if __name__ == "__main__":
    main()
