"""Ids: what is one, and under which names things are found in Temporal."""

import pytest
from pydantic import TypeAdapter, ValidationError

from contracts.ids import (
    CollaborationId,
    InstagramUsername,
    MetaId,
    authorization_workflow_id,
    check_workflow_id,
    collaboration_workflow_id,
)

NAMES = TypeAdapter[str](CollaborationId)
META_IDS = TypeAdapter[str](MetaId)
USERNAMES = TypeAdapter[str](InstagramUsername)


@pytest.mark.parametrize("name", ["c-1001", "C.1_x", "7", "x" * 100])
def test_a_name(name: str) -> None:
    assert NAMES.validate_python(name) == name


@pytest.mark.parametrize("name", ["", "-c", ".c", "a/b", "a b", "a\n", "ä", "x" * 101, "../etc", "c?x=1"])
def test_not_a_name(name: str) -> None:
    """It becomes part of workflow ids and URLs."""
    with pytest.raises(ValidationError, match="must be 1 to 100 letters"):
        NAMES.validate_python(name)


@pytest.mark.parametrize("meta_id", ["12345", "900000000000777", "1" * 20])
def test_a_meta_id(meta_id: str) -> None:
    assert META_IDS.validate_python(meta_id) == meta_id


@pytest.mark.parametrize("meta_id", ["", "1234", "1" * 21, "12345\n", "1234٥", "-12345", "12345/agencies"])
def test_not_a_meta_id(meta_id: str) -> None:
    """It becomes part of the Graph API's paths."""
    with pytest.raises(ValidationError, match="must be a Meta id"):
        META_IDS.validate_python(meta_id)


@pytest.mark.parametrize(
    ("written", "meant"), [("mia.cooks", "mia.cooks"), ("@Mia_Cooks", "mia_cooks"), ("m", "m"), ("_" * 30, "_" * 30)]
)
def test_a_username(written: str, meant: str) -> None:
    assert USERNAMES.validate_python(written) == meant


@pytest.mark.parametrize("username", ["", "@", "@@mia", ".mia", "mia.", "mia..cooks", "mia-cooks", "mia\n", "m" * 31])
def test_not_a_username(username: str) -> None:
    with pytest.raises(ValidationError, match="is not an Instagram username"):
        USERNAMES.validate_python(username)


def test_workflow_ids() -> None:
    """Other programs find workflows by these."""
    assert collaboration_workflow_id("c-1001") == "collaboration/c-1001"
    assert authorization_workflow_id("cr-7") == "authorization/cr-7"
    assert check_workflow_id("x") == "check/x"
