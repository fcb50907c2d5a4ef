"""Make the inputs of the accuracy bench: a folder per target with sequence.fasta and restraints, natives apart.

From the root of the repository, with prct installed and PRCT_DATA naming the data set::

    python -m bench.cases.make_cases --case distances --chains quote.txt --out cases
    python -m bench.cases.make_cases --case deepdist --case rbo_epsilon --out cases

writes ``cases/<case>/targets/<target>/{sequence.fasta,restraints.*,alignment.*}`` (a folder for ``prct fold --batch``),
``cases/<case>/natives/<target>.npz`` (``coords``, ``seq``) and ``cases/<case>/case.json``.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from prct.core.virtual_sites import cb_coords

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # run as a script, too

from bench.cases import sources
from bench.cases.definitions import (
    CASES,
    Candidates,
    distances_case,
    ladders_case,
    list_case,
    map_case,
    noisy_case,
    pairwise_distances,
)
from bench.cases.families import quoted_families
from bench.cases.simulated_maps import BIN_EDGES_A, as_distances, as_distogram, simulated_map
from bench.cases.small_proteins import small_proteins
from bench.cases.sources import Chain, Prediction

SIMULATED_CASES = ("simulated_distances", "simulated_distogram")
"""Made predictions of about the accuracy of real ones for hard targets; parameters are chosen on them."""
VAGUENESS_A = 8.0
PREDICTED_CASES = {
    "deepdist": sources.deepdist,
    "rbo_epsilon": sources.rbo_epsilon,
    "family": quoted_families,
    "sequence": small_proteins,
}


def make_chain_case(case: str, chains: Iterable[Chain], seed: int, folder: Path) -> None:
    """Write one of the derived cases of `chains` below ``folder/case``."""
    targets = {}
    for chain in chains:
        target = _start_target(folder / case, chain)
        distance_a = pairwise_distances(cb_coords(chain.coords_a))
        if case == "distances":
            given = distances_case(distance_a, seed, chain.name)
            np.savez_compressed(target / "restraints.npz", seq=chain.sequence, distance=given)
            counts = {"pairs": int(np.isfinite(given).sum()) // 2}
        elif case == "map":
            contact = map_case(distance_a)
            np.savez_compressed(target / "restraints.npz", seq=chain.sequence, contact_prob=contact)
            counts = {"contacts": int(np.nansum(contact)) // 2}
        elif case in SIMULATED_CASES:
            counts = _write_simulated(case, distance_a, seed, chain, target / "restraints.npz")
        else:
            candidates = _candidates(case, distance_a, seed, chain.name)
            (target / "restraints.rr").write_text(rr_text(chain.sequence, candidates))
            counts = {"true": int(candidates.is_true.sum()), "false": int((~candidates.is_true).sum())}
        targets[chain.name] = {"length": len(chain.sequence), **counts}
    _write_record(folder / case, {"case": case, "seed": seed, "targets": targets})


def make_predicted_case(case: str, predictions: Iterable[Prediction], folder: Path) -> None:
    """Write targets that are folded from predictions or alignments: large files are linked to, lists copied."""
    targets = {}
    for native, file, given in predictions:
        target = _start_target(folder / case, native)
        if file is not None:
            _give(target / file, given)
        targets[native.name] = {"length": len(native.sequence)}
    _write_record(folder / case, {"case": case, "targets": targets})


def _give(path: Path, given: bytes | Path) -> None:
    path.unlink(missing_ok=True)
    if isinstance(given, Path):
        path.symlink_to(given)
    else:
        path.write_bytes(given)


def rr_text(sequence: str, candidates: Candidates) -> str:
    """CASP RR: the sequence, then ``i j 0 8 probability`` with 1-based positions."""
    rows = zip(candidates.pairs, candidates.probability, strict=True)
    return f"{sequence}\n" + "".join(f"{i + 1} {j + 1} 0 8 {probability:g}\n" for (i, j), probability in rows)


def _write_simulated(case: str, distance_a: np.ndarray, seed: int, chain: Chain, path: Path) -> dict[str, float]:
    given = simulated_map(distance_a, VAGUENESS_A, seed, chain.name)
    if case == "simulated_distances":
        np.savez_compressed(path, seq=chain.sequence, distance=as_distances(given))
    else:
        np.savez_compressed(path, seq=chain.sequence, distogram=as_distogram(given), bin_edges=BIN_EDGES_A)
    return {"vagueness_a": VAGUENESS_A}


def _candidates(case: str, distance_a: np.ndarray, seed: int, name: str) -> Candidates:
    if case == "list":
        return list_case(distance_a)
    return {"noisy": noisy_case, "ladders": ladders_case}[case](distance_a, seed, name)


def _start_target(folder: Path, chain: Chain) -> Path:
    target = folder / "targets" / chain.name
    natives = folder / "natives"
    target.mkdir(parents=True, exist_ok=True)
    natives.mkdir(exist_ok=True)
    (target / "sequence.fasta").write_text(f">{chain.name}\n{chain.sequence}\n")
    np.savez_compressed(natives / f"{chain.name}.npz", coords=chain.coords_a.astype(np.float32), seq=chain.sequence)
    return target


def _write_record(folder: Path, record: dict) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "case.json").write_text(json.dumps(record, indent=1) + "\n")


def main(arguments: list[str] | None = None) -> None:
    """Parse the command line and write the cases."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument(
        "--case",
        action="append",
        choices=(*CASES, *SIMULATED_CASES, *PREDICTED_CASES),
        help="may be repeated; without it the five derived ones",
    )
    parser.add_argument("--chains", type=Path, help="file of chain names; below structures/ of the data set or a path")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="folder for the cases")
    parser.add_argument("--smoke", action="store_true", help="one synthetic chain into a folder that is thrown away")
    options = parser.parse_args(arguments)
    if options.smoke:
        with tempfile.TemporaryDirectory() as folder:
            for case in CASES:
                make_chain_case(case, [sources.synthetic_chain()], options.seed, Path(folder))
        print(f"made {', '.join(CASES)} of a synthetic chain")
        return
    if options.out is None:
        parser.error("name a folder by --out")
    data = sources.data_folder()
    for case in options.case or CASES:
        if case in PREDICTED_CASES:
            make_predicted_case(case, PREDICTED_CASES[case](data), options.out)
            continue
        if options.chains is None:
            parser.error(f"name the chains of case {case} by --chains")
        listing = options.chains if options.chains.is_file() else data / "structures" / options.chains
        make_chain_case(case, sources.chains(listing.read_text().split(), data), options.seed, options.out)


if __name__ == "__main__":
    main()
