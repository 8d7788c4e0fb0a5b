"""``python -m tests.proofs.crash_points [TEXT]``: every enumerated crash point, eight at a time.

``TEXT`` chooses the points that contain it. Exit status 0 only if every point was reached, and the judge had nothing to
say about what came after it.
"""

import argparse
import asyncio
import os
import sys
import time

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from tests import temporal_server
from tests.proofs.barriers import POINTS, UNANSWERED
from tests.proofs.crashes import Crash, silences
from tests.proofs.house import House, running_house

AT_ONCE = 8
"""As many namespaces the tests' server has for its own workers."""
LONGEST = 400.0


async def play_all(house: House, address: str, crashes: list[Crash], at_once: int) -> dict[str, list[str]]:
    """Play the crashes; what went wrong, for each point."""
    free: asyncio.Queue[Client] = asyncio.Queue()
    for number in range(at_once):
        namespace = f"gw{number}"
        client = await Client.connect(address, namespace=namespace, data_converter=pydantic_data_converter)
        free.put_nowait(client)
    rules = [silences(crash.creator, crash.point) for crash in crashes if crash.point.owner == "sandbox"]
    await house.stack.control("PUT", "/faults", rules)
    found: dict[str, list[str]] = {}

    async def one(crash: Crash) -> None:
        client, point = await free.get(), str(crash.point)
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
        print(f"  {point}: {'; '.join(found[point])[:300] or 'ok'}", flush=True)

    await asyncio.gather(*map(one, crashes))
    return found


async def _run(text: str, at_once: int) -> int:
    begun, points = time.monotonic(), [point for point in (*POINTS, *UNANSWERED) if text in str(point)]
    server = temporal_server.start()
    try:
        address = os.environ[temporal_server.ADDRESS]
        client = await Client.connect(address, data_converter=pydantic_data_converter)
        async with running_house(address, "default", client) as house:
            crashes = [Crash(house, point, house.stack.next_creator()) for point in points]
            found = await play_all(house, address, crashes, at_once)
    finally:
        server.kill()
        server.wait()
    good = sum(not lines for lines in found.values())
    print(f"crash points covered: {good} of {len(points)}, in {time.monotonic() - begun:.0f} s")
    return 0 if good == len(points) else 1


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.proofs.crash_points")
    parser.add_argument("text", nargs="?", default="")
    parser.add_argument("--at-once", type=int, default=AT_ONCE)
    arguments = parser.parse_args()
    return asyncio.run(_run(arguments.text, arguments.at_once))


if __name__ == "__main__":
    sys.exit(main())
