"""Links resolve, and MISSION.md has every task."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from repository import ROOT, files, read

TASK_COUNTS = {"1D.1": 4, "1D.2": 4, "1D.3": 4, "1D.4": 4, "1D.5": 4}
TASKS = [f"{group}.{k}" for group, count in TASK_COUNTS.items() for k in range(1, count + 1)]
TASKS += [f"1E.{k}" for k in range(1, 6)] + [f"1F.{k}" for k in range(1, 6)]
STATES = ("not begun", "in progress", "done")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)|\b(?:src|href)=\"([^\"]+)\"")
FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def prose(text: str) -> str:
    return COMMENT.sub("", FENCE.sub("", text))


def anchors(text: str) -> set[str]:
    """Anchors of the headings as the usual renderers make them."""
    titles = re.findall(r"^#+\s+(.+)$", FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


def broken_links(path: Path, text: str) -> list[str]:
    """Relative links of a page that lead nowhere."""
    broken = []
    for match in LINK.finditer(prose(text)):
        link = match.group(1) or match.group(2)
        if re.match(r"[a-z]+:", link):
            continue
        target, _, anchor = link.partition("#")
        there = (ROOT / path).parent / target if target else ROOT / path
        if not there.exists() or (anchor and there.suffix == ".md" and anchor not in anchors(there.read_text("utf-8"))):
            broken.append(link)
    return broken


def rows(text: str) -> dict[str, list[str]]:
    """Cells of each table row of MISSION.md by its task number."""
    table = [
        [c.strip() for c in line.strip().strip("|").split("|")] for line in text.splitlines() if line.startswith("|")
    ]
    return {cells[0].split()[0]: cells for cells in table if cells[0] and re.match(r"1[DEF]\.|engine", cells[0])}


@pytest.mark.parametrize("path", files(".md"), ids=str)
def test_links_resolve(path: Path):
    assert broken_links(path, read(path)) == []


@pytest.mark.parametrize("task", ["engine", *TASKS])
def test_mission_has_every_task_with_its_state(task: str):
    cells = rows(read(Path("docs/MISSION.md")))[task]
    assert cells[2].startswith(STATES), f"{task}: state {cells[2]!r} is none of {STATES}"
    if cells[2].startswith("done"):
        assert "](" in cells[3] and "](" in cells[4] and re.search(r"\d", cells[5]), (
            f"{task}: done needs code, test and figure"
        )


def test_the_checks_catch_what_they_look_for():
    assert broken_links(
        Path("README.md"), "[a](nowhere.md) [b](docs/MISSION.md) [c](https://x.y/z) <!-- [d](gone) -->"
    ) == ["nowhere.md"]
    assert broken_links(Path("README.md"), "[a](docs/MISSION.md#no-such-heading)") == [
        "docs/MISSION.md#no-such-heading"
    ]
    assert rows("| 1D.1.1 | a | done | c | t | f |\n") == {"1D.1.1": ["1D.1.1", "a", "done", "c", "t", "f"]}
