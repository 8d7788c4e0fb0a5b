"""``python -m tests.proofs.crash_points [TEXT]``: every enumerated crash point, eight at a time.

``TEXT`` chooses the points that contain it. Exit status 0 only if every point was reached, and the judge had nothing to
say about what came after it. The points of workflow tasks are those that a life without a death is measured to have.
"""

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Sequence

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from tests import temporal_server
from tests.proofs.barriers import POINTS, UNANSWERED
from tests.proofs.crashes import Crash, silences
from tests.proofs.house import House, running_house
from tests.proofs.task_barriers import TaskPoint
from tests.proofs.task_crashes import CONTINUING, MESSAGES, NEVER, WORKFLOWS, TaskCrash

AT_ONCE = 8
"""As many namespaces the tests' server has for its own workers."""
LONGEST = 400.0


AnyCrash = Crash | TaskCrash


async def play_all(house: House, free: "asyncio.Queue[Client]", crashes: Sequence[AnyCrash]) -> dict[str, list[str]]:
    """Play the crashes, as many at once as there are free clients; what went wrong, for each point."""
    rules = [
        silences(crash.creator, crash.point)
        for crash in crashes
        if isinstance(crash, Crash) and crash.point.owner == "sandbox"
    ]
    await house.stack.control("PUT", "/faults", rules)
    found: dict[str, list[str]] = {}

    async def one(crash: AnyCrash) -> None:
        client, point, begun = await free.get(), str(crash.point), time.monotonic()
        try:
            violations = await asyncio.wait_for(crash.play(client), LONGEST)
            found[point] = [str(violation) for violation in violations]
        except Exception as failure:  # one point's failure is its line in the table
            found[point] = [f"{type(failure).__name__}: {failure}"]
        finally:
            for pid in tuple(house.workers):
                if house.serving[pid] == client.namespace:
                    await house.kill(pid)
            free.put_nowait(client)
        point += f" ({crash.struck_at})" if isinstance(crash, TaskCrash) else ""
        outcome = "; ".join(found[str(crash.point)])[:300] or "ok"
        print(f"  {point}: {outcome}, {time.monotonic() - begun:.0f} s", flush=True)

    await asyncio.gather(*map(one, crashes))
    return found


async def measured(house: House, client: Client) -> list[TaskPoint]:
    """Every task of the whole life, before and after, for both of its workflows."""
    points = []
    for workflow in WORKFLOWS:
        crash = TaskCrash(house, TaskPoint(workflow, "after", nth=NEVER), house.stack.next_creator())
        tasks = len(await crash.measure(client))
        print(f"a whole life has {tasks} tasks of {workflow}", flush=True)
        points += [TaskPoint(workflow, when, nth=n + 1) for n in range(tasks) for when in ("before", "after")]
    return points


async def _run(text: str, at_once: int) -> int:
    begun = time.monotonic()
    server = temporal_server.start()
    try:
        address = os.environ[temporal_server.ADDRESS]
        free: asyncio.Queue[Client] = asyncio.Queue()
        for number in range(at_once):
            client = await Client.connect(address, namespace=f"gw{number}", data_converter=pydantic_data_converter)
            free.put_nowait(client)
        async with running_house(address, "default", client) as house:
            tasks = (*await measured(house, client), *MESSAGES, *CONTINUING)
            creator = house.stack.next_creator
            every: list[AnyCrash] = [
                *(Crash(house, point, creator()) for point in (*POINTS, *UNANSWERED) if text in str(point)),
                *(TaskCrash(house, point, creator()) for point in tasks if text in str(point)),
            ]
            found = await play_all(house, free, every)
    finally:
        server.kill()
        server.wait()
    good = sum(not lines for lines in found.values())
    for point, lines in found.items():
        if lines:
            print(f"to play it again: python -m tests.proofs.crash_points '{point}'")
    print(f"crash points covered: {good} of {len(every)}, in {time.monotonic() - begun:.0f} s")
    return 0 if good == len(every) else 1


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.proofs.crash_points")
    parser.add_argument("text", nargs="?", default="")
    parser.add_argument("--at-once", type=int, default=AT_ONCE)
    arguments = parser.parse_args()
    return asyncio.run(_run(arguments.text, arguments.at_once))


if __name__ == "__main__":
    sys.exit(main())
