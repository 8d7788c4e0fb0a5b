"""The commands `adaccess dev` and `adaccess demo`."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from starter.leaving import leave

_DIR_HELP = "Where the stack keeps its state."
_PORT_HELP = "0 = any free one."


def register(app: typer.Typer) -> None:
    """Add both commands to the command line."""
    app.command("dev")(dev)
    app.command("demo")(demo)


def dev(
    directory: Annotated[Path, typer.Option("--dir", envvar="ADACCESS_DIR", help=_DIR_HELP)] = Path(".adaccess"),
    world: Annotated[
        Path | None, typer.Option(help="The sandbox's world (JSON); only a new folder takes it.", show_default=False)
    ] = None,
    web_port: Annotated[int | None, typer.Option(help=f"Default 8080. {_PORT_HELP}", min=0, max=65535)] = None,
    sandbox_port: Annotated[int | None, typer.Option(help=f"Default 8081. {_PORT_HELP}", min=0, max=65535)] = None,
    temporal_port: Annotated[int | None, typer.Option(help=f"Default 7233. {_PORT_HELP}", min=0, max=65535)] = None,
    ui_port: Annotated[int | None, typer.Option(help=f"Default 8233. {_PORT_HELP}", min=0, max=65535)] = None,
    no_worker: Annotated[bool, typer.Option("--no-worker", help="Leave the worker out, to run it separately.")] = False,
    no_web: Annotated[bool, typer.Option("--no-web", help="Leave the web side out, to run it separately.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the addresses as one line of JSON.")] = False,
) -> None:
    """Run the whole stack on this machine: Temporal, Graph sandbox, web side, worker. Ctrl-C stops it."""
    from starter.dev.serve import serve
    from starter.dev.stack import Options

    ports = {"web": web_port, "sandbox": sandbox_port, "temporal": temporal_port, "ui": ui_port}
    options = Options(directory=directory, world=world, ports=ports, worker=not no_worker, web=not no_web)
    _run(serve(options, as_json=as_json))


def demo(
    directory: Annotated[
        Path | None,
        typer.Option("--dir", help="Keep the demo's state here instead of in a temporary folder.", show_default=False),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object at the end instead.")] = False,
) -> None:
    """Play one whole collaboration in front of you, and check every claim against the platform's own records."""
    from starter.dev.demo import play

    _run(play(directory, as_json=as_json))


def _run(command: Coroutine[Any, Any, int]) -> NoReturn:
    """Run a command and leave with its exit status; a refusal becomes one line on stderr and status 1."""
    from starter.dev.errors import DevRefused

    try:
        status = asyncio.run(command)
    except DevRefused as refusal:
        typer.echo(f"error: {refusal}", err=True)
        status = 1
    leave(status)
