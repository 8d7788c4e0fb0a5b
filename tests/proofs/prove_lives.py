"""Many random lives on the real server: ``make proofs``."""

from pathlib import Path

from tests.proofs.test_real_server import lives

EXAMPLES, STEPS = 60, 20


def test_many_random_lives(temporal_address: str, temporal_namespace: str, tmp_path: Path) -> None:
    lives(temporal_address, f"{temporal_namespace}-proofs", tmp_path, EXAMPLES, STEPS)
