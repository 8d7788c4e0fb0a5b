"""``GET /_sandbox``: the sandbox at a glance, for a person, with the commonest accidents as buttons."""

from jinja2 import Environment, PackageLoader
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from graph_sandbox.state import State

_ROWS = 40


class Overview:
    """People with their passwords, Pages with their shares, and the end of the ledger."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._pages = Environment(loader=PackageLoader("graph_sandbox"), autoescape=True)

    async def answer(self, request: Request) -> Response:
        state = self._state
        html = self._pages.get_template("overview.html").render(
            world=state.world,
            shares=state.shares,
            businesses=state.businesses,
            people=state.people,
            rows=list(reversed(state.ledger.rows[-_ROWS:])),
            total=state.requests.total(),
        )
        return HTMLResponse(html, headers={"Cache-Control": "no-store"})
