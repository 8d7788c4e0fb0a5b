"""The world as the control API speaks it: the app, the people, their Pages, the businesses.

Only what exists is here. What happened to it (logins, consents, tokens, shares) is in ``state``.
"""

import json
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from graph_sandbox.limits import Limit
from graph_sandbox.words import Json

Id = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.-]+$")]


class WorldError(ValueError):
    """A world, or a change to it, that cannot be; the message is one line for a person."""


class _Thing(BaseModel):
    # Worlds of other programs may carry notes of their own: unknown fields are kept, not refused.
    model_config = ConfigDict(extra="allow", coerce_numbers_to_str=True)


class App(_Thing):
    """The one app, and how the platform treats it."""

    id: Id
    secret: str
    name: str = "Sandbox Creator App"
    redirect_uris: list[str] = []  # empty: any https address and any http one on this machine
    require_appsecret_proof: bool = False
    delete_absent: Literal["error", "success"] = "error"  # DELETE of a share that is not there
    npe_tasks: bool = False  # shares read back as PROFILE_PLUS_* tasks
    b2b_access: bool = True  # false: the app was never approved for /agencies
    pending_approval: bool = False  # a share waits for somebody to approve it
    throttle_status: int = Field(400, ge=200, le=599)  # HTTP status of a throttled call
    usage_percent: int = Field(1, ge=0)  # what the usage headers say while nothing is throttled
    limits: list[Limit] = []  # budgets that are enforced; the usage headers then show the fullest


class Person(_Thing):
    """One Facebook user."""

    id: Id
    name: str
    login: str
    password: str
    two_factor: bool = False


class Instagram(_Thing):
    """The Instagram account on a Page. ``link`` says how it hangs there (graph-api.md 2.3)."""

    id: Id
    username: str
    professional: bool = True
    link: Literal["business", "connected", "none"] = "business"
    name: str = ""
    followers_count: int = 20411


class Page(_Thing):
    """One Facebook Page; ``roles`` gives each person's tasks on it."""

    id: Id
    name: str
    roles: dict[str, list[str]] = {}
    owner_business: str | None = None
    published: bool = True
    instagram: Instagram | None = None
    category: str = "Blogger"
    username: str = ""
    followers_count: int = 1200

    def tasks_of(self, person_id: str | None) -> list[str]:
        """The tasks this person has here; empty without a role."""
        return self.roles.get(person_id, []) if person_id else []


class Business(_Thing):
    """A business portfolio, the one that can be given a Page."""

    id: Id
    name: str
    two_factor_type: Literal["none", "admin_required", "all_required"] = "none"
    admins: list[str] = []  # ids of the people who may act for it
    system_token: str | None = None  # the token of its system user; to change it is to kill the old one

    @property
    def system_user(self) -> str:
        """The id of its system user, as the ledger names who acted."""
        return f"system-user-{self.id}"


class World(_Thing):
    """Everything that exists."""

    app: App
    people: list[Person] = []
    pages: list[Page] = []
    businesses: list[Business] = []

    @model_validator(mode="after")
    def _one_meaning_per_id(self) -> "World":
        # One id space, as on the platform: /{id} must mean one thing.
        seen: set[str] = set()
        groups: list[list[str]] = [
            [person.id for person in self.people],
            [page.id for page in self.pages],
            [business.id for business in self.businesses],
        ]
        for group in groups:
            for one in group:
                if one in seen:
                    raise ValueError(f"the id {one} is used twice")
                seen.add(one)
        logins = [person.login for person in self.people]
        if len(set(logins)) != len(logins):
            raise ValueError("two people have the same login")
        return self

    def as_json(self) -> Json:
        """The world as ``GET /_sandbox/world`` shows it."""
        return self.model_dump(mode="json")


def reason(failure: ValidationError) -> str:
    """What is wrong, in one line."""
    first = failure.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}" if where else str(first["msg"])


def parse_world(raw: Any) -> World:
    """A world out of JSON; ``WorldError`` says in one line what is wrong with it."""
    if not isinstance(raw, dict):
        raise WorldError("a world is a JSON object")
    try:
        return World.model_validate(raw)
    except ValidationError as failure:
        raise WorldError(reason(failure)) from None


def read_world(path: Path) -> Json:
    """The JSON of a world file; ``WorldError`` says in one line why it cannot be had."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except OSError as failure:
        raise WorldError(f"cannot read {path}: {failure.strerror}") from None
    except ValueError as failure:
        raise WorldError(f"{path} is not JSON: {failure}") from None
    parse_world(raw)
    assert isinstance(raw, dict)
    return raw
