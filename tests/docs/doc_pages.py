"""Reading our Markdown: links, headings, code, tables, as far as our own pages use them."""

import re
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]

_FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


class Page:
    """One Markdown file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.relative_to(ROOT).as_posix()
        self.text = path.read_text(encoding="utf-8")

    @cached_property
    def prose(self) -> str:
        """The text without its code blocks."""
        return _FENCE.sub("", self.text)

    @cached_property
    def links(self) -> list[str]:
        return _LINK.findall(self.prose)

    @cached_property
    def blocks(self) -> list[tuple[str, str]]:
        """The code blocks: language and content."""
        return [(language, content) for _, language, content in _FENCE.findall(self.text)]

    @cached_property
    def code(self) -> list[str]:
        """Code in the prose, and the lines of the shell blocks without their comments."""
        shell = [content for language, content in self.blocks if language == "sh"]
        lines = [line.split(" #")[0].strip() for content in shell for line in content.splitlines()]
        return [*_CODE.findall(self.prose), *(line for line in lines if line)]

    @cached_property
    def anchors(self) -> set[str]:
        """The headings as GitHub links to them."""
        return {
            re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")
            for heading in _HEADING.findall(self.prose)
        }

    def shows(self, word: str) -> bool:
        """Whether ``word`` stands in code marks, alone."""
        return word in _CODE.findall(self.prose)


def all_pages() -> list[Page]:
    return [Page(path) for path in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))]
