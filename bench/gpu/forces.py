"""Forces and energies of every platform against the plain loops in double precision, at the same coordinates.

Usage: python bench/gpu/forces.py [--smoke] [--json FILE]

Coordinates are rounded to single precision first, so that all platforms see the same. Systems: made chains with
distances or contacts at the start of a fold, and the whole Hamiltonian of folds from distances, from a complete contact
map and from the sequence alone (priors and potentials among its terms), each after a short annealing. `rms error` and
`max error` are those of a force component over the root mean square of the reference's, `energy error` is that of the
sum of the terms over the sum of their absolute values. All three are to stay below 1e-5 on a GPU and on the platform
cpu.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))
import workload
from gpu_bench import Row, attempt, check, command_line, run
from prct import _core
from prct.core.build_coordinates import backbone_from_trace
from prct.core.restraints import RestraintMaps, Restraints
from prct.core.target import Target
from prct.folding.anneal import final_scales
from prct.folding.pipeline import prepare
from prct.folding.settings import FoldSettings
from workload import threads, trajectory

TARGET = 1e-5
LENGTHS = (60, 150, 320)
LONGEST_ALONE = 150
"""Beyond, the pair prior of a whole sequence takes the reference long."""
STEPS = 300
HOLD = 5
"""More than this many times the target is wrong, not inaccurate."""


@dataclass(frozen=True)
class Case:
    """A system, its coordinates [L, 3, 3] in single precision, and the factors of its terms."""

    name: str
    system: Any
    backbone_a: np.ndarray
    scales: Any


def rounded(backbone_a: np.ndarray) -> np.ndarray:
    """What single precision holds of coordinates around the origin."""
    return (backbone_a - backbone_a.mean(axis=(0, 1))).astype(np.float32).astype(np.float64)


def annealed(system: Any, backbone_a: np.ndarray, steps: int) -> np.ndarray:
    """Where a short annealing on the platform cpu ends."""
    settings = FoldSettings().with_overrides(**{"annealing.steps": steps})
    chain = workload.Chain(system, backbone_a[:, 1], np.zeros((0, 2)), 0.0, (backbone_a[:, 1],))
    plan = workload.make_plans(chain, _core.Platform("cpu"), 1, settings)[0]
    ended = _core.run_trajectories(_core.Platform("cpu"), [plan])[0]
    check(not ended.failure, f"the annealing of the platform cpu failed: {ended.failure}")
    return ended.state.positions_a


def fold_system(residues: int, given: str) -> Any:
    """The system that a fold makes of a random sequence and of what is given of packed helices."""
    backbone = threads.packed_helices(residues)
    sequence = "".join(np.random.default_rng(residues).choice(list("ACDEFGHIKLMNPQRSTVWY"), residues))
    target = Target("made", ("A",), (sequence,))
    cb = np.array(_core.sites(_core.System([sequence]), backbone))[:, trajectory.SITE_CB]
    d = np.linalg.norm(cb[:, None] - cb[None], axis=-1)
    apart = np.abs(np.subtract.outer(np.arange(residues), np.arange(residues)))
    restraints = Restraints()
    if given == "distances":
        maps = RestraintMaps(distance_a=np.where((d < 20.0) & (apart >= 3), d, np.nan))
        restraints = Restraints(None, maps, source="made")
    elif given == "map":
        maps = RestraintMaps(contact_prob=np.where(apart >= 6, d < 8.0, np.nan))
        restraints = Restraints(None, maps, source="made")
    settings = FoldSettings().with_overrides(**{"replicas.use": "never", "platform": "cpu"})
    return prepare(target, restraints, settings).system


def cases(smoke: bool) -> Iterator[Case]:
    """The systems, in turn."""
    steps, lengths = (40, (24,)) if smoke else (STEPS, LENGTHS)
    for residues in lengths:
        for kind in (workload.DISTANCES, workload.CONTACTS):
            chain = workload.made_chain(residues, kind, first_folds=1)
            start = backbone_from_trace(np.array([0, residues], np.int32), chain.traces_a[0])
            yield Case(f"bare {kind}", chain.system, rounded(start), trajectory.scales(0.4))
        for given in ("distances", "map", "sequence"):
            if given == "sequence" and residues > LONGEST_ALONE:
                continue
            system = fold_system(residues, given)
            end = annealed(system, threads.packed_helices(residues), steps)
            yield Case(f"fold from {given}", system, rounded(end), final_scales(FoldSettings()))


def errors(case: Case, platform: str) -> Row:
    """How far the forces and energies of a platform are from the reference's."""
    alpha = np.ones(case.system.restraint_count)
    exact, force = _core.compute(case.system, _core.Platform("reference"), case.backbone_a, case.scales, alpha)
    terms, found = _core.compute(case.system, _core.Platform(platform), case.backbone_a, case.scales, alpha)
    rms = float(np.sqrt(np.mean(force**2)))
    off = np.abs(found - force)
    weight = sum(abs(value) for value in exact.values())
    row = {
        "rms force": rms,
        "largest force": float(np.abs(force).max()),
        "rms error": float(np.sqrt(np.mean(off**2))) / rms,
        "max error": float(off.max()) / rms,
        "energy error": abs(sum(terms.values()) - sum(exact.values())) / weight,
    }
    worst = max(row["rms error"], row["max error"], row["energy error"])
    check(worst < HOLD * TARGET or rms == 0.0, f"an error of {worst:.2g} is far beyond {TARGET:g}")
    return {**row, f"below {TARGET:g}": worst < TARGET}


def rows_of(platform: str, options: Any) -> list[Row]:
    """A row for each system and platform."""
    rows = []
    for case in cases(options.smoke):
        for name in ("cpu", "cpu-f64", platform):
            call = partial(errors, case, name)
            rows.append(attempt(call, platform=name, system=case.name, residues=len(case.system)))
    return rows


def main(arguments: Sequence[str] | None = None) -> None:
    options = command_line("forces", __doc__).parse_args(arguments)
    run("forces", options, lambda platform: rows_of(platform, options))


if __name__ == "__main__":
    main()
