"""How stiff the folds of a workload are: what bounds their time step."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

import prct._core as _core
from prct.app.workload import KnownTarget, Workload
from prct.core.spectral_bound import spectral_bound
from prct.folding.anneal import final_scales
from prct.folding.job import Job
from prct.folding.pipeline import fold, prepare
from prct.folding.settings import FoldSettings
from prct.forge.spec.expression import exact

MEASURED, MARGIN = "measured at a folded model", "margin for others and for heat"
MARGIN_SHARE = 0.1
"""The largest curvature of models, and of snapshots at 300 K, differs by less than this
(docs/decisions/0028-parameters-by-a-solver.md)."""
QUICK = {"trajectories": 1, "models": 1, "annealing.steps": 500}
ITERATIONS = 80
STEP_A = 1e-4
DIGITS = 1


def largest_curvature(workload: Workload) -> dict[str, Fraction]:
    """The largest eigenvalue of the Hessian of V at a model of the stiffest target, kcal/mol/Å², and a margin.

    The stiffest target is the one with the largest proven bound. The bound itself holds for every configuration at
    once, and forbids steps that never fail.
    """
    systems = [(known, prepare(known.target, known.restraints, workload.settings)) for known in _targets(workload)]
    bounds = [proven_bound(job, workload.settings) for _, job in systems]
    known, job = systems[int(np.argmax(bounds))]
    model = fold(known.target, known.restraints, workload.settings.with_overrides(**QUICK)).best.structure.coords_a
    found = curvature_at(job.system, np.ascontiguousarray(model[:, :3]), workload.settings)
    measured = exact(round(found, DIGITS))
    return {MEASURED: measured, MARGIN: exact(round(found * MARGIN_SHARE, DIGITS))}


def proven_bound(job: Job, settings: FoldSettings) -> float:
    """No eigenvalue exceeds this in any configuration (kcal/mol/Å²)."""
    return spectral_bound(job.system, final_scales(settings)).largest


def curvature_at(system: _core.System, backbone_a: np.ndarray, settings: FoldSettings) -> float:
    """Largest eigenvalue of the Hessian by power iteration over differences of forces, kcal/mol/Å².

    Parameters
    ----------
    system : System
    backbone_a : float64 [L, 3, 3]
        N, CA, C; relaxed before.
    settings : FoldSettings
    """
    platform, scales = _core.Platform("cpu-f64"), final_scales(settings)
    alpha = np.ones(system.restraint_count)
    at = _core.quench(system, platform, backbone_a, scales, alpha, 300, 50, 1e-4, 1e-2)[0]
    along = np.random.default_rng(1).normal(size=at.shape)
    found = 0.0
    for _ in range(ITERATIONS):
        along /= np.linalg.norm(along)
        ahead, behind = (
            np.reshape(_core.compute(system, platform, at + sign * STEP_A * along, scales, alpha)[1], at.shape)
            for sign in (1, -1)
        )
        along = (ahead - behind) / (2 * STEP_A)
        found = float(np.linalg.norm(along))
    return found


def _targets(workload: Workload) -> tuple[KnownTarget, ...]:
    return (*workload.tuning, *workload.checking)
