"""What every page has to be, in every state and language: small, of our own making only, and readable by everybody."""

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from starter.web.pages import HERE
from starter.web.texts import LANGUAGES, Texts
from tests.web.web_gallery import gallery

LARGEST = 50_000
every_language = pytest.mark.parametrize("t", LANGUAGES.values(), ids=LANGUAGES.keys())
VOID = {"meta", "link", "input", "br"}


class Outline(HTMLParser):
    """Tags in order, with their attributes, and what stands in each."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.crossed: list[str] = []
        self.texts: dict[int, str] = {}
        self._inside: list[int] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)
            self._inside.append(len(self.tags) - 1)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.crossed.append(tag)
        else:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        for number in self._inside:
            self.texts[number] = self.texts.get(number, "") + data

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attrs for name, attrs in self.tags if name == tag]


@every_language
def test_the_outline_is_sound(t: Texts) -> None:
    for name, html in gallery(t):
        page = Outline(html)
        assert not page.crossed, name
        assert not page.open, name
        assert [len(page.all(tag)) for tag in ("h1", "main", "title")] == [1, 1, 1], name
        levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h\d", tag)]
        assert levels[0] == 1, name
        assert all(after <= before + 1 for before, after in pairwise(levels)), (name, levels)
        ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
        assert len(ids) == len(set(ids)), (name, ids)
        assert page.all("a")[0]["href"] == "#main", "the way past the header comes first"


@every_language
def test_everything_that_can_be_used_has_a_name(t: Texts) -> None:
    for name, html in gallery(t):
        page = Outline(html)
        labelled = {attrs.get("for") for attrs in page.all("label")}
        for attrs in page.all("input"):
            assert attrs.get("type") == "hidden" or attrs.get("id") in labelled, name
        for number, (tag, attrs) in enumerate(page.tags):
            if tag in ("a", "button", "summary", "h1", "h2", "h3", "title"):
                assert page.texts.get(number, "").strip(), (name, tag)
            for point in ("aria-labelledby", "aria-describedby"):
                if point in attrs:
                    assert f'id="{attrs[point]}"' in html, (name, attrs[point])


@every_language
def test_nothing_comes_from_elsewhere_and_nothing_is_inline(t: Texts) -> None:
    for name, html in gallery(t):
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', html), name
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", html), name
        assert re.findall(r"<script[^>]*>[^<]*", html) in ([], ['<script src="/static/live.js" defer>']), name


@every_language
def test_a_page_is_small_with_everything_it_needs(t: Texts) -> None:
    shared = sum((HERE / "static" / each).stat().st_size for each in ("page.css", "live.js"))
    for name, html in gallery(t):
        assert len(html.encode()) + shared < LARGEST, name
    assert shared < 15_000


def test_one_button_is_the_obvious_one() -> None:
    for name, html in gallery(LANGUAGES["en"]):
        assert len(re.findall(r'<button class="button">', html)) <= (2 if name == "unfinished" else 1), name


def _colours(css: str) -> list[dict[str, str]]:
    light, dark = (
        dict(re.findall(r"--(\w+): (#\w+)", block)) for block in re.findall(r":root \{(.*?)\}", css, re.DOTALL)[:2]
    )
    return [light, light | dark]


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * each for each in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_colours_can_be_told_apart() -> None:
    css = (HERE / "static" / "page.css").read_text(encoding="utf-8")
    for colours in _colours(css):
        for ink in ("ink", "soft", "go", "stop"):
            assert _contrast(colours[ink], colours["paper"]) >= 4.5, ink
        assert _contrast(colours["on"], colours["go"]) >= 4.5
        for mark in ("warn", "good", "edge"):
            assert _contrast(colours[mark], colours["paper"]) >= 3, mark
    assert not re.search(r"transition|animation|@import|url\(", css)
