"""README's commands and the examples are there to be run."""

from __future__ import annotations

import re
from pathlib import Path

from repository import read

INSTALL_AND_FOLD = (
    "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/prct fold examples/ubiquitin/sequence.fasta "
    "--restraints examples/ubiquitin/contacts.rr --out ubiquitin --plots"
)
TEST = "bash tests/run.sh"


def commands(text: str) -> list[str]:
    """Contents of the `sh` fences of a page."""
    return [block.strip() for block in re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)]


def test_readme_has_the_two_commands_and_no_other():
    assert commands(read(Path("README.md"))) == [INSTALL_AND_FOLD, TEST]
