"""Which ports a stack takes."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from starter.dev.errors import PortTaken, StateUnreadable
from starter.dev.ports import USUAL, Ports, any_free, choose, is_free, recall, remember

NOTHING_ASKED: dict[str, int | None] = dict.fromkeys(USUAL)
ANY_FREE: dict[str, int | None] = dict.fromkeys(USUAL, 0)


@pytest.fixture
def taken() -> Iterator[int]:
    """A port somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_a_port_somebody_listens_on_is_not_free(taken: int) -> None:
    assert not is_free(taken)
    assert is_free(any_free())


def test_the_named_port_is_used() -> None:
    port = any_free()
    assert choose({**ANY_FREE, "web": port}, {}).web == port


def test_a_named_port_in_use_is_refused_in_one_line(taken: int) -> None:
    with pytest.raises(PortTaken, match=rf"^port {taken} is in use; .*--sandbox-port") as refused:
        choose({**NOTHING_ASKED, "sandbox": taken}, {})
    assert "\n" not in str(refused.value)


def test_one_port_for_two_parts_is_refused() -> None:
    port = any_free()
    with pytest.raises(PortTaken, match="cannot share a port"):
        choose({**ANY_FREE, "web": port, "ui": port}, {})


def test_the_ports_of_the_last_run_are_kept() -> None:
    last = choose(ANY_FREE, {})
    remembered = {"web": last.web, "sandbox": last.sandbox, "temporal": last.temporal, "ui": last.ui}
    assert choose(NOTHING_ASKED, remembered) == last
    assert choose(ANY_FREE, remembered) == last


def test_a_remembered_port_in_use_is_replaced(taken: int) -> None:
    chosen = choose(NOTHING_ASKED, {"web": taken})
    assert chosen.web != taken


def test_no_two_parts_get_the_same_port() -> None:
    port = any_free()
    # The web side's remembered port is now what the user wants for Temporal.
    chosen = choose({**ANY_FREE, "temporal": port}, {"web": port, "ui": port})
    assert len({chosen.web, chosen.sandbox, chosen.temporal, chosen.ui}) == 4


def test_remembered_ports_come_back(tmp_path: Path) -> None:
    file = tmp_path / "ports.json"
    assert recall(file) == {}
    remember(file, Ports(web=1, sandbox=2, temporal=3, ui=4))
    assert recall(file) == {"web": 1, "sandbox": 2, "temporal": 3, "ui": 4}


@pytest.mark.parametrize("content", ["{", "[]", '{"web": "8080"}', '{"web": 0}', '{"elsewhere": 8080}'])
def test_a_damaged_file_is_refused_in_one_line(tmp_path: Path, content: str) -> None:
    file = tmp_path / "ports.json"
    file.write_text(content)
    with pytest.raises(StateUnreadable, match=r"ports\.json") as refused:
        recall(file)
    assert "\n" not in str(refused.value)
