"""Turning a view into an HTML answer. Every value is escaped by the template engine."""

from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from starter.web.texts import Message

HERE = Path(__file__).parent


class Pages:
    """The templates, compiled once per app."""

    def __init__(self) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def creator(self, **values: Any) -> HTMLResponse:
        return self._render("creator.html", 200, **values)

    def message(
        self, message: Message, status_code: int, *, back: str | None = None, headers: dict[str, str] | None = None
    ) -> HTMLResponse:
        """A page with nothing but a message. ``back`` is an address within this site, or nothing."""
        answer = self._render("message.html", status_code, message=message, back=back)
        answer.headers.update(headers or {})
        return answer

    def _render(self, template: str, status_code: int, **values: Any) -> HTMLResponse:
        return HTMLResponse(self._templates.get_template(template).render(values), status_code)
