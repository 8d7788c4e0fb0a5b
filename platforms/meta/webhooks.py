"""Webhooks as Meta sends them (Meta: graph-api/webhooks/getting-started): is it Meta's, and whom is it about?

The signature is over the raw bytes received: whoever parses first and signs what comes out refuses genuine ones.
"""

import hashlib
import hmac
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

_SCHEME: Final = "sha256="
_ABOUT_PEOPLE: Final = frozenset({"permissions", "user"})
"""Topics whose entries are about a person: connected or removed the app, granted or took back a permission."""


class WebhookRefused(Exception):
    """Signed by Meta, but no event that we can read."""


def _ids(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


class _Entry(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True)

    id: Annotated[str, BeforeValidator(_ids)] = ""


class _Event(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True)

    object: str
    entry: Annotated[list[_Entry], Field(default_factory=list)]


def is_from_meta(body: bytes, signature: str, app_secret: SecretStr) -> bool:
    """Whether the header ``X-Hub-Signature-256`` is the app secret's signature of these very bytes."""
    expected = hmac.new(app_secret.get_secret_value().encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(f"{_SCHEME}{expected}".encode(), signature.encode("utf-8", "replace"))


def people_in(body: bytes) -> frozenset[str]:
    """Ids of the persons whose relation to our app changed; none for another topic. Raises WebhookRefused.

    Repetitions, and several changes of one person, fall together: what changed is looked up, not believed.
    """
    try:
        event = _Event.model_validate_json(body)
    except ValidationError:
        raise WebhookRefused("not an event that we know") from None
    if event.object not in _ABOUT_PEOPLE:
        return frozenset()
    return frozenset(entry.id for entry in event.entry if entry.id)
