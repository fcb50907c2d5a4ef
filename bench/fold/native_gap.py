"""Energy or search: whether the native, quenched, lies below the models that folds from the sequence ended in.

    python bench/fold/accuracy.py --case sequence --out sequence
    python bench/fold/native_gap.py sequence --json bench/results/native_gap.json

A native above the lowest model says that the energy is wrong, one below it that the search is. Of each target the
difference, native minus lowest model, in all and by term; the native's TM-score to itself after the quench.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import prct._core as _core

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # run as a script, too

from prct.core.restraints import Restraints
from prct.core.target import Target
from prct.folding.anneal import final_scales
from prct.folding.evidence import gather_evidence, with_pair_prior
from prct.folding.hamiltonian import make_system
from prct.folding.settings import FoldSettings
from prct.scoring.tm_score import tm_score

from bench.cases.sources import synthetic_chain
from bench.harness import provenance

QUENCH = (50, 3000, 1e-6, 0.05)
"""Steps of FIRE, evaluations, tolerances in kcal/mol and kcal/mol/Å: nearly as far as models are quenched."""


def native_terms(sequence: str, coords_a: np.ndarray) -> tuple[dict[str, float], float]:
    """Energies of the quenched native, kcal/mol, and its TM-score to the native."""
    settings, target = FoldSettings(), Target("native", ("A",), (sequence,))
    candidates = with_pair_prior(target, gather_evidence(target, Restraints(), settings), settings.weights)
    system, scales = make_system(target, candidates, settings), final_scales(settings)
    alpha, backbone = np.ones(system.restraint_count), coords_a[:, :3].astype(float)
    relaxed = _core.quench(system, _core.Platform("cpu"), backbone, scales, alpha, *QUENCH)[0]
    terms = _core.compute(system, _core.Platform("cpu-f64"), relaxed, scales, alpha)[0]
    return dict(terms), tm_score(relaxed[:, 1], backbone[:, 1])


def gap(native_file: Path, summary_file: Path) -> dict[str, Any] | None:
    """One target; None where the native has gaps."""
    with np.load(native_file) as archive:
        sequence, coords = str(archive["seq"]), archive["coords"].astype(np.float64)
    if not np.isfinite(coords[:, :3]).all():
        return None
    models = json.loads(summary_file.read_text())["models"]
    lowest = min(models, key=lambda model: model["energy_kcal"])
    terms, tm = native_terms(sequence, coords)
    by_term = {name: round(terms[name] - lowest["terms_kcal"][name], 2) for name in terms}
    return {
        "length": len(sequence),
        "gap_kcal": round(sum(terms.values()) - lowest["energy_kcal"], 2),
        "tm_native_quenched": round(tm, 4),
        "by_term_kcal": {name: value for name, value in by_term.items() if value},
    }


def main(arguments: list[str] | None = None) -> None:
    """Parse the command line, compare, print, store."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, nargs="?", help="the --out of accuracy.py")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--smoke", action="store_true", help="one made-up chain, without models")
    options = parser.parse_args(arguments)
    if options.smoke:
        chain = synthetic_chain(length=30)
        print(native_terms(chain.sequence, chain.coords_a))
        return
    if options.folder is None:
        parser.error("name the folder of a run of accuracy.py --case sequence")
    natives = sorted((options.folder / "sequence" / "natives").glob("*.npz"))
    pairs = ((path.stem, gap(path, options.folder / "results" / path.stem / "summary.json")) for path in natives)
    found = {name: one for name, one in pairs if one is not None}
    for name, one in found.items():
        parts = ", ".join(f"{term} {kcal:+.1f}" for term, kcal in one["by_term_kcal"].items() if abs(kcal) >= 1)
        print(f"{name:20} {one['length']:3d} residues, native {one['gap_kcal']:+7.1f} kcal/mol: {parts}")
    above = sum(one["gap_kcal"] > 0 for one in found.values())
    print(f"the native lies above the lowest model in {above} of {len(found)}")
    if options.json is not None:
        report = {"above": above, "targets": found, "provenance": provenance(["numpy"])}
        options.json.write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
