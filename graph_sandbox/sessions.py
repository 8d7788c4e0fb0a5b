"""Who is logged in at the sandbox's facebook.com: a signed name, as a cookie and as a hidden field.

Nothing is kept on the server: whatever signs a person out everywhere raises the account's ``epoch``.
"""

import hashlib
import hmac

from graph_sandbox.state import State
from graph_sandbox.world import Person

COOKIE = "sandbox_session"


def _signature(state: State, person: Person) -> str:
    told = f"{person.id}.{state.account(person.id).epoch}.{person.password}"
    return hmac.new(state.salt.encode(), told.encode(), hashlib.sha256).hexdigest()[:32]


def session_of(state: State, person: Person) -> str:
    return f"{person.id}.{_signature(state, person)}"


def person_in(state: State, session: str | None) -> Person | None:
    """The person of a session that still stands."""
    person_id, _, signature = (session or "").rpartition(".")
    person = state.people.get(person_id)
    if person is None or not hmac.compare_digest(signature.encode(), _signature(state, person).encode()):
        return None
    return person


def log_in(state: State, login: str, password: str) -> Person | None:
    """The person with this login and password."""
    for person in state.world.people:
        if person.login.lower() == login.strip().lower():
            return person if hmac.compare_digest(person.password.encode(), password.encode()) else None
    return None
