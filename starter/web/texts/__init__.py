"""Every word the creator reads, by language. Another language is another value of ``Texts`` in LANGUAGES."""

from starter.web.texts.de import DE
from starter.web.texts.en import EN
from starter.web.texts.interface import Check, Hindrance, Message, Texts

__all__ = ["DEFAULT", "LANGUAGES", "Check", "Hindrance", "Message", "Texts"]

LANGUAGES = {each.code: each for each in (EN, DE)}
DEFAULT = EN

# Keys of ``Texts.message``: a refusal names its message, and the page says it in the reader's language.
LINK_FORGED, LINK_EXPIRED, UNKNOWN = "link_forged", "link_expired", "unknown"
NOT_FOUND, NOT_ALLOWED = "not_found", "not_allowed"
NOT_ANSWERING, NOT_CONFIRMED, BROKEN = "not_answering", "not_confirmed", "broken"
FORM_REFUSED = "form_refused"
WRONG_HOST, TOO_LARGE, TOO_SLOW, TOO_MANY = "wrong_host", "too_large", "too_slow", "too_many"
STATE_REFUSED = {
    "used": "state_used",
    "expired": "state_expired",
    "other_browser": "state_other_browser",
    "unknown": "state_unknown",
}
"""By ``StateRefused.reason``."""
