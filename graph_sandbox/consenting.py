"""What a person may choose in the dialog, and what becomes of the choice."""

import secrets
from dataclasses import dataclass

from graph_sandbox.dialog_request import DialogRequest
from graph_sandbox.records import Code, Consent
from graph_sandbox.state import State
from graph_sandbox.world import Page, Person


@dataclass
class Offer:
    """The choices on the consent page. ``withheld`` were declined before and are not asked again."""

    pages: list[Page]
    permissions: list[str]
    withheld: list[str]


def offer(state: State, request: DialogRequest, person: Person) -> Offer:
    """The person's Pages, and the permissions asked for.

    What was declined before is offered again only with ``auth_type=rerequest``; without it the platform
    leaves it out and says nothing (graph-api.md 1.1).
    """
    declined = state.account(person.id).declined
    asked_again = "rerequest" in request.auth_types
    withheld = [] if asked_again else [name for name in request.scopes if name in declined]
    return Offer(
        [page for page in state.world.pages if page.tasks_of(person.id)],
        [name for name in request.scopes if name not in withheld],
        withheld,
    )


def approve(state: State, request: DialogRequest, person: Person, pages: list[str], permissions: list[str]) -> str:
    """Keep the consent, and give the address that brings the code to the app."""
    choices = offer(state, request, person)
    granted = [name for name in choices.permissions if name in permissions]
    consent = Consent(
        secrets.token_hex(8),
        person.id,
        [page.id for page in choices.pages if page.id in pages],
        granted,
        [name for name in request.scopes if name not in granted],
        request.params.get("auth_type", ""),
    )
    state.consents[consent.id] = consent
    account = state.account(person.id)
    still = [name for name in account.declined if name not in granted]
    account.declined = list(dict.fromkeys(still + consent.declined))
    account.selected_pages = list(consent.pages)
    challenge = request.params.get("code_challenge", "")
    code = Code(
        "AQ" + secrets.token_urlsafe(48),
        consent.id,
        request.redirect_uri,
        state.now(),
        challenge,
        request.params.get("code_challenge_method", "plain") if challenge else "",
    )
    state.codes[code.value] = code
    state.ledger.add("consent", by="hand", person_id=person.id, after=granted)
    for page_id in consent.pages:
        state.ledger.add("select", by="hand", person_id=person.id, page_id=page_id)
    state.changed()
    answer = {"code": code.value}
    if "granted_scopes" in request.params.get("response_type", ""):
        answer |= {"granted_scopes": ",".join(granted), "denied_scopes": ",".join(consent.declined)}
    return request.redirect(**answer)


def cancel(state: State, request: DialogRequest, person: Person) -> str:
    """The person said no. The fields beyond ``error`` are as seen in the wild."""
    state.ledger.add("cancel", by="hand", person_id=person.id)
    return request.redirect(
        error="access_denied",
        error_code="200",
        error_description="Permissions error",
        error_reason="user_denied",
    )
