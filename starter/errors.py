"""What can go wrong for those who start, steer and watch collaborations. Every text is one line that says what to do.

StarterError
├── UnknownCollaboration   no collaboration has this id
├── TermsConflict          the collaboration was started before, with other terms
├── RequestRefused         what was asked for makes no sense; nothing was sent
├── MessageRefused         the collaboration refuses what was asked of it, with its reason
├── AlreadyEnded           the collaboration has ended and takes no more messages
├── WorkerNotAnswering     Temporal holds the collaboration, but no worker answers for it
├── TimedOut               it did not come to the awaited stage in time
├── CheckUnanswered        the dry run of eligibility came to no answer
├── AuditUnfinished        an audit was stopped before it came to its end
├── BrandRefused           a brand's token is of no use, and was not kept
├── TemporalRefused        Temporal answers, but refuses the call
└── LinkRefused            a creator link is forged or too old

Beside this tree: `settings.SettingsRefused`, `contracts.terms.TermsRefused` (terms refused at the door), and
`starter.connection.NotReachable` (no Temporal server answers).
"""

from typing import Literal


class StarterError(Exception):
    """Base of what a caller of the client can expect; ``str()`` is one line."""


class UnknownCollaboration(StarterError):
    def __init__(self, collaboration_id: str) -> None:
        super().__init__(f"there is no collaboration {collaboration_id!r}; `adaccess list` shows those there are")
        self.collaboration_id = collaboration_id


class TermsConflict(StarterError):
    """The running (or ended) collaboration keeps the terms it was started with."""

    def __init__(self, collaboration_id: str, differing: tuple[str, ...] = ()) -> None:
        what = f" ({', '.join(differing)} differ)" if differing else ""
        super().__init__(
            f"collaboration {collaboration_id!r} was started with other terms{what}; "
            "use another collaboration_id, or move its end with `adaccess extend`"
        )
        self.collaboration_id = collaboration_id
        self.differing = differing


class RequestRefused(StarterError):
    """Refused before anything was sent; the text names the field and the reason."""


class MessageRefused(StarterError):
    """``reason`` is the collaboration's own word."""

    def __init__(self, collaboration_id: str, reason: str) -> None:
        super().__init__(f"collaboration {collaboration_id!r} refused this: {one_line(reason)}")
        self.collaboration_id = collaboration_id
        self.reason = reason


class AlreadyEnded(StarterError):
    def __init__(self, collaboration_id: str) -> None:
        super().__init__(
            f"collaboration {collaboration_id!r} has ended; `adaccess status {collaboration_id}` shows how"
        )
        self.collaboration_id = collaboration_id


class WorkerNotAnswering(StarterError):
    """``sent`` says that a message lies with Temporal and may take effect once a worker is back."""

    def __init__(self, subject: str, seconds: float, sent: bool = False) -> None:
        later = "; the request may still take effect then, and asking again does no harm" if sent else ""
        super().__init__(
            f"no worker answered for {subject!r} within {seconds:g} s; start one with `adaccess worker`{later}"
        )
        self.subject = subject


class TimedOut(StarterError):
    """``last_seen`` is the stage it stood in when the time was over; null when no worker ever said."""

    def __init__(self, collaboration_id: str, awaited: str, seconds: float, last_seen: str | None) -> None:
        super().__init__(
            f"collaboration {collaboration_id!r} did not become {awaited} within {seconds:g} s, "
            f"it is {last_seen or 'unknown'}; `adaccess status {collaboration_id}` shows what it waits for"
        )
        self.collaboration_id = collaboration_id
        self.last_seen = last_seen


class CheckUnanswered(StarterError):
    def __init__(self, reason: str) -> None:
        super().__init__(f"the check came to no answer ({one_line(reason)}); try again, and see the worker's log")


class AuditUnfinished(StarterError):
    def __init__(self, reason: str) -> None:
        super().__init__(f"the audit did not come to its end ({one_line(reason)}); ask for it again")


class BrandRefused(StarterError):
    def __init__(self, reason: str) -> None:
        super().__init__(f"the brand was not connected: {one_line(reason)}; nothing was kept")


class TemporalRefused(StarterError):
    def __init__(self, reason: str) -> None:
        super().__init__(f"Temporal refused the call: {one_line(reason)}")


class LinkRefused(StarterError):
    """``reason`` is ``expired`` (genuine but too old) or ``forged`` (not signed by us, or not a creator link)."""

    def __init__(self, reason: Literal["expired", "forged"]) -> None:
        text = {
            "expired": "this link is too old; ask for a new one (`adaccess link ID` makes it)",
            "forged": "this link is not one of ours; open the complete link exactly as it was sent",
        }[reason]
        super().__init__(text)
        self.reason: Literal["expired", "forged"] = reason


def one_line(text: str, limit: int = 300) -> str:
    """A text from elsewhere, fit for the one line an error may take."""
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"
