"""Does a GPU fold as well as the platform cpu: TM-scores of first models, the same chains and seeds on both.

Usage: python bench/gpu/equivalence.py [--seeds N] [--trajectories N] [--emulated] [--smoke] [--json FILE]
       python bench/gpu/equivalence.py --write-chains FOLDER

Six of the quoted chains (every fifth of quote.txt), the cases distances and list of bench/cases; the restraints of a
chain are the same for all seeds, which are those of the fold. A row a case: mean TM-scores of the first model on both
platforms, their mean difference, cuda minus cpu, with the 95 % interval of paired differences (one a chain and seed,
Student's t), and whether the difference is within 0.02. A row a chain: the means over its seeds. Beyond a difference of
0.1 the row fails.

PRCT_DATA names the data set. --write-chains makes one that holds these chains only, for a machine without it.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(1, str(Path(__file__).resolve().parents[2]))
import workload
from gpu_bench import GPU, Row, attempt, check, command_line, positive, run, timings
from prct.app.api import fold
from prct.core.restraints import RestraintMaps, Restraints
from prct.core.target import Target
from prct.core.virtual_sites import cb_coords
from prct.folding.settings import FoldSettings
from prct.io.restraints import read_restraints
from prct.scoring.tm_score import tm_score

from bench.cases import sources
from bench.cases.definitions import distances_case, list_case, pairwise_distances
from bench.cases.make_cases import rr_text

CHAINS = ("1AKJ_D", "1HXI_A", "1K5D_B", "1OZ9_A", "1W2L_A", "2A6A_A")
CASES = ("distances", "list")
RESTRAINT_SEED = 1
TARGET, HOLD = 0.02, 0.1
CA = 1


def restraints_of(chain: sources.Chain, case: str, folder: Path) -> Restraints:
    """What the accuracy bench gives of a chain."""
    distance_a = pairwise_distances(cb_coords(chain.coords_a))
    if case == "distances":
        given = distances_case(distance_a, RESTRAINT_SEED, chain.name)
        return Restraints(None, RestraintMaps(distance_a=given), source=chain.name)
    path = folder / f"{chain.name}.rr"
    path.write_text(rr_text(chain.sequence, list_case(distance_a)))
    return read_restraints(path, Target(chain.name, ("A",), (chain.sequence,)), False)


def first_tm(
    chain: sources.Chain, restraints: Restraints, settings: FoldSettings, platform: str, trajectories: int, seed: int
) -> float:
    """TM-score of the first model of a fold."""
    result = fold(
        chain.sequence,
        restraints,
        seed=seed,
        models=1,
        trajectories=trajectories,
        threads=1,
        platform=platform,
        settings=settings,
    )
    check(not result.failures, f"{chain.name}, seed {seed}: {(result.failures or ('',))[0]}")
    return float(tm_score(result.models[0].structure.coords_a[:, CA], chain.coords_a[:, CA]))


def paired(differences: np.ndarray) -> tuple[float, float, float]:
    """Mean of paired differences and its 95 % interval."""
    mean, error = float(differences.mean()), float(differences.std(ddof=1) / np.sqrt(len(differences)))
    half = float(stats.t.ppf(0.975, len(differences) - 1)) * error
    return mean, mean - half, mean + half


def case_row(platform: str, tm: dict[str, np.ndarray], seconds: dict[str, float]) -> Row:
    """A case from the TM-scores [chains, seeds] of both platforms and the wall seconds they took."""
    mean, low, high = paired((tm[platform] - tm["cpu"]).ravel())
    check(abs(mean) < HOLD, f"first models differ by {mean:.3f} in TM-score: the platform folds otherwise")
    return {
        "folds": tm["cpu"].size,
        "TM": float(tm[platform].mean()),
        "cpu TM": float(tm["cpu"].mean()),
        "difference": mean,
        "low": low,
        "high": high,
        f"within {TARGET:g}": abs(mean) <= TARGET,
        **timings(platform, {f"{name} wall s": spent for name, spent in seconds.items()}),
    }


def measure(
    platform: str, case: str, chains: Sequence[sources.Chain], options: Any, settings: FoldSettings, folder: Path
) -> list[Row]:
    """A row of the case, and one for each chain."""
    given = [restraints_of(chain, case, folder) for chain in chains]
    seeds = range(1, options.seeds + 1)
    tm: dict[str, np.ndarray] = {}
    seconds: dict[str, float] = {}

    def one(name: str, task: tuple[int, int]) -> float:
        k, seed = task
        return first_tm(chains[k], given[k], settings, name, options.trajectories, seed)

    for name in ("cpu", platform):
        begin = time.perf_counter()
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            found = list(pool.map(partial(one, name), product(range(len(chains)), seeds)))
        tm[name] = np.array(found).reshape(len(chains), len(seeds))
        seconds[name] = time.perf_counter() - begin
    rows = [case_row(platform, tm, seconds)]
    for k, chain in enumerate(chains):
        means = {name: float(scores[k].mean()) for name, scores in tm.items()}
        difference = means[platform] - means["cpu"]
        rows.append({"chain": chain.name, "TM": means[platform], "cpu TM": means["cpu"], "difference": difference})
    return rows


def rows_of(platform: str, options: Any, folder: Path) -> list[Row]:
    """The rows of every case."""
    settings = FoldSettings()
    if options.smoke:
        chains = [sources.synthetic_chain(length=30)]
        options.seeds, options.trajectories = 2, 2
        settings = settings.with_overrides(**workload.SMOKE_SETTINGS)
    else:
        try:
            chains = list(sources.chains(list(CHAINS), sources.data_folder()))
        except FileNotFoundError as problem:
            return [{"platform": GPU, "left out": str(problem)}]
    rows: list[Row] = []
    for case in CASES:
        more: list[Row] = []

        def first(case: str = case, more: list[Row] = more) -> Row:
            more += measure(platform, case, chains, options, settings, folder)
            return more[0]

        rows.append(attempt(first, platform=platform, case=case))
        rows += [{"platform": platform, "case": case, **row} for row in more[1:]]
    return rows


def write_chains(folder: Path) -> None:
    """A data set of the chains of this bench."""
    chains = list(sources.chains(list(CHAINS), sources.data_folder()))
    structures = folder / "structures"
    structures.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        structures / "dev.npz",
        ids=np.array([chain.name for chain in chains]),
        offsets=np.cumsum([0, *(len(chain.sequence) for chain in chains)]),
        seq=np.array("".join(chain.sequence for chain in chains)),
        coords=np.concatenate([chain.coords_a for chain in chains]).astype(np.float32),
    )


def main(arguments: Sequence[str] | None = None) -> None:
    parser = command_line("equivalence", __doc__)
    parser.add_argument("--seeds", type=positive, default=5)
    parser.add_argument("--trajectories", type=positive, default=8)
    parser.add_argument("--emulated", action="store_true", help="all of it on the emulation of a GPU, minutes a fold")
    parser.add_argument("--write-chains", type=Path, metavar="FOLDER", help="write the chains and end")
    options = parser.parse_args(arguments)
    if options.write_chains:
        write_chains(options.write_chains)
        return
    with tempfile.TemporaryDirectory() as folder:
        run("equivalence", options, lambda platform: rows_of(platform, options, Path(folder)))


if __name__ == "__main__":
    main()
