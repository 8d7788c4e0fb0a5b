"""The checklist: what has to be in place, and what the last check found of it. Pure."""

from dataclasses import dataclass

from contracts.eligibility import EligibilityReport
from contracts.status import Status
from contracts.vocabulary import AuthorizationState, FindingCode, LapseCause, Stage
from starter.web.texts import Texts

_STEPS = (
    FindingCode.INSTAGRAM_NOT_PROFESSIONAL,
    FindingCode.INSTAGRAM_NOT_LINKED,
    FindingCode.WRONG_FACEBOOK_LOGIN,
    FindingCode.PERMISSION_DECLINED,
    FindingCode.PAGE_NOT_SELECTED,
    FindingCode.PAGE_ROLE_MISSING,
    FindingCode.PAGE_NOT_PUBLISHED,
)
"""Always shown, in the order in which a creator comes by them; others only where they matter."""

_NEED_NO_LOGIN = frozenset({FindingCode.BUSINESS_NOT_FOUND, FindingCode.TWO_FACTOR_REQUIRED})
_LAPSED_BY = {
    LapseCause.PERMISSION_REMOVED: FindingCode.PERMISSION_DECLINED,
    LapseCause.PAGE_DESELECTED: FindingCode.PAGE_NOT_SELECTED,
    LapseCause.ROLE_LOST: FindingCode.PAGE_ROLE_MISSING,
    LapseCause.CHECKPOINT: FindingCode.ACCOUNT_CHECKPOINT,
    LapseCause.TWO_FACTOR: FindingCode.TWO_FACTOR_REQUIRED,
}
_CODE_OF = {"instagram_unlinked": FindingCode.INSTAGRAM_NOT_LINKED}


@dataclass(frozen=True)
class Item:
    """One line. ``ok`` is null where it is not known; ``state`` are the words for it."""

    code: str
    ok: bool | None
    title: str
    state: str
    how: tuple[str, ...]
    held: bool
    """It is what holds the collaboration up: the page says so, and how to mend it, further up."""

    @property
    def mark(self) -> str:
        return {True: "true", False: "false", None: "unknown"}[self.ok]


def checklist(t: Texts, status: Status, report: EligibilityReport, words: dict[str, str]) -> tuple[Item, ...]:
    """Nothing once it is on its way out: then only the access itself matters."""
    if status.stage in (Stage.ENDING, Stage.REVOKE_BLOCKED, Stage.ENDED):
        return ()
    found = _found(status, report)
    held = held_by(status)
    if found.get(FindingCode.PAGE_OWNED_BY_OTHER_BUSINESS) is False:
        found.pop(FindingCode.PAGE_ROLE_MISSING, None)  # the same line, said more exactly
    order = [code for code in FindingCode if code in found]
    order.sort(key=lambda code: _STEPS.index(code) if code in _STEPS else len(_STEPS))
    return tuple(_item(t, code, found[code], code is held, words) for code in order)


def held_by(status: Status) -> FindingCode | None:
    """The finding that holds it up, if it is one; a lapse of some causes is one as well."""
    code = status.blocked.code if status.blocked else ""
    if code in set(FindingCode):
        return FindingCode(code)
    if status.authorization.state is AuthorizationState.LAPSED and status.authorization.cause is not None:
        return _LAPSED_BY.get(status.authorization.cause)
    return _CODE_OF.get(code)


def how_to(t: Texts, code: str, words: dict[str, str]) -> tuple[str, ...]:
    check = t.check.get(code)
    return tuple(step.format_map(words) for step in check.how) if check else ()


def _found(status: Status, report: EligibilityReport) -> dict[FindingCode, bool | None]:
    found: dict[FindingCode, bool | None] = dict.fromkeys(_STEPS)
    found |= {finding.code: finding.ok for finding in report.findings}
    if status.authorization.state is not AuthorizationState.VALID:
        # What a login showed that works no more is no knowledge of today.
        found = {code: ok if code in _NEED_NO_LOGIN else None for code, ok in found.items()}
    if (held := held_by(status)) is not None:
        found[held] = False
    return found


def _item(t: Texts, code: FindingCode, ok: bool | None, held: bool, words: dict[str, str]) -> Item:
    state = t.ui[{True: "ok", False: "not_ok", None: "not_known"}[ok]]
    how = () if ok else how_to(t, code, words)
    return Item(code.value, ok, t.check[code].title.format_map(words), state, how, held)
