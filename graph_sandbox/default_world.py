"""The world a sandbox starts with when nobody brings one: two creators, three Pages, two brands."""

from graph_sandbox.words import Json

_ADMIN = ["MANAGE", "CREATE_CONTENT", "MODERATE", "MESSAGING", "ADVERTISE", "ANALYZE"]
_MIA = "10000000000000001"
_NOAH = "10000000000000002"


def _page(page_id: str, name: str, person: str, instagram_id: str, username: str) -> Json:
    return {
        "id": page_id,
        "name": name,
        "roles": {person: list(_ADMIN)},
        "owner_business": None,
        "published": True,
        "instagram": {"id": instagram_id, "username": username, "professional": True, "link": "business"},
    }


def default_world() -> Json:
    """A fresh copy, free to be changed by the caller."""
    return {
        "app": {
            "id": "1200000000000001",
            "secret": "sandbox_app_secret",
            "redirect_uris": [],
            "require_appsecret_proof": False,
        },
        "people": [
            {"id": _MIA, "name": "Mia Baker", "login": "mia@example.com", "password": "mia-password"},
            {"id": _NOAH, "name": "Noah Reed", "login": "noah@example.com", "password": "noah-password"},
        ],
        "pages": [
            _page("100000000000001", "Mia Cooks", _MIA, "17841400000000001", "mia.cooks"),
            _page("100000000000002", "Mia Travels", _MIA, "17841400000000002", "mia.travels"),
            _page("100000000000003", "Noah Rides", _NOAH, "17841400000000003", "noah.rides"),
        ],
        "businesses": [
            {"id": "900000000000777", "name": "Brand GmbH", "two_factor_type": "none"},
            {"id": "900000000000888", "name": "Other Brand Inc", "two_factor_type": "none"},
        ],
    }
