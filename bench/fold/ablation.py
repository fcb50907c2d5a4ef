"""Ablations of the fold: each term and idea switched, on tuning chains, with the same seeds as the defaults.

From the root of the repository, with prct installed and PRCT_DATA set:

    python bench/fold/ablation.py --json bench/results/fold_ablation.json

Every cell is the mean difference in the TM-score of the top-ranked model, switched minus default, over the same chains,
with its standard error. The chains are not those that accuracy is quoted on: `sequence` are chains of val from their
sequence alone, `alignment` the families that contact probabilities were calibrated on, their contacts predicted once.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # run as a script, too

from prct.app.contact_job import ContactJob, run_contact_job

from bench.cases import make_cases, sources
from bench.cases.families import families
from bench.fold.accuracy import run_case
from bench.harness import provenance

SHORTEST, LONGEST = 80, 200
SHORTEST_ALONE, LONGEST_ALONE = 40, 98
CASES = ("distances", "map", "noisy", "ladders")
RESONATING = ("noisy", "ladders")
ALONE, ALIGNED = "sequence", "alignment"
NO_ABSENCE = {f"weights.{name}": 0.0 for name in ("absence", "list_absence", "doubted_absence")}
SWITCHES: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "edge phases off (support only)": ({"resonance.arm": "support"}, RESONATING),
    "resonance off (none, its own weights)": ({"resonance.arm": "none", "weights.contact_kcal": 1.5}, RESONATING),
    "α follows the structure": ({"resonance.follow": True}, RESONATING),
    "contacts close along the tour first": ({"resonance.tour_first": True}, ("map", *RESONATING)),
    "consensus off": ({"resonance.consensus": False}, RESONATING),
    "subsets of 95 % of the patches": ({"resonance.kept_share": 0.95}, RESONATING),
    "absence off": (NO_ABSENCE, ("map", *RESONATING)),
    "modes off (random walk)": ({"resonance.modes": False}, CASES),
    "hand score off (energies choose)": ({"resonance.hand_score": False}, CASES),
    "Ramachandran term off": ({"weights.ramachandran": 0.0}, CASES),
    "hydrogen bonds off": ({"weights.hydrogen_bond": 0.0}, CASES),
    "excluded volume off": ({"weights.repulsion": 0.0}, CASES),
    "torsion finish on": ({"annealing.torsion_finish": True}, CASES),
    "coherence on": ({"weights.coherence": 1.0}, CASES),
    "dipoles on": ({"weights.dipole": 1.0}, CASES),
    "electrostatics on": ({"weights.electrostatic": 1.0}, CASES),
    "phase prior off": ({"weights.phase_prior": 0.0}, (*RESONATING, ALIGNED, ALONE)),
    "pair prior off": ({"weights.pair_prior": 0.0, "weights.pair_prior_beside": 0.0}, (*RESONATING, ALIGNED, ALONE)),
    "pair and burial potentials off": ({"weights.pair": 0.0, "weights.burial": 0.0}, (ALONE,)),
    "replica exchange off": ({"replicas.use": "never"}, (ALONE,)),
}


def tuning_chains(most: int) -> list[sources.Chain]:
    """The last chains of tune.txt that are as long as the quoted ones."""
    data = sources.data_folder()
    names = (data / "structures" / "tune.txt").read_text().split()
    fitting = [chain for chain in sources.chains(names, data) if SHORTEST <= len(chain.sequence) <= LONGEST]
    return fitting[-most:]


def chains_alone(most: int) -> list[sources.Chain]:
    """Chains of val, evenly spread over it."""
    data = sources.data_folder()
    with np.load(data / "structures" / "val.npz") as archive:
        lengths = zip(archive["ids"], np.diff(archive["offsets"]), strict=True)
        names = [str(name) for name, n in lengths if SHORTEST_ALONE <= n <= LONGEST_ALONE]
    return list(sources.chains([names[k] for k in np.linspace(0, len(names) - 1, most).astype(int)], data))


def aligned(most: int, contacts: Path) -> Iterator[sources.Prediction]:
    """Families of `calibrate` with the contacts that their alignments predict, which are kept in a folder."""
    contacts.mkdir(parents=True, exist_ok=True)
    for family in list(families("calibrate", sources.data_folder()))[:most]:
        found = contacts / f"{family.name}.npz"
        if not found.exists():
            run_contact_job(ContactJob(family.alignment, found))
        yield sources.Prediction(
            sources.Chain(family.name, family.sequence, family.coords_a), "restraints.npz", found.resolve()
        )


def make_targets(case: str, chains: list[sources.Chain], out: Path, contacts: Path) -> None:
    """Write a case; `contacts` holds those of the families."""
    if case == ALONE:
        alone = (sources.Prediction(chain, None, b"") for chain in chains_alone(len(chains)))
        make_cases.make_predicted_case(case, alone, out)
    elif case == ALIGNED:
        make_cases.make_predicted_case(case, aligned(len(chains), contacts), out)
    else:
        make_cases.make_chain_case(case, chains, 1, out)


def top_scores(
    case: str, chains: list[sources.Chain], out: Path, trajectories: int, changes: dict[str, Any]
) -> dict[str, float]:
    """TM-score of the top-ranked model of each chain."""
    make_targets(case, chains, out, out.parents[1] / "contacts")
    # Defaults, too, run in this process: a change to the seed that they have is none.
    targets = run_case(case, out, trajectories, changes or {"seed": 1})["targets"]
    return {name: row["tm_top"] for name, row in targets.items()}


def difference(switched: dict[str, float], default: dict[str, float]) -> dict[str, float]:
    """Mean and standard error of the paired differences."""
    values = np.array([switched[name] - default[name] for name in default])
    error = float(values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else 0.0
    return {"mean": float(values.mean()), "error": error}


def run(chains: list[sources.Chain], trajectories: int, out: Path, switches: list[str]) -> dict[str, Any]:
    """All cells; printed as they come."""
    asked = dict.fromkeys(case for name in switches for case in SWITCHES[name][1])
    default = {case: top_scores(case, chains, out / "default" / case, trajectories, {}) for case in asked}
    means = {case: float(np.mean(list(scores.values()))) for case, scores in default.items()}
    print("default: " + ", ".join(f"{case} {mean:.3f}" for case, mean in means.items()), flush=True)
    rows: dict[str, dict[str, dict[str, float]]] = {}
    for name in switches:
        changes, cases = SWITCHES[name]
        folder = out / re.sub(r"\W+", "_", name)
        rows[name] = {
            case: difference(top_scores(case, chains, folder / case, trajectories, changes), default[case])
            for case in cases
        }
        cells = ", ".join(f"{case} {d['mean']:+.3f} ± {d['error']:.3f}" for case, d in rows[name].items())
        print(f"{name}: {cells}", flush=True)
    return {
        "default": means,
        "switches": rows,
        "chains": [chain.name for chain in chains],
        "trajectories": trajectories,
    }


def main(arguments: list[str] | None = None) -> None:
    """Parse the command line, run, store."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--most", type=int, default=12, help="chains")
    parser.add_argument("--trajectories", type=int, default=4)
    parser.add_argument("--only", action="append", choices=list(SWITCHES), help="one switch; all by default")
    parser.add_argument("--out", type=Path, help="folder for cases and results; what is there is used")
    parser.add_argument("--json", type=Path, help="file for the report")
    parser.add_argument("--smoke", action="store_true", help="one made-up chain, one trajectory, one switch")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        out = options.out or Path(scratch)
        if options.smoke:
            report = run([sources.synthetic_chain(length=50)], 1, out, ["modes off (random walk)"])
        else:
            chosen = options.only or list(SWITCHES)
            report = run(tuning_chains(options.most), options.trajectories, out, chosen)
    report["provenance"] = provenance(["numpy"])
    if options.json is not None:
        options.json.write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
