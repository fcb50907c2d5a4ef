from __future__ import annotations

import pytest
from command import TinyTarget, write_tiny_target


@pytest.fixture(scope="session")
def tiny(tmp_path_factory) -> TinyTarget:
    """Input files that are only read."""
    return write_tiny_target(tmp_path_factory.mktemp("tiny"))
