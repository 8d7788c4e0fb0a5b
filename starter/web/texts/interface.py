"""What a language has to bring: one value of ``Texts``. Keys of the tables are the values of contracts.vocabulary."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True)
class Message:
    """A page with nothing but a message: something went wrong, or there is nothing to show."""

    title: str
    text: str


@dataclass(frozen=True)
class Hindrance:
    """What holds a collaboration up, and the one next step."""

    message: str
    next_step: str


@dataclass(frozen=True)
class Check:
    """One line of the checklist: what has to be so, and how to make it so."""

    title: str
    how: tuple[str, ...]


@dataclass(frozen=True)
class Dates:
    """The language's form of an instant. Always in UTC and said so: terms are agreed in absolute instants."""

    months: tuple[str, ...]
    pattern: str

    def __call__(self, instant: datetime) -> str:
        return self._said(instant, "%H:%M")

    def exact(self, instant: datetime) -> str:
        """To the second, for what somebody waits for."""
        return self._said(instant, "%H:%M:%S")

    def _said(self, instant: datetime, time: str) -> str:
        at = instant.astimezone(UTC)
        return self.pattern.format(day=at.day, month=self.months[at.month - 1], year=at.year, time=at.strftime(time))


@dataclass(frozen=True)
class Texts:
    """Every word that a creator reads, in one language. Plain, short, honest: what is, what it means, what to do."""

    code: str
    """BCP 47, as in the ``lang`` attribute."""
    name: str
    """Its name in itself, as the language switch shows it."""
    day: Dates
    ui: Mapping[str, str]
    """Headings, labels, and sentences of the pages."""
    can: Mapping[str, str]
    cannot: Mapping[str, str]
    """Said of the tasks that were not agreed."""
    stage: Mapping[str, str]
    stage_name: Mapping[str, str]
    nothing_to_do: Mapping[str, str]
    """What happens next where the creator has nothing to do."""
    why_again: Mapping[str, str]
    """Why another consent is needed, what it holds up, and what happens without it; by stage."""
    outcome: Mapping[str, str]
    lapse: Mapping[str, str]
    owner: Mapping[str, str]
    action: Mapping[str, str]
    action_note: Mapping[str, str]
    way: Mapping[str, str]
    way_note: Mapping[str, str]
    permission: Mapping[str, str]
    done: Mapping[str, str]
    """Said at the top of the page after something was done; the key is in the address."""
    hindrance: Mapping[str, Hindrance]
    """By ``Blocked.code``; the workflow's own English words are for operators."""
    check: Mapping[str, Check]
    manual: tuple[str, ...]
    """How the creator takes the brand's access away by hand on Facebook."""
    give_again: tuple[str, ...]
    """How the creator gives by hand what somebody removed."""
    task: Mapping[str, str]
    """What Facebook calls a task in its settings."""
    notice: Mapping[str, str]
    """By ``NoticeKind``."""
    notice_more: Mapping[str, str]
    """What follows it: why, who, and what to do where there is still something to do."""
    message: Mapping[str, Message]
