"""Fixtures of folds on the emulation of a GPU."""

from __future__ import annotations

import prct
import pytest


@pytest.fixture
def launches(monkeypatch) -> list[int]:
    """How many first folds went to the GPU at each call."""
    counts: list[int] = []

    def counted(platform, foldings):
        counts.append(len(foldings))
        return run(platform, foldings)

    run = prct._core.fold_traces
    monkeypatch.setattr(prct._core, "fold_traces", counted)
    return counts
