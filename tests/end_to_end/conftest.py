from __future__ import annotations

from pathlib import Path

import pytest
from command import TinyTarget, write_family, write_tiny_target


@pytest.fixture(scope="session")
def tiny(tmp_path_factory) -> TinyTarget:
    """Input files that are only read."""
    return write_tiny_target(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="session")
def family(tmp_path_factory) -> tuple[Path, str]:
    """Folder of ``hairpin.a3m`` and ``hairpin.fasta``, and the query."""
    folder = tmp_path_factory.mktemp("family")
    return folder, write_family(folder)
