"""Who is calling: the token of a call, its proof, and what its consent allows."""

import hashlib
import hmac
from dataclasses import dataclass

from graph_sandbox.calls import Call
from graph_sandbox.errors import GraphError, invalid_token, needs_permission
from graph_sandbox.records import Consent, Token
from graph_sandbox.state import State
from graph_sandbox.tokens import living
from graph_sandbox.words import ALWAYS_GRANTED
from graph_sandbox.world import Business, Page


def appsecret_proof(secret: str, token: str) -> str:
    """HMAC-SHA256 of the token under the app secret, in hex (graph-api.md 1.9)."""
    return hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()


@dataclass
class Caller:
    """The bearer of a living token; without ``token`` it is the app itself."""

    token: Token | None
    consent: Consent | None

    @property
    def person_id(self) -> str | None:
        return self.token.person_id if self.token else None

    def has(self, permission: str) -> bool:
        if self.consent is None:
            return True  # the app itself is not bound by a person's consent
        return permission == ALWAYS_GRANTED or permission in self.consent.granted

    def need(self, permission: str) -> None:
        if not self.has(permission):
            raise needs_permission(permission)

    def selected(self, page_id: str) -> bool:
        """Whether the person ticked this Page for the app."""
        return self.consent is not None and page_id in self.consent.pages

    def acts_for(self, business: Business) -> bool:
        """Whether this is the business's system user, or the user token of a person on its staff."""
        if self.token is None or self.token.kind == "PAGE":
            return False
        return self.person_id == business.system_user or self.person_id in business.admins

    def sees(self, page: Page) -> bool:
        """Whether this token may look at the Page at all."""
        if self.token is None or not page.tasks_of(self.person_id) or not self.selected(page.id):
            return False
        return self.token.kind == "USER" or self.token.page_id == page.id


def authenticate(state: State, call: Call) -> Caller:
    """The caller, or the error of a missing, dead or unproven token."""
    value = call.token_value
    if not value:
        if call.path == "/me" or call.path.startswith("/me/"):
            raise GraphError(2500, "An active access token must be used to query information about the current user.")
        raise GraphError(104, "An access token is required to request this resource.")
    _check_proof(state, call, value)
    if is_app_token(state, value):
        return Caller(None, None)
    system = state.system_token(value)
    if system is not None:
        return Caller(*system)
    token = living(state, value)
    return Caller(token, state.consents[token.consent_id])


def is_app_token(state: State, value: str) -> bool:
    app_id, bar, secret = value.partition("|")
    if not bar:
        return False
    app = state.world.app
    if app_id != app.id or not hmac.compare_digest(secret.encode(), app.secret.encode()):
        raise invalid_token("Invalid OAuth access token signature.")
    return True


def _check_proof(state: State, call: Call, value: str) -> None:
    proof = call.params.get("appsecret_proof")
    app = state.world.app
    if proof is not None:
        if not hmac.compare_digest(proof.encode(), appsecret_proof(app.secret, value).encode()):
            raise GraphError(100, "Invalid appsecret_proof provided in the API argument", kind="GraphMethodException")
    elif app.require_appsecret_proof and "|" not in value:
        # An app token carries the secret itself: there is nothing left to prove.
        raise GraphError(
            100, "API calls from the server require an appsecret_proof argument", kind="GraphMethodException"
        )
