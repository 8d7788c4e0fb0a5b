"""``/{page}/agencies``: a Page shared with a business. The heart of the sandbox (graph-api.md 3.1)."""

import time
from typing import Any, Literal

from graph_sandbox.calls import Write
from graph_sandbox.errors import (
    GraphError,
    bad_parameter,
    duplicate_share,
    needs_permission,
    not_found,
    owned_by_business,
    page_token_needed,
    two_factor_needed,
)
from graph_sandbox.fields import Wanted, parse_fields
from graph_sandbox.nodes import NodeType, Reader, View, attribute
from graph_sandbox.paging import page_of
from graph_sandbox.records import Share
from graph_sandbox.sharing import put_share, remove_share
from graph_sandbox.words import CONTROLLING_TASKS, TASKS, Json, profile_plus
from graph_sandbox.world import Business, Page


class _Agency:
    """A business together with its share, as the edge shows them."""

    def __init__(self, business_id: str, business: Business | None, share: Share) -> None:
        self.id = business_id
        self.name = business.name if business else "A business"
        self.share = share


def iso(when: int) -> str:
    """Graph's way to write an instant."""
    return time.strftime("%Y-%m-%dT%H:%M:%S+0000", time.gmtime(when))


def _tasks(view: View, agency: _Agency, wanted: Wanted) -> Any:
    renamed = view.state.world.app.npe_tasks
    return [profile_plus(task) if renamed else task for task in agency.share.tasks]


def _moment(name: str) -> Reader:
    return lambda view, agency, wanted: iso(getattr(agency.share, name))


AGENCY = NodeType(
    "Business",
    "id,name",
    {
        "id": attribute("id"),
        "name": attribute("name"),
        "permitted_tasks": _tasks,
        "access_status": lambda view, agency, wanted: agency.share.status,
        "access_requested_time": _moment("requested_at"),
        "access_updated_time": _moment("updated_at"),
    },
)


def _controlled_page(view: View, page_id: str) -> Page:
    """The Page, if this token may share it; else the documented refusal."""
    caller, app = view.caller, view.state.world.app
    page = view.state.pages.get(page_id)
    if page is None:
        raise not_found(view.call.method, page_id)
    if caller.token is None or caller.token.kind != "PAGE":
        raise page_token_needed()
    if caller.token.page_id != page_id:
        raise not_found(view.call.method, page_id)
    if not app.b2b_access:
        raise GraphError(3, "(#3) App must be on whitelist")
    if not caller.selected(page_id):
        raise GraphError(200, "(#200) The person did not give this app access to the Page", status=403)
    if not CONTROLLING_TASKS & set(page.tasks_of(caller.person_id)):
        raise GraphError(200, "(#200) Permissions error: the person needs the MANAGE task", status=403)
    permission = "business_management" if page.owner_business else "pages_manage_metadata"
    if not caller.has(permission):
        raise needs_permission(permission)
    return page


def agencies_of(view: View, page_id: str, wanted: list[Wanted], params: dict[str, str]) -> Json:
    """The read-back. During a ``stale_read`` fault it answers as of the moment before."""
    _controlled_page(view, page_id)
    state = view.state
    until, snapshot = state.stale.get(page_id, (0.0, {}))
    shares = snapshot if time.monotonic() < until else state.shares.get(page_id, {})
    agencies = [_Agency(key, state.businesses.get(key), share) for key, share in shares.items()]
    return page_of(
        view.call,
        f"/{page_id}/agencies",
        params,
        agencies,
        lambda agency: agency.id,
        lambda agency: AGENCY.show(view, agency, wanted),
    )


def read_agencies(view: View, page_id: str) -> Json:
    text = view.call.params.get("fields")
    wanted = AGENCY.wanted(text) if text else parse_fields(None, AGENCY.default)
    return agencies_of(view, page_id, wanted, view.call.params)


def create_agency(view: View, page_id: str) -> Write:
    """Share the Page with ``business`` for ``permitted_tasks``."""
    page = _controlled_page(view, page_id)
    state, call = view.state, view.call
    business = _known_business(view, call.need("business"))
    tasks = list(dict.fromkeys(call.string_list("permitted_tasks")))
    for index, task in enumerate(tasks):
        if task not in TASKS:
            raise bad_parameter(f"Param permitted_tasks[{index}] must be one of {{{', '.join(TASKS)}}} - got {task}.")
    if not tasks:
        raise bad_parameter("Param permitted_tasks must be non-empty.")
    person = state.people.get(view.caller.person_id or "")
    if business.two_factor_type != "none" and not (person is not None and person.two_factor):
        raise two_factor_needed()

    def check() -> None:
        if page.owner_business == business.id:
            raise owned_by_business()
        if business.id in state.shares.get(page_id, {}):
            raise duplicate_share()

    def apply() -> Json:
        check()  # again: between the call and its effect somebody else may have been here
        pending = state.world.app.pending_approval
        status: Literal["CONFIRMED", "PENDING"] = "PENDING" if pending else "CONFIRMED"
        put_share(state, page_id, business.id, tasks, status, by="api", person_id=view.caller.person_id, call=call)
        return {"success": True, "requires_admin_approval": True} if pending else {"success": True}

    check()
    return Write(apply)


def delete_agency(view: View, page_id: str) -> Write:
    """Take the share back. Without one the app's ``delete_absent`` decides; Meta says nothing about it."""
    _controlled_page(view, page_id)
    state, call = view.state, view.call
    business_id = call.need("business")

    def absent() -> bool:
        return business_id not in state.shares.get(page_id, {})

    def refuse() -> Json:
        if state.world.app.delete_absent == "success":
            return {"success": True}
        raise bad_parameter(f"Business {business_id} is not an agency of this Page")

    def apply() -> Json:
        if absent():
            return refuse()
        remove_share(state, page_id, business_id, by="api", person_id=view.caller.person_id, call=call)
        return {"success": True}

    if absent():
        _known_business(view, business_id)
        refuse()
    return Write(apply)


def _known_business(view: View, business_id: str) -> Business:
    business = view.state.businesses.get(business_id)
    if business is None:
        raise bad_parameter(f"Param business must be a valid business id - got {business_id}")
    return business
