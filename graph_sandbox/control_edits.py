"""What the control API does to the world: the things people and businesses do outside our API."""

from typing import Any

from graph_sandbox.limits import Budgets
from graph_sandbox.permissions import remove_app, set_declined
from graph_sandbox.state import State
from graph_sandbox.tokens import kill, kill_page_tokens, kill_session_tokens
from graph_sandbox.words import LAPSES, PASSWORD_CHANGED, Json
from graph_sandbox.world import App, Business, Instagram, Page, Person, WorldError, parse_world


def _edit(state: State, things: str, thing: App | Person | Page | Business, patch: Json) -> None:
    """Change fields of one thing; only fields it has, and never its id."""
    strange = [name for name in patch if name == "id" or name not in thing.model_dump()]
    if strange:
        raise WorldError(f"{things} have no field {strange[0]!r} that can be changed")
    if not patch:
        return
    world = state.world.as_json()
    raw = world["app"] if things == "app" else next(one for one in world[things] if one["id"] == thing.id)
    for name, value in patch.items():
        deep = name == "instagram" and isinstance(value, dict) and isinstance(raw.get(name), dict)
        raw[name] = {**raw[name], **value} if deep else value
    state.set_world(parse_world(world))


def edit_app(state: State, patch: Json) -> Json:
    """Turn one of the app's switches. New limits begin unused."""
    _edit(state, "app", state.world.app, patch)
    if "limits" in patch:
        state.budgets = Budgets()
    state.changed()
    return state.world.app.model_dump(mode="json")


def edit_business(state: State, business_id: str, patch: Json) -> Json:
    _edit(state, "businesses", state.businesses[business_id], patch)
    state.changed()
    return state.businesses[business_id].model_dump(mode="json")


def edit_page(state: State, page_id: str, patch: Json) -> Json:
    """Change a Page; whoever lost the role on it loses the Page tokens with it (190/492)."""
    before = state.pages[page_id]
    _edit(state, "pages", before, patch)
    after = state.pages[page_id]
    for person_id in dict.fromkeys([*before.roles, *after.roles]):
        had, has = before.tasks_of(person_id), after.tasks_of(person_id)
        if had != has:
            state.ledger.add(
                "role", by="hand", page_id=page_id, person_id=person_id, before=had or None, after=has or None
            )
        if had and not has:
            kill_page_tokens(state, person_id, page_id)
    _note_link(state, before, after)
    state.changed()
    return after.model_dump(mode="json")


def _link(account: Instagram | None) -> list[str] | None:
    if account is None or account.link == "none":
        return None
    return [account.link, account.id]


def _note_link(state: State, before: Page, after: Page) -> None:
    was, now = _link(before.instagram), _link(after.instagram)
    if was != now:
        op = "link" if now else "unlink"
        state.ledger.add(op, by="hand", page_id=after.id, before=was, after=now)


def edit_person(state: State, person_id: str, patch: Json) -> Json:
    """Change a person, or what the person's login is worth. Checked as a whole before anything is done."""
    _check_person(state, patch)
    person = state.people[person_id]
    events = ("app_removed", "token", "declined", "selected_pages")
    _edit(state, "people", person, {name: value for name, value in patch.items() if name not in events})
    account = state.account(person_id)
    if "password" in patch:
        account.epoch += 1
        kill(state, person_id, PASSWORD_CHANGED)
        state.ledger.add("password", by="hand", person_id=person_id)
    if patch.get("app_removed"):
        remove_app(state, person_id, "hand")
    if patch.get("token") is not None:
        _lapse(state, person_id, patch["token"])
    if "declined" in patch:
        set_declined(state, person_id, patch["declined"], "hand")
    if "selected_pages" in patch:
        _select(state, person_id, patch["selected_pages"])
    state.changed()
    account = state.account(person_id)
    shown = state.people[person_id].model_dump(mode="json")
    return shown | {"declined": account.declined, "selected_pages": account.selected_pages}


def _check_person(state: State, patch: Json) -> None:
    if not isinstance(patch.get("app_removed", False), bool):
        raise WorldError("app_removed is true or false")
    word = patch.get("token")
    if word is not None and not (isinstance(word, str) and word in LAPSES):
        raise WorldError(f"token is one of {', '.join(LAPSES)}")
    for name in ("declined", "selected_pages"):
        if name in patch and not _is_strings(patch[name]):
            raise WorldError(f"{name} is a list of strings")
    unknown = [page_id for page_id in patch.get("selected_pages", []) if page_id not in state.pages]
    if unknown:
        raise WorldError(f"selected_pages: there is no page {unknown[0]}")


def _is_strings(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _lapse(state: State, person_id: str, word: str) -> None:
    if word in ("expired", "logged_out"):
        kill_session_tokens(state, person_id, LAPSES[word])
    else:
        kill(state, person_id, LAPSES[word])
    if word != "expired":
        state.account(person_id).epoch += 1
    state.ledger.add("token", by="hand", person_id=person_id, after=[word])


def _select(state: State, person_id: str, pages: list[str]) -> None:
    """The settings page: from now on every token of the person covers exactly these Pages."""
    account = state.account(person_id)
    before = {page_id for consent in state.consents_of(person_id) for page_id in consent.pages}
    account.selected_pages = list(dict.fromkeys(pages))
    for consent in state.consents_of(person_id):
        consent.pages = list(account.selected_pages)
    for page_id in sorted(before ^ set(pages)):
        op = "select" if page_id in pages else "deselect"
        state.ledger.add(op, by="hand", person_id=person_id, page_id=page_id)
