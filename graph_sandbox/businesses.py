"""The business node and the brand's side of a share (graph-api.md 3.2).

Any living token may read a business's id and name, and with ``business_management`` the rest. Acting on the
business's side takes its system user's token, or the user token of one of its ``admins``.
"""

from typing import Any

from graph_sandbox.agencies import iso
from graph_sandbox.calls import Write
from graph_sandbox.control_edits import edit_page
from graph_sandbox.errors import GraphError, bad_parameter, two_factor_needed
from graph_sandbox.fields import Wanted
from graph_sandbox.nodes import NodeType, View, attribute
from graph_sandbox.paging import page_of
from graph_sandbox.records import Share
from graph_sandbox.sharing import remove_share
from graph_sandbox.words import Json, profile_plus
from graph_sandbox.world import Business, Page


def _two_factor(view: View, business: Business, wanted: Wanted) -> Any:
    view.caller.need("business_management")
    return business.two_factor_type


def _link(view: View, business: Business, wanted: Wanted) -> Any:
    return f"https://business.facebook.com/{business.id}"


BUSINESS = NodeType(
    "Business",
    "id,name",
    {
        "id": attribute("id"),
        "name": attribute("name"),
        "link": _link,
        "two_factor_type": _two_factor,
        "verification_status": lambda view, business, wanted: "verified",
    },
)


class _ClientPage:
    def __init__(self, page_id: str, name: str, share: Share) -> None:
        self.id, self.name, self.share = page_id, name, share


def _tasks(view: View, client: _ClientPage, wanted: Wanted) -> Any:
    renamed = view.state.world.app.npe_tasks
    return [profile_plus(task) if renamed else task for task in client.share.tasks]


CLIENT_PAGE = NodeType(
    "Page",
    "id,name",
    {"id": attribute("id"), "name": attribute("name"), "permitted_tasks": _tasks},
)


def read_business(view: View, business: Business) -> Json:
    return BUSINESS.show(view, business, BUSINESS.wanted(view.call.params.get("fields")))


def read_client_pages(view: View, business: Business) -> Json:
    """The Pages shared with this business; the truth even during a stale read."""
    _on_its_side(view, business)
    wanted = CLIENT_PAGE.wanted(view.call.params.get("fields"))
    clients = [
        _ClientPage(page.id, page.name, shares[business.id])
        for page in view.state.world.pages
        if business.id in (shares := view.state.shares.get(page.id, {})) and shares[business.id].status == "CONFIRMED"
    ]
    return page_of(
        view.call,
        f"/{business.id}/client_pages",
        view.call.params,
        clients,
        lambda client: client.id,
        lambda client: CLIENT_PAGE.show(view, client, wanted),
    )


CLIENT = NodeType(
    "Business",
    "id,name",
    {"id": attribute("id"), "name": attribute("name"), "page_permissions": attribute("page_permissions")},
)


class _Client:
    """Who shares with the business. A creator without a business of their own shows as the Page itself."""

    def __init__(self, page: Page, share: Share) -> None:
        self.id, self.name = page.owner_business or page.id, page.name
        moments = {"access_requested_time": iso(share.requested_at), "access_updated_time": iso(share.updated_at)}
        status = "CONFIRMED" if share.status == "CONFIRMED" else "CLIENT_RESPONSE_PENDING"
        tasks = {"id": page.id, "permitted_tasks": list(share.tasks), "access_status": status}
        self.page_permissions = [tasks | moments]


def read_clients(view: View, business: Business) -> Json:
    """Who shares Pages with this business, and for which tasks; pending ones as well."""
    _on_its_side(view, business)
    text = view.call.params.get("fields")
    wanted = CLIENT.wanted(text or "id,name,page_permissions")
    clients = [
        _Client(page, shares[business.id])
        for page in view.state.world.pages
        if business.id in (shares := view.state.shares.get(page.id, {}))
    ]
    return page_of(
        view.call,
        f"/{business.id}/clients",
        view.call.params,
        clients,
        lambda client: client.id,
        lambda client: CLIENT.show(view, client, wanted),
    )


def _on_its_side(view: View, business: Business) -> None:
    view.caller.need("business_management")
    if not view.caller.acts_for(business):
        raise GraphError(200, "(#200) You do not have sufficient permissions on this business", status=403)


def drop_page(view: View, business: Business) -> Write:
    """``DELETE /{business}/pages?page_id=``: the brand's side lets go of a Page.

    It would also let go of a Page that the business owns, as on the platform.
    """
    _on_its_side(view, business)
    state, call = view.state, view.call
    page_id = call.need("page_id")
    page = state.pages.get(page_id)
    if page is None:
        raise bad_parameter(f"Param page_id must be a valid page id - got {page_id}")
    person = state.people.get(view.caller.person_id or "")
    if business.two_factor_type != "none" and person is not None and not person.two_factor:
        raise two_factor_needed()

    def check() -> None:
        if page.owner_business == business.id:
            return
        if business.id not in state.shares.get(page_id, {}):
            raise GraphError(3996, "(#3996) The page does not belong to this Business Manager.")

    def apply() -> Json:
        check()
        if page.owner_business == business.id:
            edit_page(state, page_id, {"owner_business": None})
            who = view.caller.person_id
            state.ledger.add("drop_owned", by="api", page_id=page_id, business_id=business.id, person_id=who, call=call)
            return {"success": True}
        remove_share(state, page_id, business.id, by="api", person_id=view.caller.person_id, call=call)
        return {"success": True}

    check()
    return Write(apply)
