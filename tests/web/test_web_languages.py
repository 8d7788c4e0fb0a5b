"""Every word in every language, and no word of one on a page of the other."""

import re
from dataclasses import fields
from html.parser import HTMLParser
from typing import Any

import pytest

from contracts.notices import NoticeKind
from contracts.vocabulary import FindingCode, LapseCause, Outcome, Owner, Stage, Task
from platforms.meta.login import REQUIRED_PERMISSIONS
from starter.stopped import WORKFLOW_STOPPED
from starter.web import texts
from starter.web.actions import Action, Way
from starter.web.languages import preferred
from starter.web.texts import LANGUAGES, Texts
from tests.web.conftest import Site
from tests.web.web_gallery import OTHERS_CODES, gallery
from tests.web.web_visitor import Visitor

EN, DE = LANGUAGES["en"], LANGUAGES["de"]
every_language = pytest.mark.parametrize("t", LANGUAGES.values(), ids=LANGUAGES.keys())


def _shape(value: Any) -> Any:
    """What a table holds, without its words: keys, and the names that its sentences are filled with."""
    if isinstance(value, dict):
        return {key: _shape(each) for key, each in value.items()}
    if isinstance(value, str):
        return set(re.findall(r"\{(\w+)\}", value))
    return None


def test_the_languages_have_the_same_keys_and_fill_the_same_names() -> None:
    for field in fields(Texts):
        if field.name not in ("code", "name", "day", "manual", "give_again"):
            assert _shape(getattr(DE, field.name)) == _shape(getattr(EN, field.name)), field.name
    for steps in ("manual", "give_again"):
        assert [_shape(each) for each in getattr(DE, steps)] == [_shape(each) for each in getattr(EN, steps)]


@every_language
def test_everything_that_can_be_has_words(t: Texts) -> None:
    assert set(t.lapse) == set(LapseCause)
    assert set(t.owner) == set(Owner)
    assert set(t.can) == set(t.task) == set(Task)
    assert set(t.permission) == set(REQUIRED_PERMISSIONS)
    assert set(t.stage_name) == set(Stage)
    assert set(t.stage) == {*Stage, "lapsed", "uncovered", "lapsed_uncovered"}
    assert set(t.outcome) == {*Outcome, "attested"}
    assert set(t.notice) >= set(NoticeKind)
    assert set(t.check) == set(FindingCode)
    uncovered = {"login_or_page", "page_deselected", "other_login", "role_lost"}
    assert set(t.hindrance) == {*FindingCode, *OTHERS_CODES, *uncovered, "permission_named", WORKFLOW_STOPPED}
    assert set(t.action) == set(t.action_note) == set(Action)
    assert set(t.way) == set(t.way_note) == set(Way)
    keys = {value for name, value in vars(texts).items() if name.isupper() and isinstance(value, str)}
    assert keys | set(texts.STATE_REFUSED.values()) == set(t.message)


class _Words(HTMLParser):
    """The text that a reader reads, apart from what is marked as another language."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.lang, self._other = "", "", 0
        self.feed(html)
        self.text = " ".join(self.text.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.lang = given.get("lang") or ""
        elif "lang" in given or (self._other and tag not in ("meta", "link", "input")):
            self._other += 1

    def handle_endtag(self, tag: str) -> None:
        self._other -= 1 if self._other else 0

    def handle_data(self, data: str) -> None:
        if not self._other:
            self.text += f" {data}"


_ENGLISH = re.compile(r"\b(the|and|you|your|this|with|is|not|of)\b", re.IGNORECASE)
_GERMAN = re.compile(r"\b(der|die|das|und|du|dein|deine|nicht|ist|mit)\b")


@every_language
def test_no_page_speaks_the_other_language(t: Texts) -> None:
    foreign = {"en": _GERMAN, "de": _ENGLISH}[t.code]
    for name, html in gallery(t):
        words = _Words(html)
        assert words.lang == t.code, name
        assert not foreign.findall(words.text), f"{name}: {foreign.findall(words.text)} in {words.text}"
        assert "INTERNAL" not in html, f"{name} shows words that are meant for operators"


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("", "en"),
        ("de", "de"),
        ("de-AT,en;q=0.5", "de"),
        ("en-GB,de;q=0.9", "en"),
        ("fr,de;q=0.3", "de"),
        ("fr", "en"),
        ("de;q=0", "en"),
        ("*", "en"),
        ("de;q=x", "en"),
        ("," * 1000, "en"),
    ],
)
def test_what_the_browser_asks_for(asked: str, answered: str) -> None:
    assert preferred(asked).code == answered


async def test_the_choice_is_remembered_and_goes_before_the_browsers(site: Site, visitor: Visitor) -> None:
    german = await visitor.http.get(f"{site.url}/nothing", headers={"accept-language": "de"})
    assert "Diese Seite gibt es nicht" in german.text
    assert german.headers["content-language"] == "de"
    assert "adaccess_lang" not in german.headers.get("set-cookie", "")
    await visitor.http.get(f"{site.url}/nothing?lang=de")
    later = await visitor.http.get(f"{site.url}/nothing", headers={"accept-language": "en"})
    assert 'lang="de"' in later.text
    unknown = await visitor.http.get(f"{site.url}/nothing?lang=xx")
    assert "Diese Seite gibt es nicht" in unknown.text
