"""Turning a view into an HTML answer, in the reader's language. Every value is escaped by the template engine."""

from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from starter.web import languages
from starter.web.texts import LANGUAGES

HERE = Path(__file__).parent


_TEMPLATES = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class Pages:
    """Answers from the templates, which are compiled once per process."""

    def show(self, template: str, **values: Any) -> HTMLResponse:
        """A page from its template; ``t`` are the words, ``say`` fills values into a sentence of ``t.ui``."""
        return self._render(template, 200, **values)

    def message(
        self,
        message: str,
        status_code: int,
        *,
        back: str | None = None,
        label: str = "try_again",
        headers: dict[str, str] | None = None,
    ) -> HTMLResponse:
        """A page with nothing but a message, a key of ``Texts.message``, and a way on: ``back``, within this site."""
        words = languages.texts().message[message]
        answer = self._render("message.html", status_code, message=words, back=back, label=label)
        answer.headers.update(headers or {})
        return answer

    def _render(self, template: str, status_code: int, **values: Any) -> HTMLResponse:
        t = languages.texts()

        def say(key: str, **more: Any) -> str:
            return t.ui[key].format_map(more)

        shown = {"t": t, "say": say, "languages": LANGUAGES, "switch": True, **values}
        return HTMLResponse(_TEMPLATES.get_template(template).render(shown), status_code)


def page_number(text: str) -> int:
    """The number in an address of a list in parts; 0, which no part has, for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
