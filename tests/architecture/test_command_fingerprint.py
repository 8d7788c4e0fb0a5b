"""A changed order of commands wedges every workflow that is running when it is deployed."""

import json
import re

import pytest

from tests.architecture.command_fingerprint import BASELINE, fingerprint

LESSON = """
The commands of {method} in {path} changed:
    was: {was}
    is:  {is_}
Collaborations live for months and outlive this deployment. Each of them replays its history with the new code; where
that gives another command than the history has, it stops for good, with the brand's access left as it is. So:
  1. put the change behind a gate, in the workflow: if workflow.patched("<what-changes>"): new way; else: old way
  2. keep the histories in tests/workflows green, and record a new one that takes the new way
  3. then refresh the baseline: python -m tests.architecture.command_fingerprint
Nothing was ever deployed with the old order, or only the source order moved? Then step 3 is enough.
"""


def test_no_command_changed_unnoticed() -> None:
    before, now = json.loads(BASELINE.read_text(encoding="utf-8")), fingerprint()
    for path in sorted({*before, *now}):
        was, is_ = before.get(path, {}), now.get(path, {})
        for method in sorted({*was, *is_}):
            if was.get(method) != is_.get(method):
                pytest.fail(LESSON.format(method=method, path=path, was=was.get(method), is_=is_.get(method)), False)


def test_the_fingerprint_sees_what_matters() -> None:
    methods = fingerprint()["workflows/collaboration.py"]
    assert methods["Collaboration._acquire"] == ["start_activity_method AccessActivities.acquire", "self._unless_ended"]
    assert "wait_condition with a timer" in methods["Collaboration._wait"]
    assert "continue_as_new" in methods["Collaboration._wait"]
    assert "upsert_search_attributes" in methods["Collaboration._tell"]
    assert any(re.match("signal 'unsubscribe'", command) for command in methods["Collaboration._finish"])
    assert "self._release" in methods["Collaboration._take"]
