"""``GET /me/accounts``: the Pages a person lets the app see (graph-api.md 2.1, 2.2)."""

from graph_sandbox.fields import Wanted
from graph_sandbox.node_page import PAGE
from graph_sandbox.nodes import View
from graph_sandbox.paging import page_of
from graph_sandbox.words import Json
from graph_sandbox.world import Page

DEFAULT_FIELDS = "access_token,category,category_list,name,id,tasks"


def listed_pages(view: View) -> list[Page]:
    """The Pages this token is shown: ticked by the person, who has a role there.

    The v17 rule: a Page that sits in a business is left out without ``business_management``, and nothing
    says so. Without ``pages_show_list`` there is nothing to list at all.
    """
    caller = view.caller
    if not caller.has("pages_show_list"):
        return []
    return [
        page
        for page in view.state.world.pages
        if caller.sees(page) and (page.owner_business is None or caller.has("business_management"))
    ]


def list_accounts(view: View, wanted: list[Wanted], params: dict[str, str]) -> Json:
    return page_of(
        view.call,
        "/me/accounts",
        params,
        listed_pages(view),
        lambda page: page.id,
        lambda page: PAGE.show(view, page, wanted),
    )


def read_accounts(view: View) -> Json:
    wanted = PAGE.wanted(view.call.params.get("fields") or DEFAULT_FIELDS)
    return list_accounts(view, wanted, view.call.params)
