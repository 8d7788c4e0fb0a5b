"""The fault plan: which call goes wrong, and how. Applying a fault is ``faulty``'s business."""

import random
from fnmatch import fnmatchcase
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from graph_sandbox.words import Json
from graph_sandbox.world import WorldError, reason

Seconds = Annotated[float, Field(ge=0, le=3600)]


class _Strict(BaseModel):
    # A misspelt fault would silently test nothing.
    model_config = ConfigDict(extra="forbid", frozen=True)


class Error(_Strict):
    """Answered with an error; nothing done."""

    kind: Literal["error"]
    status: int = Field(500, ge=200, le=599)
    code: int | None = 2
    subcode: int | None = None
    message: str | None = None
    is_transient: bool | None = None


class ApplyThenError(_Strict):
    """Done, and answered with an error all the same."""

    kind: Literal["apply_then_error"]
    status: int = Field(500, ge=200, le=599)
    code: int | None = 2
    subcode: int | None = None
    message: str | None = None
    is_transient: bool | None = None


class Hang(_Strict):
    """No answer for so long, then a 500. With ``apply`` the call took effect before the silence."""

    kind: Literal["hang"]
    seconds: Seconds
    apply: bool = False


class ApplyLate(_Strict):
    """No answer for so long, and the call takes effect only at the end, even when the caller has gone."""

    kind: Literal["apply_late"]
    seconds: Seconds


class StaleRead(_Strict):
    """The call works, and for so long the Page's read-back answers as of the moment before it."""

    kind: Literal["stale_read"]
    seconds: Seconds


class Throttle(_Strict):
    """Refused with a rate limit code, and usage headers that say when to come back."""

    kind: Literal["throttle"]
    code: int = 4
    minutes: float = Field(1, ge=0)  # Meta sends whole ones; fractions are for tests in a hurry


class SuccessNotApplied(_Strict):
    """Answered like a success; nothing done."""

    kind: Literal["success_not_applied"]


class Garbage(_Strict):
    """HTTP 200 with something that is not JSON; nothing done."""

    kind: Literal["garbage"]
    body: str = "<html><body>Service Unavailable</body></html>"


Fault = Annotated[
    Error | ApplyThenError | Hang | ApplyLate | StaleRead | Throttle | SuccessNotApplied | Garbage,
    Field(discriminator="kind"),
]


class Rule(_Strict):
    """One line of the plan. ``nth`` counts matching calls from the moment the plan was put, ``times``
    how many go wrong from there on (null: all); with ``probability`` each of those only by chance."""

    method: str = "*"
    path: str = "/*"
    nth: int = Field(1, ge=1)
    times: int | None = Field(1, ge=0)
    probability: float | None = Field(None, ge=0, le=1)
    seed: int | None = None
    fault: Fault


class _Armed:
    """A rule and how far it got."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.seen = 0
        self.fired = 0
        self._chance = random.Random(rule.seed)  # noqa: S311 (repeatable on purpose)

    def counts(self, method: str, path: str) -> bool:
        """Count this call if it is one of the rule's, and say whether it should go wrong."""
        rule = self.rule
        if rule.method.upper() not in ("*", method):
            return False
        # The batch envelope is no call of its own: only a rule for exactly "/" means it.
        if not (rule.path == "/" if path == "/" else fnmatchcase(path, rule.path)):
            return False
        self.seen += 1
        if self.seen < rule.nth or (rule.times is not None and self.fired >= rule.times):
            return False
        return rule.probability is None or self._chance.random() < rule.probability


class FaultPlan:
    """The rules in their order; the first one due decides, the others only count the call."""

    def __init__(self, rules: list[Rule]) -> None:
        self._armed = [_Armed(rule) for rule in rules]

    def strike(self, method: str, path: str) -> Fault | None:
        """The fault of this call, if it is to have one."""
        due = [armed for armed in self._armed if armed.counts(method, path)]
        if not due:
            return None
        due[0].fired += 1
        return due[0].rule.fault

    def as_json(self) -> list[Json]:
        return [{**armed.rule.model_dump(mode="json"), "fired": armed.fired} for armed in self._armed]


_RULES = TypeAdapter(list[Rule])


def parse_plan(raw: Any) -> FaultPlan:
    """A plan out of JSON; what ``GET`` showed may be put back. ``WorldError`` says what is wrong."""
    if isinstance(raw, list):
        raw = [{k: v for k, v in r.items() if k != "fired"} if isinstance(r, dict) else r for r in raw]
    try:
        return FaultPlan(_RULES.validate_python(raw))
    except ValidationError as failure:
        raise WorldError(reason(failure)) from None
