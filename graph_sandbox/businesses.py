"""The business node and the brand's side of a share (graph-api.md 3.2).

The world knows no staff of a business, so any living token may read a business's id and name; the rest
asks for ``business_management``, as does acting on the business's side.
"""

from typing import Any

from graph_sandbox.calls import Write
from graph_sandbox.errors import GraphError
from graph_sandbox.fields import Wanted
from graph_sandbox.nodes import NodeType, View, attribute
from graph_sandbox.paging import page_of
from graph_sandbox.records import Share
from graph_sandbox.sharing import remove_share
from graph_sandbox.words import Json, profile_plus
from graph_sandbox.world import Business


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
    view.caller.need("business_management")
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


def drop_page(view: View, business: Business) -> Write:
    """``DELETE /{business}/pages?page_id=``: the brand's side lets go of a Page."""
    view.caller.need("business_management")
    state, call = view.state, view.call
    page_id = call.need("page_id")

    def check() -> None:
        if business.id not in state.shares.get(page_id, {}):
            raise GraphError(3996, "(#3996) The page does not belong to this Business Manager.")

    def apply() -> Json:
        check()
        remove_share(state, page_id, business.id, by="api", person_id=view.caller.person_id, call=call)
        return {"success": True}

    check()
    return Write(apply)
