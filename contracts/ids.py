"""Ids, and the names under which things are found in Temporal."""

import re
from typing import Annotated

from pydantic import AfterValidator

WORKFLOW_QUEUE = "adaccess"
"""Workflows, and activities that touch only our own store."""
GRAPH_QUEUE = "adaccess-graph"
"""Every activity that calls the platform: one rate for all workers together."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_META_ID = re.compile(r"[0-9]{5,20}")
_USERNAME = re.compile(r"(?!.*\.\.)(?!\.)[a-z0-9._]{1,30}(?<!\.)")


def _name(value: str) -> str:
    if not _NAME.fullmatch(value):
        raise ValueError("must be 1 to 100 letters, digits, '.', '_' or '-', starting with a letter or digit")
    return value


def _meta_id(value: str) -> str:
    if not _META_ID.fullmatch(value):
        raise ValueError("must be a Meta id: 5 to 20 digits")
    return value


def _username(value: str) -> str:
    value = value.removeprefix("@").lower()
    if not _USERNAME.fullmatch(value):
        raise ValueError(
            "is not an Instagram username: up to 30 letters, digits, '.' and '_', no '.' at an end or twice in a row"
        )
    return value


CollaborationId = Annotated[str, AfterValidator(_name)]
CreatorId = Annotated[str, AfterValidator(_name)]
MetaId = Annotated[str, AfterValidator(_meta_id)]
InstagramUsername = Annotated[str, AfterValidator(_username)]


def collaboration_workflow_id(collaboration_id: str) -> str:
    return f"collaboration/{collaboration_id}"


def authorization_workflow_id(creator_id: str) -> str:
    return f"authorization/{creator_id}"


def deletion_workflow_id(creator_id: str) -> str:
    return f"deletion/{creator_id}"


def check_workflow_id(unique: str) -> str:
    return f"check/{unique}"


AUDIT_SCHEDULE = "audit"
"""The Temporal Schedule that runs the audit."""


def audit_workflow_id(what: str) -> str:
    """``what`` names the audit that is asked for: two that ask for the same at once are one."""
    return f"audit/{what}"
