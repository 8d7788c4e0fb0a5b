"""Tasks on a Page: what a person or a business may do with it, under the names of old and of new-experience Pages.

Meta publishes no mapping between ``ADVERTISE`` and ``PROFILE_PLUS_ADVERTISE``, renames one into the other on
new-experience Pages and grants more than asked. So held tasks are compared as a superset with aliases, never as equal.
"""

from collections.abc import Iterable
from typing import Final

CONTROL: Final = frozenset({"MANAGE", "PROFILE_PLUS_MANAGE", "PROFILE_PLUS_FULL_CONTROL"})
"""Who holds one of these may share the Page. It also includes every single task."""

_NEW_EXPERIENCE: Final = "PROFILE_PLUS_"


def covers(held: Iterable[str], wanted: Iterable[str]) -> bool:
    """Whether ``held`` allows everything in ``wanted``."""
    held = frozenset(held)
    return bool(held & CONTROL) or _plain(wanted) <= _plain(held)


def _plain(tasks: Iterable[str]) -> frozenset[str]:
    return frozenset(task.removeprefix(_NEW_EXPERIENCE) for task in tasks)
