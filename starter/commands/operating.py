"""Commands that run and prepare the service's own parts."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from starter.commands.options import Directory, Json
from starter.commands.running import print_json


def register(app: typer.Typer) -> None:
    app.command("worker")(worker)
    app.command("web")(web)
    app.command("sandbox")(sandbox)
    database = typer.Typer(help="The database.", no_args_is_help=True)
    database.command("upgrade")(upgrade)
    database.command("move")(move)
    app.add_typer(database, name="db")
    keys = typer.Typer(help="The keys that seal creators' tokens.", no_args_is_help=True)
    keys.command("new")(new_key)
    keys.command("rotate")(rotate)
    app.add_typer(keys, name="keys")


def worker(directory: Directory = None, as_json: Json = False) -> None:
    """Run a worker until Ctrl-C or SIGTERM: it drives the collaborations and calls the platform.

    Run as many as you like. It logs on the standard error and prints nothing, with --json neither.
    """
    from settings import load
    from worker import main

    raise typer.Exit(main(load(directory)))


def web(directory: Directory = None, as_json: Json = False) -> None:
    """Run the creators' web pages until Ctrl-C or SIGTERM.

    It logs on the standard error and prints nothing, with --json neither.
    """
    from settings import load
    from starter.web.__main__ import serve, write_log

    write_log()
    asyncio.run(serve(load(directory)))


def sandbox(
    port: Annotated[int, typer.Option(metavar="P", min=0, max=65535, help="0 = any free one.")] = 0,
    world: Annotated[
        Path | None, typer.Option(metavar="FILE", help="People, Pages and businesses (JSON).", show_default=False)
    ] = None,
    ledger: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where it keeps its own record.", show_default=False)
    ] = None,
    directory: Directory = None,
    as_json: Json = False,
) -> None:
    """Run a stand-in for facebook.com and the Graph API.

    It prints one line of JSON with its address when it is ready.
    """
    command = [sys.executable, "-m", "graph_sandbox", "--port", str(port)]
    command += ["--world", str(world)] if world else []
    command += ["--ledger", str(ledger)] if ledger else []
    sys.stdout.flush()
    os.execv(sys.executable, command)  # noqa: S606 (no shell; our own interpreter)


def upgrade(directory: Directory = None, as_json: Json = False) -> None:
    """Create the database's schema, or bring it up to date. Repeating it changes nothing."""
    from settings import load
    from store import migrate

    url = load(directory).database_url
    behind = migrate.needs_upgrade(url)
    migrate.upgrade(url)
    if as_json:
        print_json({"upgraded": behind})
    else:
        print("the database is now up to date" if behind else "the database was up to date already")


def move(
    namespace: Annotated[str, typer.Argument(metavar="NAMESPACE", help="The Temporal namespace of all its workflows.")],
    directory: Directory = None,
    as_json: Json = False,
) -> None:
    """Say that the collaborations of this database live in another Temporal namespace now.

    Workers of any other refuse to start: to an audit from there every hold would look abandoned.
    """
    from settings import load
    from store.session import move_home

    before = asyncio.run(move_home(load(directory).database_url, namespace))
    if as_json:
        print_json({"namespace": namespace, "before": before})
    elif before == namespace:
        print(f"the database belonged to {namespace!r} already")
    else:
        print(f"the database belongs to {namespace!r} now" + (f", no longer to {before!r}" if before else ""))


def new_key(
    key_id: Annotated[str, typer.Option("--id", metavar="NAME", help="Its name; each key needs another one.")] = "k1",
    directory: Directory = None,
    as_json: Json = False,
) -> None:
    """Make a fresh entry for ADACCESS_VAULT_KEYS. It is printed once and kept nowhere: keep it safe."""
    from store.vault_keys import VaultKeys

    entry = VaultKeys.generate(key_id)
    if as_json:
        print_json({"key": entry})
    else:
        print(entry)


def rotate(directory: Directory = None, as_json: Json = False) -> None:
    """Bring every creator under the first of ADACCESS_VAULT_KEYS. The others may be dropped afterwards.

    Works beside a running service; it may be stopped and repeated. The secrets themselves are not touched.
    Restart web and workers with the new key first: one that is not would still seal new creators with the old key.
    """
    from settings import load
    from store.session import Store
    from store.vault_keys import VaultKeys

    settings = load(directory)
    settings.require("vault_keys")
    assert settings.vault_keys is not None
    keys = VaultKeys.parse(settings.vault_keys)

    async def work() -> int:
        store = await Store.open(settings.database_url, keys)
        try:
            return await store.vault.rotate()
        finally:
            await store.aclose()

    moved = asyncio.run(work())
    if as_json:
        print_json({"key": keys.first, "rewrapped": moved})
    else:
        print(
            f"{moved} creators brought under {keys.first!r}; other keys may be dropped, "
            f"unless a process still runs in which {keys.first!r} is not the first"
        )
