"""Drives a sandbox as a person with a browser, an app and a tester would, by HTTP alone."""

import html
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

APP = "1200000000000001"
SECRET = "sandbox_app_secret"
MIA, NOAH = "10000000000000001", "10000000000000002"
COOKS, TRAVELS, RIDES = "100000000000001", "100000000000002", "100000000000003"
BRAND, OTHER = "900000000000777", "900000000000888"
CALLBACK = "http://127.0.0.1:9/cb"
SCOPES = (
    "pages_show_list",
    "pages_manage_metadata",
    "pages_read_engagement",
    "business_management",
    "instagram_basic",
)
TASKS = '["ADVERTISE","ANALYZE"]'


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the one form on a page."""
    found = re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', page)
    return {html.unescape(name): html.unescape(value) for name, value in found}


class Driver:
    """One sandbox at a URL; no cookies are kept."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = httpx.Client(base_url=url, timeout=10, verify=False)
        self.seen = 0  # ledger rows of earlier tests

    def start_dialog(self, **params: str) -> httpx.Response:
        asked = {"client_id": APP, "redirect_uri": CALLBACK, "state": "st", "scope": ",".join(SCOPES)}
        response = self.http.get("/v26.0/dialog/oauth", params=asked | params)
        self.http.cookies.clear()
        return response

    def post_form(self, page: str, **fields: Any) -> httpx.Response:
        action = re.search(r'action="([^"]*)"', page)
        assert action is not None, page
        response = self.http.post(html.unescape(action.group(1)), data={**hidden(page), **fields})
        self.http.cookies.clear()
        return response

    def log_in(self, who: str = "mia", password: str | None = None, **params: Any) -> httpx.Response:
        """The consent page."""
        page = self.start_dialog(**params).text
        word = password or f"{who}-password"
        return self.post_form(page, login=f"{who}@example.com", password=word)

    def consent(
        self,
        who: str = "mia",
        pages: tuple[str, ...] = (COOKS, TRAVELS),
        permissions: tuple[str, ...] = SCOPES,
        action: str = "approve",
        password: str | None = None,
        **params: Any,
    ) -> dict[str, str]:
        """What the app finds in its redirect."""
        page = self.log_in(who, password, **params).text
        answer = self.post_form(page, pages=list(pages), permissions=list(permissions), action=action)
        assert answer.status_code == 302, answer.text
        assert answer.headers["location"].startswith(CALLBACK)
        query = parse_qs(urlsplit(answer.headers["location"]).query)
        return {name: values[0] for name, values in query.items()}

    def exchange(self, code: str, **more: str) -> httpx.Response:
        data = {"client_id": APP, "client_secret": SECRET, "redirect_uri": CALLBACK, "code": code}
        return self.http.post("/v26.0/oauth/access_token", data=data | more)

    def user_token(self, *, long: bool = True, **consent: Any) -> str:
        short = str(self.exchange(self.consent(**consent)["code"]).json()["access_token"])
        if not long:
            return short
        data = {"client_id": APP, "client_secret": SECRET, "grant_type": "fb_exchange_token"}
        response = self.http.post("/v26.0/oauth/access_token", data=data | {"fb_exchange_token": short})
        return str(response.json()["access_token"])

    def page_token(self, user_token: str, page_id: str = COOKS) -> str:
        page = self.get(f"/{page_id}", user_token, fields="access_token").json()
        return str(page["access_token"])

    def get(self, path: str, token: str | None = None, **params: str) -> httpx.Response:
        return self._call("GET", path, token, params=params)

    def delete(self, path: str, token: str | None = None, **params: str) -> httpx.Response:
        return self._call("DELETE", path, token, params=params)

    def post(self, path: str, token: str | None = None, **data: str) -> httpx.Response:
        return self._call("POST", path, token, data=data)

    def _call(self, method: str, path: str, token: str | None, **what: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return self.http.request(method, f"/v26.0{path}", headers=headers, **what)

    def share(self, token: str, page_id: str = COOKS, business: str = BRAND) -> httpx.Response:
        return self.post(f"/{page_id}/agencies", token, business=business, permitted_tasks=TASKS)

    def unshare(self, token: str, page_id: str = COOKS, business: str = BRAND) -> httpx.Response:
        return self.delete(f"/{page_id}/agencies", token, business=business)

    def agencies(self, token: str, page_id: str = COOKS) -> list[str]:
        return [row["id"] for row in self.get(f"/{page_id}/agencies", token).json()["data"]]

    def debug(self, token: str) -> Any:
        found = self.get("/debug_token", f"{APP}|{SECRET}", input_token=token)
        assert found.status_code == 200, found.text
        return found.json()["data"]

    def control(self, method: str, path: str, body: Any = None) -> Any:
        response = self.http.request(method, f"/_sandbox{path}", json=body)
        assert response.status_code == 200, response.text
        return response.json()

    def patch(self, path: str, **fields: Any) -> Any:
        return self.control("PATCH", path, fields)

    def faults(self, *rules: Any) -> None:
        self.control("PUT", "/faults", list(rules))

    def rows(self, *ops: str) -> list[Any]:
        """This test's ledger rows, of these kinds if any are named."""
        rows = self.control("GET", f"/ledger?after={self.seen}")
        return [row for row in rows if not ops or row["op"] in ops]


def error(response: httpx.Response) -> tuple[int, int | None, int | None]:
    """HTTP status, code and subcode of an error answer."""
    body = response.json()["error"]
    return response.status_code, body.get("code"), body.get("error_subcode")
