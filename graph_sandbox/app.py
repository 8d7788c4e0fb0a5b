"""The sandbox as an ASGI app: the dialog, the control API, and the Graph API for everything else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Route

from graph_sandbox.control import control_routes
from graph_sandbox.dialog import Dialog
from graph_sandbox.overview import Overview
from graph_sandbox.state import State, open_state
from graph_sandbox.wire import GraphEndpoint
from graph_sandbox.words import Json


def create_app(world: Json | None = None, ledger_path: Path | None = None) -> Starlette:
    """A sandbox of its own; nothing is shared between two of them.

    ``world`` is the JSON of ``PUT /_sandbox/world`` (default: ``default_world()``). With ``ledger_path`` the
    ledger and the state are kept on disk, and a state found there wins over ``world``. Raises ``ValueError``
    with one line for a person when the world or the files cannot be used.
    """
    return build(open_state(world, ledger_path))


def build(state: State) -> Starlette:
    """The app around a state; ``app.state.sandbox`` is that state."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        state.close()

    dialog = Dialog(state)
    routes = [
        Route("/dialog/oauth", dialog.answer, methods=["GET", "POST"]),
        Route("/{version}/dialog/oauth", dialog.answer, methods=["GET", "POST"]),
        Route("/_sandbox", Overview(state).answer),
        *control_routes(state),
        Route("/{path:path}", GraphEndpoint(state).answer, methods=["GET", "POST", "DELETE", "PUT", "PATCH"]),
    ]
    app = Starlette(routes=routes, lifespan=lifespan)
    app.state.sandbox = state
    return app
