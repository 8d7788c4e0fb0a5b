"""Tokens: issued, derived, inspected for life, killed.

Lifetimes and what kills what: graph-api.md 1.3, 1.4 and quirk 13. A Page token of a long-lived user token
has no expiry: it outlives an expired or logged-out user token, but not a changed password, a removed app,
a checkpoint or the loss of the role.
"""

import secrets
import time
from collections.abc import Callable

from graph_sandbox.errors import GraphError, invalid_token
from graph_sandbox.records import Consent, Token
from graph_sandbox.state import State
from graph_sandbox.words import APP_REMOVED, EXPIRED, LONG_LIFE, PASSWORD_CHANGED, ROLE_LOST, SHORT_LIFE


def new_value() -> str:
    return "EAA" + secrets.token_urlsafe(72).replace("-", "Z").replace("_", "B")


def issue_user_token(state: State, consent: Consent, *, long_lived: bool) -> Token:
    """A new user token that answers for this consent."""
    now = state.now()
    life = LONG_LIFE if long_lived else SHORT_LIFE
    token = Token(new_value(), "USER", consent.person_id, consent.id, now, now + life, long_lived)
    state.add_token(token)
    return token


def page_token(state: State, token: Token, page_id: str) -> Token:
    """The Page token that goes with a user token: the same one as long as it lives."""
    known = state.page_tokens.get((token.consent_id, page_id, token.long_lived))
    if known is not None and cause_of_death(known, state.now()) is None:
        return known
    fresh = Token(
        new_value(),
        "PAGE",
        token.person_id,
        token.consent_id,
        state.now(),
        0 if token.long_lived else token.expires_at,
        token.long_lived,
        page_id=page_id,
    )
    state.add_token(fresh)
    state.changed()
    return fresh


def cause_of_death(token: Token, now: int) -> int | None:
    """The 190 subcode of a token that no longer works; None while it lives."""
    if token.dead is not None:
        return token.dead
    return EXPIRED if token.expires_at and token.expires_at <= now else None


def living(state: State, value: str) -> Token:
    """The token behind a value, or the 190 that says why not."""
    token = state.tokens.get(value)
    if token is None:
        raise invalid_token("Invalid OAuth access token.")
    subcode = cause_of_death(token, state.now())
    if subcode is not None:
        raise lapse_error(state, token, subcode)
    return token


def _moment(when: float) -> str:
    return time.strftime("%A, %d-%b-%y %H:%M:%S GMT", time.gmtime(when))


def lapse_error(state: State, token: Token, subcode: int) -> GraphError:
    """The platform's words for a dead token (graph-api.md 4.3)."""
    texts = {
        APP_REMOVED: f"The user has not authorized application {state.world.app.id}.",
        459: "The user is enrolled in a blocking, logged-in checkpoint",
        PASSWORD_CHANGED: "The session has been invalidated because the user changed their password or "
        "Facebook has changed the session for security reasons.",
        EXPIRED: f"Session has expired on {_moment(token.expires_at)}. The current time is {_moment(state.now())}.",
        464: "Sessions for the user are not allowed because the user is not a confirmed user.",
        467: "The session is invalid because the user logged out.",
        ROLE_LOST: "The user must be an administrator, editor, or moderator of the page in order to impersonate it.",
    }
    return invalid_token(f"Error validating access token: {texts.get(subcode, 'The token is dead.')}", subcode)


def kill(state: State, person_id: str, subcode: int) -> None:
    """A lapse that concerns the whole login: all the person's tokens die of it."""
    _kill_where(state, subcode, lambda token: token.person_id == person_id)
    _forget_codes(state, person_id)


def kill_session_tokens(state: State, person_id: str, subcode: int) -> None:
    """Expiry or logout: user tokens die, and Page tokens that came from a short-lived one."""
    _kill_where(
        state,
        subcode,
        lambda token: token.person_id == person_id and not (token.kind == "PAGE" and token.long_lived),
    )


def kill_page_tokens(state: State, person_id: str, page_id: str) -> None:
    """The person has no role on the Page any more."""
    _kill_where(state, ROLE_LOST, lambda token: token.person_id == person_id and token.page_id == page_id)


def _kill_where(state: State, subcode: int, hit: Callable[[Token], bool]) -> None:
    now = state.now()
    for token in state.tokens.values():
        if hit(token) and cause_of_death(token, now) is None:
            token.dead = subcode
            if subcode == EXPIRED:
                token.expires_at = now


def _forget_codes(state: State, person_id: str) -> None:
    for value in [
        code.value for code in state.codes.values() if state.consents[code.consent_id].person_id == person_id
    ]:
        del state.codes[value]
