"""The Page node (graph-api.md 2.1, 2.2)."""

from typing import Any

from graph_sandbox.agencies import AGENCY, agencies_of
from graph_sandbox.errors import not_found
from graph_sandbox.fields import Wanted
from graph_sandbox.node_instagram import INSTAGRAM, business_account, connected_account
from graph_sandbox.nodes import OMIT, NodeType, View, attribute
from graph_sandbox.tokens import page_token
from graph_sandbox.words import Json
from graph_sandbox.world import Page

_CATEGORY_ID = "361282040719868"


def _category_list(view: View, page: Page, wanted: Wanted) -> Any:
    return [{"id": _CATEGORY_ID, "name": page.category}]


def _access_token(view: View, page: Page, wanted: Wanted) -> Any:
    token = view.caller.token
    if token is None:
        return OMIT
    return token.value if token.kind == "PAGE" else page_token(view.state, token, page.id).value


def _tasks(view: View, page: Page, wanted: Wanted) -> Any:
    return page.tasks_of(view.caller.person_id)


def _link(view: View, page: Page, wanted: Wanted) -> Any:
    return f"https://www.facebook.com/{page.id}"


def _username(view: View, page: Page, wanted: Wanted) -> Any:
    return page.username or OMIT


def _owner(view: View, page: Page, wanted: Wanted) -> Any:
    view.caller.need("business_management")
    if page.owner_business is None:
        return OMIT
    owner = view.state.businesses.get(page.owner_business)
    return {"id": page.owner_business, "name": owner.name if owner else "A business"}


def _agencies(view: View, page: Page, wanted: Wanted) -> Any:
    return agencies_of(view, page.id, wanted.inner, wanted.args)


PAGE = NodeType(
    "Page",
    "id,name",
    {
        "id": attribute("id"),
        "name": attribute("name"),
        "category": attribute("category"),
        "category_list": _category_list,
        "access_token": _access_token,
        "tasks": _tasks,
        "link": _link,
        "is_published": attribute("published"),
        "owner_business": _owner,
        "business": _owner,
        "username": _username,
        "followers_count": attribute("followers_count"),
        "fan_count": attribute("followers_count"),
        "instagram_business_account": business_account,
        "connected_instagram_account": connected_account,
        "agencies": _agencies,
    },
    inner={
        "owner_business": NodeType("Business", "id,name", {"id": attribute("id"), "name": attribute("name")}),
        "business": NodeType("Business", "id,name", {"id": attribute("id"), "name": attribute("name")}),
        "instagram_business_account": INSTAGRAM,
        "connected_instagram_account": INSTAGRAM,
        "agencies": AGENCY,
        "category_list": NodeType("PageCategory", "id,name", {"id": attribute("id"), "name": attribute("name")}),
    },
)


def read_page(view: View, page: Page) -> Json:
    """``GET /{page}``. A Page of a business is readable by id even where /me/accounts leaves it out."""
    if not view.caller.sees(page):
        raise not_found("GET", page.id)
    return PAGE.show(view, page, PAGE.wanted(view.call.params.get("fields")))
