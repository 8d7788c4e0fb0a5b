"""`adaccess demo`: the whole service once, judged by the platform's own ledger. Takes as long as its term, 20 s."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.mark.long
def test_the_ledger_agrees_with_every_claim(adaccess: Start, tmp_path: Path) -> None:
    demo = adaccess("demo", "--json", TMPDIR=str(tmp_path))
    out, err = demo.communicate(timeout=120)
    assert demo.returncode == 0, out + err
    report = json.loads(out)
    assert report["ok"] is True
    assert [claim for claim in report["claims"] if not claim["agrees"]] == []
    assert len(report["claims"]) == 9
    assert "intact" in report["claims"][-1]["we_say"]
    assert 0 < report["graph_calls"] < 60
    told = " ".join(event["what"] for event in report["timeline"])
    moments = ["invited", "authorized through the pages", "eligible", "shared, and read back"]
    moments += ["lapsed (password_changed)", "re-authorized", "resumed", "term over", "unshared", "proven absent"]
    assert [moment for moment in moments if moment not in told] == []
    assert sorted(moments, key=told.index) == moments, "in this order"
    # A demo that went well leaves nothing behind.
    assert list(tmp_path.glob("adaccess-demo-*")) == []


def test_a_folder_with_a_history_is_refused(adaccess: Start, tmp_path: Path) -> None:
    (tmp_path / "ports.json").write_text("{}")
    demo = adaccess("demo", "--dir", str(tmp_path))
    out, err = demo.communicate(timeout=30)
    assert (demo.returncode, out) == (1, "")
    assert err.startswith(f"error: {tmp_path} has a stack's state in it already")
    assert len(err.splitlines()) == 1
