"""The Instagram account node, and the two ways it hangs on a Page (graph-api.md 2.3).

``account_type`` does not exist here: with Facebook Login nothing tells a business from a creator account.
"""

from typing import Any

from graph_sandbox.errors import not_found
from graph_sandbox.fields import Wanted
from graph_sandbox.nodes import OMIT, NodeType, Reader, View, attribute
from graph_sandbox.words import Json
from graph_sandbox.world import Instagram, Page


def _picture(view: View, account: Instagram, wanted: Wanted) -> str:
    return f"https://scontent.example/{account.id}.jpg"


def _name(view: View, account: Instagram, wanted: Wanted) -> str:
    return account.name or account.username


def _number(value: int) -> Reader:
    return lambda view, thing, wanted: value


INSTAGRAM = NodeType(
    "IGUser",
    "id",
    {
        "id": attribute("id"),
        "username": attribute("username"),
        "name": _name,
        "followers_count": attribute("followers_count"),
        "follows_count": _number(210),
        "media_count": _number(345),
        "profile_picture_url": _picture,
        "biography": lambda view, thing, wanted: "",
    },
)


def business_account(view: View, page: Page, wanted: Wanted) -> Any:
    """Only a professional account linked in Instagram's own business flow; proof of nothing when absent."""
    account = page.instagram
    linked = account is not None and account.professional and account.link == "business"
    return _shown(view, account if linked else None, wanted)


def connected_account(view: View, page: Page, wanted: Wanted) -> Any:
    """An account connected in the Page's settings, or by the business flow; professional or not."""
    account = page.instagram
    linked = account is not None and account.link in ("business", "connected")
    return _shown(view, account if linked else None, wanted)


def _shown(view: View, account: Instagram | None, wanted: Wanted) -> Any:
    if account is None or not view.caller.has("instagram_basic"):
        return OMIT
    return INSTAGRAM.show(view, account, wanted.inner)


def read_instagram(view: View, page: Page) -> Json:
    """``GET /{ig}``: for tokens that see the Page it hangs on, and may read Instagram."""
    account = page.instagram
    assert account is not None
    reachable = account.professional and account.link != "none"
    if not (reachable and view.caller.sees(page) and view.caller.has("instagram_basic")):
        raise not_found("GET", account.id)
    return INSTAGRAM.show(view, account, INSTAGRAM.wanted(view.call.params.get("fields")))
