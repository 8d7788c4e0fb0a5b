"""Commands that give the evidence out, and that check what was given out."""

import asyncio
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from starter.commands.options import Directory, Json, read_instant
from starter.commands.running import print_json

if TYPE_CHECKING:
    from store.proofs import EvidenceFilter


def register(app: typer.Typer) -> None:
    app.command("export")(export)
    app.command("verify")(verify)


def export(
    collaboration: Annotated[
        str | None, typer.Option(metavar="ID", help="Only what proves this collaboration.", show_default=False)
    ] = None,
    creator: Annotated[
        str | None, typer.Option(metavar="ID", help="Only what proves this creator's.", show_default=False)
    ] = None,
    business: Annotated[
        str | None, typer.Option(metavar="ID", help="Only this brand's (Meta business id).", show_default=False)
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(metavar="T", help="Answer who had access then (2027-01-30T00:00:00Z).", show_default=False),
    ] = None,
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write it there, whole or not at all.", show_default=False)
    ] = None,
    as_json: Json = False,
    directory: Directory = None,
) -> None:
    """Give out the evidence of every share and unshare as JSON Lines, for `adaccess verify` and for anybody else.

    Of other collaborations and creators there are only hashes in it. With --json and --output, a summary as JSON.
    """
    from settings import load
    from store.proofs import EvidenceFilter

    if sum(each is not None for each in (collaboration, creator, business)) > 1:
        raise typer.BadParameter("take one of --collaboration, --creator and --business")
    only = EvidenceFilter(collaboration, creator, business)
    instant = read_instant(at, "--at") if at is not None else None
    url = load(directory).database_url
    if output is None:
        asyncio.run(_write(url, only, instant, sys.stdout))
        return
    counted = _to_file(output, url, only, instant)
    if as_json:
        print_json({"file": str(output), **counted})
    else:
        print(f"{output}: {_size(counted['entries'], counted['pairs'])}")


def verify(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="An export, or a creator's record; - is the standard input.")
    ],
    as_json: Json = False,
) -> None:
    """Check an export: is anything missing, altered or out of order? Needs no database and no settings.

    Exit status 0 if everything is intact, 1 if not.
    """
    from dataclasses import asdict

    from starter.proof.reading import verify as check

    found = check(file)
    if as_json:
        print_json({"intact": not found.problems, **asdict(found)})
    elif found.problems:
        print("\n".join(_plain(problem) for problem in found.problems))
    else:
        sealed = f", beside {found.sealed} of others by hash only" if found.sealed else ""
        print(f"intact: {_size(found.entries, found.pairs)}{sealed}")
    raise typer.Exit(1 if found.problems else 0)


def _to_file(output: Path, url: str, only: "EvidenceFilter", at: datetime | None) -> dict[str, int]:
    """Beside it first: nobody must take half an export for a whole one."""
    from starter.errors import RequestRefused

    half = output.with_name(f".{output.name}.{os.getpid()}.half")
    try:
        try:
            with half.open("x", encoding="ascii") as file:
                counted = asyncio.run(_write(url, only, at, file))
            half.replace(output)
        finally:
            half.unlink(missing_ok=True)
    except OSError as error:
        raise RequestRefused(f"cannot write {output}: {(error.strerror or str(error)).lower()}") from None
    return counted


async def _write(url: str, only: "EvidenceFilter", at: datetime | None, out: TextIO) -> dict[str, int]:
    from datetime import UTC

    from contracts.proof import canonical
    from starter.exporting import export as lines
    from store.session import open_proofs

    proofs = await open_proofs(url)
    try:
        async for line in lines(proofs, only, made_at=datetime.now(UTC), at=at):
            print(canonical(line), file=out)
    finally:
        await proofs.aclose()
    return {name: line[name] for name in ("pairs", "entries", "sealed")}


def _size(entries: int, pairs: int) -> str:
    return f"{entries} {'entry' if entries == 1 else 'entries'} of {pairs} {'pair' if pairs == 1 else 'pairs'}"


def _plain(text: str) -> str:
    """What is told quotes the file, and a file must not steer the terminal."""
    return "".join(character if character.isprintable() else " " for character in text)
