"""A page as a program sees it: its forms, and the marks that design puts on it for exactly this purpose."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """One form. ``fields`` are what a browser would send without touching anything; buttons come on top."""

    action: str
    method: str
    mark: str = ""
    """``data-action``: what pressing it means."""
    fields: list[tuple[str, str]] = field(default_factory=list)
    offered: list[str] = field(default_factory=list)
    """Names of all inputs, so that a driver can tell a login form from a consent form."""


@dataclass
class Page:
    """What was on it. ``stage``, ``outcome`` and ``findings`` are the page's own data marks."""

    forms: list[Form] = field(default_factory=list)
    stage: str = ""
    outcome: str = ""
    findings: list[str] = field(default_factory=list)
    sign_in: str = ""
    """``data-sign-in``: accepted, refused or unfinished; empty when the page does not follow a sign-in."""
    message: str = ""
    """What the page says about itself: its role=alert text if it complains, else its heading."""

    def form_marked(self, *marks: str) -> Form | None:
        return next((form for form in self.forms if form.mark in marks), None)

    def form_asking(self, name: str) -> Form | None:
        return next((form for form in self.forms if name in form.offered), None)


def read_page(html: str) -> Page:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.page


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self._form: Form | None = None
        self._hearing: str | None = None
        self._complained = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        marks = {name: value or "" for name, value in attrs}
        self.page.stage = self.page.stage or marks.get("data-stage", "")
        self.page.outcome = self.page.outcome or marks.get("data-outcome", "")
        if "data-finding" in marks:
            self.page.findings.append(marks["data-finding"])
        self.page.sign_in = self.page.sign_in or marks.get("data-sign-in", "")
        complains = marks.get("role") == "alert" and not self._complained
        if complains or (tag == "h1" and not self.page.message):
            self._hearing, self._complained, self.page.message = tag, self._complained or complains, ""
        if tag == "form":
            mark = marks.get("data-action", "")
            self._form = Form(marks.get("action", ""), marks.get("method", "get").lower(), mark)
            self.page.forms.append(self._form)
        elif tag == "a" and "data-action" in marks:
            self.page.forms.append(Form(marks.get("href", ""), "get", marks["data-action"]))
        elif self._form is not None and tag in ("input", "button", "textarea") and marks.get("name"):
            self._take(self._form, tag, marks)

    def handle_data(self, data: str) -> None:
        if self._hearing:
            self.page.message = " ".join(f"{self.page.message} {data}".split())

    def handle_endtag(self, tag: str) -> None:
        if tag == self._hearing:
            self._hearing = None
        if tag == "form":
            self._form = None

    @staticmethod
    def _take(form: Form, tag: str, marks: dict[str, str]) -> None:
        name, kind = marks["name"], marks.get("type", "")
        form.offered.append(name)
        if tag == "button" or kind in ("submit", "image"):
            return
        if kind in ("checkbox", "radio") and "checked" not in marks:
            return
        form.fields.append((name, marks.get("value", "")))
