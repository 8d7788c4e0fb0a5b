"""On a real server: one crash, many random lives. ``make proofs``."""

import asyncio
from pathlib import Path

from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from tests.proofs.barriers import Point
from tests.proofs.crashes import Crash
from tests.proofs.house import House
from tests.proofs.machine import Lives
from tests.stack import running_stack


async def test_a_worker_dies_between_the_unshare_and_its_proof(house: House, client: Client) -> None:
    point = Point("release_access", "after", "graph", "unshare")
    crash = Crash(house, point, house.stack.next_creator())
    assert [str(violation) for violation in await crash.play(client)] == []


def test_many_random_lives(temporal_address: str, temporal_namespace: str, tmp_path: Path) -> None:
    lives(temporal_address, f"{temporal_namespace}-proofs", tmp_path, examples=60, steps=20)


def lives(address: str, namespace: str, folder: Path, examples: int, steps: int) -> None:
    """Run the state machine against a stack of its own, on an event loop of its own."""
    with asyncio.Runner() as runner:
        client = runner.run(Client.connect(address, namespace=namespace, data_converter=pydantic_data_converter))
        running = running_stack(client, folder)
        Lives.runner, Lives.stack = runner, runner.run(running.__aenter__())
        try:
            run_state_machine_as_test(
                Lives,
                settings=settings(
                    max_examples=examples,
                    stateful_step_count=steps,
                    deadline=None,
                    derandomize=True,
                    phases=(Phase.generate, Phase.shrink) if examples > 5 else (Phase.generate,),
                ),
            )
        finally:
            runner.run(running.__aexit__(None, None, None))
