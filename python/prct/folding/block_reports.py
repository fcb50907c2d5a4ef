"""Reports of the blocks of a trajectory that ran whole, made when somebody looks: of most trajectories nobody does."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any, overload

import numpy as np

import prct._core as _core
from prct.folding.candidates import Candidates

Report = dict[str, Any]


class BlockReports(Sequence[Report]):
    """Those of :class:`prct.folding.anneal.Outcome`, of an outcome whose plan kept frames."""

    def __init__(self, candidates: Candidates, plan: _core.TrajectoryPlan, ended: _core.TrajectoryOutcome) -> None:
        self._candidates = candidates
        self._told: tuple[_core.TrajectoryPlan, _core.TrajectoryOutcome] | None = (plan, ended)

    @functools.cached_property
    def _made(self) -> list[Report]:
        assert self._told  # made once
        plan, ended = self._told
        reports: list[Report] = ended.reports(plan)
        self._told = None  # all frames of the trajectory
        held = []
        for report in reports:
            del report["positions_a"]
            held.append(report.pop("held"))
        if reports:
            rows = np.stack(held)[:, : len(self._candidates)].view(bool)
            counts = np.count_nonzero(self._candidates.of_some_row(rows), axis=1)
            for report, count in zip(reports, counts.tolist(), strict=True):
                report.update(satisfied=count, restraints=self._candidates.restraint_count)
        return reports

    @overload
    def __getitem__(self, index: int) -> Report: ...
    @overload
    def __getitem__(self, index: slice) -> list[Report]: ...
    def __getitem__(self, index: int | slice) -> Report | list[Report]:
        return self._made[index]

    def __len__(self) -> int:
        return len(self._made)

    def __reduce__(self) -> tuple[type, tuple[list[Report]]]:
        """Another process gets a list."""
        return list, (self._made,)
