"""The JSON of logins and tokens as Meta writes it, and its way into our models.

Meta adds fields at will and leaves empty ones out, so nothing is demanded that we can do without.
"""

from datetime import UTC, datetime, timedelta
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError

from contracts.vocabulary import LapseCause

from .answers import Answer
from .errors import Lapsed, MalformedAnswer, RateLimited, Transient
from .models import Person, Token, TokenInfo
from .sorting import Refusal, sort


def _printable(token: SecretStr) -> SecretStr:
    value = token.get_secret_value()
    if not value or not all("!" <= character <= "~" for character in value):
        raise ValueError("not a token")
    return token


Secret = Annotated[SecretStr, AfterValidator(_printable)]
Unix = Annotated[int, Field(ge=0, le=253_402_300_799)]  # seconds, up to the year 9999


class Wire(BaseModel):
    """Base of the shapes. Validation errors hide their input, for the input may be a token."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True, coerce_numbers_to_str=True)


Shape = TypeVar("Shape", bound=Wire)


def parse(shape: type[Shape], answer: Answer) -> Shape:
    """The answer in this shape. Raises ``MalformedAnswer`` naming the fields, never their values."""
    try:
        return shape.model_validate(answer.body)
    except ValidationError as failure:
        where = {".".join(map(str, error["loc"])) or "body" for error in failure.errors(include_input=False)}
    raise MalformedAnswer(f"unexpected {', '.join(sorted(where))}", request_id=answer.request_id)


class WireToken(Wire):
    """``/oauth/access_token``. ``expires_in`` (seconds) is missing where the token has no end."""

    access_token: Secret
    expires_in: Annotated[int, Field(ge=0, le=2**31)] | None = None

    def token(self, asked_at: datetime) -> Token:
        """Dated from before the call, so that ours never outlives Meta's."""
        ends = asked_at + timedelta(seconds=self.expires_in) if self.expires_in else None
        return Token(value=self.access_token, expires_at=ends)


class _Grant(Wire):
    scope: str
    target_ids: frozenset[str] | None = None


class _Debug(Wire):
    is_valid: bool
    app_id: str = ""
    user_id: str | None = None
    type: str | None = None
    scopes: frozenset[str] = frozenset()
    granular_scopes: tuple[_Grant, ...] | None = None
    expires_at: Unix = 0
    data_access_expires_at: Unix = 0
    error: dict[str, object] | None = None


class WireDebug(Wire):
    """``/debug_token``: a dead token is a success with ``is_valid`` false and an ``error`` inside."""

    data: _Debug

    def info(self) -> TokenInfo:
        """Raises ``Transient`` or ``RateLimited`` where Meta only failed to look, which is no lapse."""
        data = self.data
        return TokenInfo(
            is_valid=data.is_valid,
            lapse=None if data.is_valid else self._cause(),
            app_id=data.app_id,
            user_id=data.user_id,
            type=data.type,
            scopes=data.scopes,
            granular=self._granular(),
            expires_at=_instant(data.expires_at),
            data_access_expires_at=_instant(data.data_access_expires_at),
        )

    def _cause(self) -> LapseCause:
        failure = sort(Refusal.of(self.data.error or {}), status=200, headers={}, request_id="")
        if isinstance(failure, Transient | RateLimited):
            raise failure
        return failure.cause if isinstance(failure, Lapsed) else LapseCause.UNKNOWN

    def _granular(self) -> dict[str, frozenset[str] | None]:
        """Grants of one scope add up; without ``target_ids`` it is all assets. No list at all: plain scopes hold."""
        if self.data.granular_scopes is None:
            return dict.fromkeys(self.data.scopes)
        granular: dict[str, frozenset[str] | None] = {}
        for grant in self.data.granular_scopes:
            before = granular.get(grant.scope, frozenset())
            both = before is not None and grant.target_ids is not None
            granular[grant.scope] = (before or frozenset()) | (grant.target_ids or frozenset()) if both else None
        return granular


class WirePerson(Wire):
    """``/me?fields=id,name``."""

    id: str
    name: str = ""

    def person(self) -> Person:
        return Person(id=self.id, name=self.name)


class _Permission(Wire):
    permission: str
    status: str


class WirePermissions(Wire):
    """``/me/permissions``."""

    data: tuple[_Permission, ...]

    def by_name(self) -> dict[str, str]:
        return {entry.permission: entry.status for entry in self.data}


def _instant(seconds: int) -> datetime | None:
    """Unix seconds as an instant; Meta writes 0 for never."""
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
