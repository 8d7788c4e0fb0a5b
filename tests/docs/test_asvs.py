"""The ASVS sheet is complete, and what it names as proof is there."""

import re
from functools import cache
from typing import NamedTuple

import pytest

from tests.docs.doc_pages import ROOT, Page

SHEET = Page(ROOT / "docs" / "asvs.md")
VERDICTS = ("met", "not applicable", "accepted gap")
MOST_GAPS = 10
DEPLOYMENT = "Deployment:"

# Section, and how many requirements of levels 1 and 2 it has (they come first, level 3 after them): counted in the
# published table of version 5.0.0.
REQUIRED = """
1.1:2 1.2:9 1.3:11 1.4:3 1.5:2
2.1:3 2.2:3 2.3:4 2.4:1
3.2:2 3.3:4 3.4:6 3.5:5 3.7:2
4.1:3 4.2:1 4.3:2 4.4:4
5.1:1 5.2:3 5.3:2 5.4:3
6.1:3 6.2:12 6.3:4 6.4:4 6.5:5 6.6:3 6.8:4
7.1:3 7.2:4 7.3:2 7.4:5 7.5:2 7.6:2
8.1:2 8.2:3 8.3:1 8.4:1
9.1:3 9.2:4
10.1:2 10.2:2 10.3:4 10.4:11 10.5:5 10.6:2 10.7:3
11.1:2 11.2:3 11.3:3 11.4:4 11.5:1 11.6:1
12.1:3 12.2:2 12.3:4
13.1:1 13.2:5 13.3:2 13.4:5
14.1:2 14.2:4 14.3:3
15.1:3 15.2:3 15.3:7
16.1:1 16.2:5 16.3:4 16.4:3 16.5:3
17.1:1 17.2:4 17.3:2
"""
_FILE = re.compile(r"`((?:[\w-][\w./-]*)?\.(?:py|js|toml|yml|lock|dockerignore)(?:::\w+)?)`")
_FUNCTION = re.compile(r"^(?:async )?def (\w+)\(", re.MULTILINE)


class Row(NamedTuple):
    """One requirement as the sheet judges it; ``chapter`` is the heading it stands under."""

    chapter: str
    id: str
    asks: str
    verdict: str
    proof: str

    @property
    def named(self) -> list[str]:
        """The files and tests in code marks."""
        return _FILE.findall(self.proof)

    @property
    def documents(self) -> list[str]:
        return re.findall(r"\]\(([^)]+)\)", self.proof)


def rows() -> list[Row]:
    found, chapter = [], ""
    for line in SHEET.text.splitlines():
        if line.startswith("## "):
            chapter = line
        if line.startswith("| v5.0.0-"):
            found.append(Row(chapter, *line.strip("| ").split(" | ", 3)))
    return found


ROWS = rows()


@cache
def functions_of(file: str) -> frozenset[str]:
    return frozenset(_FUNCTION.findall((ROOT / file).read_text(encoding="utf-8")))


def test_every_requirement_is_there_once_and_in_its_chapter() -> None:
    counted = [entry.split(":") for entry in REQUIRED.split()]
    required = [f"v5.0.0-{section}.{n}" for section, most in counted for n in range(1, int(most) + 1)]
    assert len(required) == 253
    assert [row.id for row in ROWS] == required
    for row in ROWS:
        assert row.chapter.startswith(f"## V{row.id.removeprefix('v5.0.0-').split('.')[0]} "), row.id


def test_every_verdict_is_one_of_three_and_counted_rightly() -> None:
    counted = {verdict: sum(row.verdict == verdict for row in ROWS) for verdict in VERDICTS}
    assert sum(counted.values()) == len(ROWS)
    told = re.search(r"\*\*253 requirements: (\d+) met, (\d+) not applicable, (\d+) accepted gaps\.\*\*", SHEET.text)
    assert told is not None
    assert [int(number) for number in told.groups()] == list(counted.values())
    deployment = sum(row.proof.startswith(DEPLOYMENT) for row in ROWS)
    assert f'{deployment} of them begin with "Deployment"' in SHEET.text
    assert all(row.verdict == "not applicable" for row in ROWS if row.proof.startswith(DEPLOYMENT))


@pytest.mark.parametrize("verdict", VERDICTS)
def test_every_verdict_has_its_ground(verdict: str) -> None:
    """What is met names a proof; what is not says why."""
    for row in ROWS:
        if row.verdict != verdict:
            continue
        assert len(row.asks) < 100, f"{row.id}: shortened, not copied"
        if verdict == "met":
            assert row.named or row.documents, row.id
        else:
            words = re.sub(r"`[^`]+`|\[[^\]]*\]\([^)]*\)", "", row.proof)
            assert len(words.split()) >= (15 if verdict == "accepted gap" else 2), row.id


def test_everything_named_as_proof_exists() -> None:
    missing = []
    for row in ROWS:
        for name in row.named:
            file, _, test = name.partition("::")
            there = (ROOT / file).is_file() and (not test or test in functions_of(file))
            missing += [] if there else [f"{row.id}: {name}"]
    assert missing == []
    assert sum("::" in name for row in ROWS for name in row.named) > 150, "the search finds what is named"


def test_gaps_are_few() -> None:
    assert sum(row.verdict == "accepted gap" for row in ROWS) <= MOST_GAPS


def test_a_reader_finds_the_sheet() -> None:
    assert "docs/asvs.md" in Page(ROOT / "README.md").links
    assert "asvs.md" in Page(ROOT / "docs" / "security.md").links
