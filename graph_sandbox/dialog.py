"""facebook.com's login dialog: ``/dialog/oauth``, with or without a version in front.

The flow, for a program without cookies or a browser:

1. ``GET /dialog/oauth?client_id=&redirect_uri=&state=&scope=…`` answers 200 with the **login form**.
2. ``POST`` its hidden fields with ``login`` and ``password`` to the form's ``action`` (the same path). A
   wrong password answers 200 with the login form again, a right one 200 with the **consent form**.
3. ``POST`` the consent form's hidden fields with ``pages`` (repeated ids), ``permissions`` (repeated names)
   and ``action`` = ``approve`` or ``cancel``. The answer is 302 to the redirect_uri with ``code`` and
   ``state``, or with ``error=access_denied`` and its companions.

Pages not posted are not selected; permissions not posted are declined. A browser is also given a cookie and
then skips step 2, with a link to log in as somebody else; ``auth_type=reauthenticate`` always asks for the
password. A bad client_id, redirect_uri or scope ends on an error page (400), never in a redirect.

Simplification: the consent page is shown every time, also to a person who has approved all of it before.
"""

from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from graph_sandbox.consenting import approve, cancel, offer
from graph_sandbox.dialog_request import CARRIED, DialogError, DialogRequest, parse_request
from graph_sandbox.sessions import COOKIE, log_in, person_in, session_of
from graph_sandbox.state import State
from graph_sandbox.world import Person


class Dialog:
    """The dialog's pages and what its forms do."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._pages = Environment(loader=PackageLoader("graph_sandbox"), autoescape=True)

    async def answer(self, request: Request) -> Response:
        form = await request.form() if request.method == "POST" else FormData()
        params = {**dict(request.query_params), **{name: str(value) for name, value in form.items()}}
        try:
            asked = parse_request(self._state.world.app, params)
        except DialogError as refused:
            return self._html("error.html", status=400, message=str(refused))
        if "action" in form:
            return self._consent(request, asked, form)
        if "login" in form:
            return self._login(request, asked, form)
        person = person_in(self._state, request.cookies.get(COOKIE))
        if person is None or "switch" in params or "reauthenticate" in asked.auth_types:
            return self._login_page(request, asked)
        return self._consent_page(request, asked, person)

    def _login(self, request: Request, asked: DialogRequest, form: FormData) -> Response:
        login = str(form["login"])
        person = log_in(self._state, login, str(form.get("password", "")))
        if person is None:
            message = "The login or password you entered is incorrect."
            return self._login_page(request, asked, message, login)
        self._state.ledger.add("login", by="hand", person_id=person.id)
        response = self._consent_page(request, asked, person)
        response.set_cookie(COOKIE, session_of(self._state, person), httponly=True, samesite="lax")
        return response

    def _consent(self, request: Request, asked: DialogRequest, form: FormData) -> Response:
        carried = form.get("session")
        person = person_in(self._state, str(carried) if carried else request.cookies.get(COOKIE))
        if person is None:
            return self._login_page(request, asked, "Your session has ended. Please log in again.")
        action = form["action"]
        if action == "cancel":
            return RedirectResponse(cancel(self._state, asked, person), 302)
        if action != "approve":
            return self._html("error.html", status=400, message=f"Unknown action: {action}.")
        pages = [str(value) for value in form.getlist("pages")]
        permissions = [str(value) for value in form.getlist("permissions")]
        return RedirectResponse(approve(self._state, asked, person, pages, permissions), 302)

    def _login_page(self, request: Request, asked: DialogRequest, message: str = "", login: str = "") -> Response:
        return self._html("login.html", request=request, hidden=asked.params, message=message, login=login)

    def _consent_page(self, request: Request, asked: DialogRequest, person: Person) -> Response:
        selected = self._state.account(person.id).selected_pages
        query = {name: asked.params[name] for name in CARRIED if name in asked.params}
        return self._html(
            "consent.html",
            request=request,
            hidden={**asked.params, "session": session_of(self._state, person)},
            person=person,
            offer=offer(self._state, asked, person),
            selected=selected,
            switch_url=f"{request.url.path}?{urlencode({**query, 'switch': '1'})}",
        )

    def _html(self, template: str, *, status: int = 200, **values: object) -> Response:
        page = self._pages.get_template(template).render(app=self._state.world.app, **values)
        return HTMLResponse(page, status, {"Cache-Control": "no-store"})
