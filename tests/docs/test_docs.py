"""What README and docs name exists, and what exists and matters is named there."""

import re
import shlex
from itertools import pairwise
from pathlib import Path

import pytest
import typer

from contracts.search_attributes import KINDS
from contracts.vocabulary import FindingCode, LapseCause, Outcome, Stage
from settings import Settings
from starter.cli import build
from tests.docs.doc_pages import ROOT, Page, all_pages

PAGES = {page.name: page for page in all_pages()}
DIAGRAMS = ("flowchart", "sequenceDiagram", "stateDiagram-v2", "classDiagram", "erDiagram")
ONE_PAGE = 60  # lines of a decision

every_page = pytest.mark.parametrize("page", PAGES.values(), ids=PAGES.keys())


@every_page
def test_links_lead_somewhere(page: Page) -> None:
    for link in page.links:
        if link.startswith(("http://", "https://")):
            continue
        file, _, anchor = link.partition("#")
        target = (page.path.parent / file).resolve() if file else page.path
        assert target.exists(), f"{page.name} links to {link}"
        assert target == ROOT or ROOT in target.parents, f"{page.name} links out of the project: {link}"
        if anchor:
            assert anchor in Page(target).anchors, f"{page.name} links to {link}, which has no such heading"


@every_page
def test_commands_exist_as_written(page: Page) -> None:
    root = typer.main.get_command(build())
    for code in page.code:
        for command_line in re.findall(r"\badaccess [a-z].*", code.replace("$(", " ")):
            _check_command(root, command_line, page.name)


def _check_command(command: object, command_line: str, where: str) -> None:
    words = shlex.split(re.sub(r"[\[\]()]", " ", command_line).split("|")[0], comments=True)[1:]
    while (known := getattr(command, "commands", None)) is not None:
        assert words, f"{where}: `{command_line}` lacks its subcommand"
        assert words[0] in known, f"{where}: `{command_line}` names no command of ours"
        command = known[words.pop(0)]
    params = getattr(command, "params", [])
    options = {name for param in params for name in param.opts} | {"--help"}
    for word in words:
        if word.startswith("--"):
            assert word in options, f"{where}: `{command_line}` has an option that does not exist"


@every_page
def test_make_targets_exist(page: Page) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {name for code in page.code for name in re.findall(r"^make ([a-z-]+)", code)}
    assert named <= targets


def test_every_setting_is_described_and_every_described_one_exists() -> None:
    described = {
        name
        for page in (PAGES["README.md"], PAGES["docs/going-live.md"])
        for row in re.findall(r"^\| (`[^|]+) \|", page.prose, re.MULTILINE)
        for name in re.findall(r"`((?:ADACCESS|TEMPORAL)_[A-Z_]+)`", row)
    }
    assert described == _settings()


@every_page
def test_no_setting_is_made_up(page: Page) -> None:
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    known = _settings() | set(re.findall(r"ADACCESS_[A-Z_]+", compose))
    assert set(re.findall(r"ADACCESS_[A-Z_]+", page.text)) <= known


def _settings() -> set[str]:
    prefix = str(Settings.model_config["env_prefix"])
    return {str(f.validation_alias or f"{prefix}{name.upper()}") for name, f in Settings.model_fields.items()}


@pytest.mark.parametrize("vocabulary", [Stage, Outcome, FindingCode, LapseCause])
def test_the_lifecycle_explains_every_word(
    vocabulary: type[Stage] | type[Outcome] | type[FindingCode] | type[LapseCause],
) -> None:
    rows = re.findall(r"^\| `(\w+)` \|", PAGES["docs/lifecycle.md"].prose, re.MULTILINE)
    assert {word.value for word in vocabulary} <= set(rows)


def test_the_lifecycle_is_drawn_with_every_stage_and_no_other() -> None:
    drawings = [content for language, content in PAGES["docs/lifecycle.md"].blocks if language == "mermaid"]
    arrows = re.findall(r"^  (\S+) --> (\S+)", "".join(drawings), re.MULTILINE)
    assert {end for arrow in arrows for end in arrow} - {"[*]"} == {stage.value for stage in Stage}


def test_the_runbook_knows_every_stage() -> None:
    assert all(PAGES["docs/runbook.md"].shows(stage.value) for stage in Stage)


def test_queries_use_search_attributes_that_exist() -> None:
    queries = [content for language, content in PAGES["docs/runbook.md"].blocks if language == "text"]
    named = set(re.findall(r"\b([A-Z]\w+) (?:=|<|>)", "".join(queries)))
    assert named
    assert named <= {*KINDS, "WorkflowType", "ExecutionStatus"}


def test_every_search_attribute_is_explained() -> None:
    assert all(PAGES["docs/architecture.md"].shows(name) for name in KINDS)


@every_page
def test_diagrams_are_of_a_known_kind(page: Page) -> None:
    for language, content in page.blocks:
        if language == "mermaid":
            assert content.split()[0] in DIAGRAMS
            assert ";" not in content, "Mermaid ends a statement at a semicolon"


@every_page
def test_tables_have_as_many_cells_in_every_row(page: Page) -> None:
    for first, second in pairwise(page.prose.splitlines()):
        if first.startswith("|") and second.startswith("|"):
            assert first.count("|") == second.count("|"), f"{page.name}: {second}"


@pytest.mark.parametrize("decision", sorted((ROOT / "docs" / "decisions").glob("*.md")), ids=lambda path: path.stem)
def test_a_decision_is_a_page_with_its_three_parts(decision: Path) -> None:
    text = decision.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= ONE_PAGE
    assert [part for part in ("**Context.**", "**Decision.**", "**Consequences.**") if part not in text] == []
