"""``python -m tests.proofs.soak [--minutes M] [--collaborations N] [--seed S] [--calm]``: all faults at once.

Real Temporal server, real sandbox process, real worker processes that are killed; judged at the end by the checker.
All histories that it left are replayed on the code as it is. Exit status 0: no violation, every planned fault fired.
1: a violation, or a history that the code contradicts. 3: void, because something planned never was.
"""

import argparse
import asyncio
import os
import random
import sys
from dataclasses import dataclass

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from tests import temporal_server
from tests.checker.judge import figures, judge
from tests.checker.record import Record
from tests.checker.violation import Violation
from tests.proofs.house import House, running_house
from tests.proofs.mix import Weather
from tests.proofs.plan import Plan, draw
from tests.proofs.play import Play
from tests.proofs.replaying import replayed


@dataclass(frozen=True)
class Verdict:
    plan: Plan
    record: Record
    violations: tuple[Violation, ...]
    missing: tuple[str, ...]
    """What was planned and did not happen: the run proves nothing."""
    lines: tuple[str, ...]


async def soak(house: House, plan: Plan, *, calm: bool, workers: int, without: frozenset[str] = frozenset()) -> Verdict:
    """Play the plan and judge it."""
    weather = None if calm else Weather(house.stack, plan.seed, without)
    play = Play(house, plan, weather)
    record = await play.run(workers)
    violations = tuple(judge(record))
    fired = dict(weather.fired) if weather else {}
    happened = {name: len(getattr(plan, name)) for name in ("outages", "kills", "lapses", "sleeps")}
    missing = [name for name, times in fired.items() if not times]
    missing += [name for name, times in happened.items() if play.done[name] != times]
    missing += ["audits"] if plan.audits and not play.done["audits"] else []
    return Verdict(plan, record, violations, tuple(missing), tuple(_lines(play, record, fired)))


def _lines(play: Play, record: Record, fired: dict[str, int]) -> list[str]:
    late = figures(record)
    ended = [each for each in record.collaborations if each.outcomes]
    outcomes = sorted({each.outcomes[0] for each in ended})
    shares = sum(row.op == "share" and row.by == "api" for row in record.rows)
    return [
        f"collaborations {len(record.collaborations)}, ended {len(ended)}: "
        + ", ".join(f"{name} {sum(each.outcomes[0] == name for each in ended)}" for name in outcomes),
        f"shares given {shares}, taken back {sum(r.op == 'unshare' and r.by == 'api' for r in record.rows)}",
        f"faults fired {sum(fired.values())}: " + ", ".join(f"{name} {times}" for name, times in sorted(fired.items())),
        "done: " + ", ".join(f"{name} {times}" for name, times in sorted(play.done.items())),
        f"lateness of revocation, n {len(late.lateness)}: p50 {late.quantile(0.5):.2f} s, "
        f"p99 {late.quantile(0.99):.2f} s, max {late.quantile(1):.2f} s",
        f"from the last fault to quiet: {play.calm_after:.1f} s",
    ]


async def _run(arguments: argparse.Namespace) -> int:
    seconds = arguments.minutes * 60
    kills = 0 if arguments.calm else max(1, int(seconds // 40))
    plan = draw(arguments.seed, seconds, arguments.collaborations, calm=arguments.calm, kills=kills)
    server = temporal_server.start()
    try:
        address = os.environ[temporal_server.ADDRESS]
        client = await Client.connect(address, data_converter=pydantic_data_converter)
        async with running_house(address, "default", client) as house:
            without = frozenset(arguments.without.split(","))
            verdict = await soak(house, plan, calm=arguments.calm, workers=arguments.workers, without=without)
            histories, contradicted = await replayed(client)
    finally:
        server.kill()
        server.wait()
    print(*verdict.lines, f"histories replayed: {histories}", sep="\n")
    return report(verdict, contradicted, arguments)


def report(verdict: Verdict, contradicted: tuple[str, ...], arguments: argparse.Namespace) -> int:
    again = f"python -m tests.proofs.soak --minutes {arguments.minutes:g} --seed {arguments.seed} "
    again += f"--collaborations {arguments.collaborations}{' --calm' if arguments.calm else ''}"
    again += f" --without {arguments.without}" if arguments.without else ""
    for violation in verdict.violations:
        print(f"VIOLATION {violation}")
    for history in contradicted:
        print(f"CONTRADICTED by the code: {history}")
    for pair in sorted({violation.pair for violation in verdict.violations}):
        print(*_story(verdict.record, pair), sep="\n")
    for name in verdict.missing:
        print(f"VOID: planned and never happened: {name}")
    n = len(verdict.record.collaborations)
    print(f"{len(verdict.violations)} violations in {n} collaborations, seed {arguments.seed}")
    failed = bool(verdict.violations or contradicted)
    if failed or verdict.missing:
        print(f"to play it again: {again}")
    return 1 if failed else 3 if verdict.missing else 0


def _story(record: Record, pair: tuple[str, str]) -> list[str]:
    """All that happened to a pair, for whoever has to find out why."""
    lines = [f"  {'/'.join(pair)}"]
    people = {each.person_id for each in record.collaborations if each.pair == pair}
    for row in record.rows:
        if (row.page_id, row.business_id) == pair or (row.person_id in people and row.by == "hand"):
            lines.append(f"    {row.at:.2f} {row.op} by {row.by} {sorted(row.after or ())} {row.fault or ''}")
    for each in record.collaborations:
        if each.pair == pair:
            stages = ", ".join(f"{stage} {at:.2f}" for at, stage in each.stages)
            asked = "" if each.end_asked_at is None else f", end asked {each.end_asked_at:.2f}"
            term = f"{each.starts_at:.2f} to {each.ends_at:.2f}{asked}"
            lines.append(f"    {each.id} {sorted(each.tasks)} {term}: {stages}; {'/'.join(each.outcomes)}")
    return lines


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.proofs.soak")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--collaborations", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--calm", action="store_true", help="no faults: the figures of a healthy day")
    parser.add_argument("--without", default="", help="kinds of faults to leave out, comma separated")
    arguments = parser.parse_args(argv)
    size = f"{arguments.minutes:g} minutes, {arguments.collaborations} collaborations"
    print(f"seed {arguments.seed}, {size}", flush=True)
    return asyncio.run(_run(arguments))


if __name__ == "__main__":
    sys.stdout.flush()
    sys.exit(main())
