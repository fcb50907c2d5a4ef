"""Large targets through the public command line: wall and CPU seconds, peak memory, and the longest stretch unsaved.

Usage: python bench/fold/large.py [--smoke] [--json FILE]

Chains are made at protein density (bench/compact_chain.py); assemblies of the data set are folded where it is at hand.
Restraints are true contacts: all of them as a map, or a list thinned to two a residue. One trajectory, one thread,
defaults otherwise. The longest stretch unsaved is the most CPU time that a kill at the worst moment would have lost.
Verified: the command ends well, every residue has a finite position, and the model keeps contacts it was given. A made
chain has no hand of its own, so that its model may be its mirror image: the TM-score is that of the better hand.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from scipy.spatial import cKDTree

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import harness
from compact_chain import compact_chain
from prct import _core
from prct.core.build_coordinates import backbone_from_trace
from prct.io.structure_reading import read_structure
from prct.scoring.tm_score import tm_score

CONTACT_A = 8.0
SEPARATION = 6
CONTACTS_PER_RESIDUE = 2.0
ASSEMBLIES = ("6VXX", "1AON")
LETTERS = "ACDEFGHIKLMNPQRSTVWY"
POLL_S = 0.05
LEAST_SATISFIED = 0.5
"""Far below what any run gives: it only shows that the restraints were used."""


@dataclass(frozen=True)
class Case:
    """A target with its native CA and CB [L, 3], its chains, and the format of its restraints (``rr`` or ``npz``)."""

    name: str
    ca_a: np.ndarray
    cb_a: np.ndarray
    chains: tuple[str, ...]
    form: str


def made_chains(lengths: tuple[int, ...], form: str) -> Case:
    """Chains cut from one compact chain, CB by the backbone that fits the trace."""
    total = sum(lengths)
    rng = np.random.default_rng(total)
    chains = tuple("".join(rng.choice(list(LETTERS), n)) for n in lengths)
    trace = compact_chain(total)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    cb = np.array(_core.sites(_core.System(list(chains)), backbone_from_trace(starts, trace)))[:, 4]
    count = f"{len(lengths)} x " if len(lengths) > 1 else ""
    return Case(f"{count}{lengths[0]}, {'list' if form == 'rr' else 'map'}", trace, cb, chains, form)


def assembly(name: str, folder: Path) -> Case:
    """A solved assembly, its contacts as a list."""
    with np.load(folder / f"{name}.npz") as archive:
        coords, index, letters = archive["coords"].astype(float), archive["chain_index"], str(archive["seq"])
    kept = np.isfinite(coords[:, 1]).all(axis=1)
    coords, index = coords[kept], index[kept]
    letters = "".join(c if c in LETTERS else "A" for c, k in zip(letters, kept, strict=True) if k)
    cb = np.where(np.isfinite(coords[:, 4]), coords[:, 4], coords[:, 1])
    cuts = [0, *(np.flatnonzero(np.diff(index)) + 1).tolist(), len(index)]
    chains = tuple(letters[a:b] for a, b in pairwise(cuts))
    return Case(f"{name}, {len(chains)} chains, list", coords[:, 1], cb, chains, "rr")


def contacts(case: Case) -> np.ndarray:
    """int [M, 2], 0-based: CB pairs within 8 Å, apart by six within a chain; lists are thinned to two a residue."""
    chain = np.repeat(np.arange(len(case.chains)), [len(s) for s in case.chains])
    pairs = cKDTree(case.cb_a).query_pairs(CONTACT_A, output_type="ndarray")
    i, j = np.sort(pairs, axis=1).T
    pairs = np.stack([i, j], axis=1)[(j - i >= SEPARATION) | (chain[i] != chain[j])]
    pairs = pairs[np.lexsort(pairs.T[::-1])]
    wanted = int(CONTACTS_PER_RESIDUE * len(chain))
    if len(pairs) > wanted and case.form == "rr":
        keep = np.random.default_rng(1).choice(len(pairs), wanted, replace=False)
        pairs = pairs[np.sort(keep)]
    return pairs


def write_inputs(case: Case, folder: Path) -> tuple[Path, Path]:
    """FASTA and restraints."""
    names = [f"{chr(65 + k // 26)}{chr(65 + k % 26)}" if len(case.chains) > 26 else chr(65 + k) for k in range(702)]
    fasta = folder / "sequence.fasta"
    fasta.write_text("".join(f">{n}\n{s}\n" for n, s in zip(names, case.chains, strict=False)))
    pairs = contacts(case)
    if case.form == "npz":
        length = len(case.ca_a)
        probability = np.zeros((length, length), np.float32)
        probability[pairs[:, 0], pairs[:, 1]] = probability[pairs[:, 1], pairs[:, 0]] = 1.0
        np.savez_compressed(folder / "map.npz", contact_prob=probability)
        return fasta, folder / "map.npz"
    starts = np.concatenate([[0], np.cumsum([len(s) for s in case.chains])])
    chain = np.searchsorted(starts, pairs, side="right") - 1
    number = pairs - starts[chain] + 1
    many = len(case.chains) > 1
    rows = [
        " ".join(f"{names[c] if many else ''}{n}" for c, n in zip(cs, ns, strict=True)) + " 0 8 0.9\n"
        for cs, ns in zip(chain, number, strict=True)
    ]
    (folder / "contacts.rr").write_text("".join(rows))
    return fasta, folder / "contacts.rr"


def cpu_seconds(pid: int) -> float:
    """CPU seconds of a running process, all its threads."""
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def peak_memory_mib(pid: int) -> float:
    """Largest resident set of a process since it began; what it was forked from does not count."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def saved_files(folder: Path) -> set[tuple[str, int]]:
    """Checkpoints and when they were written; files may go while one looks."""
    found = set()
    for path in folder.glob("*.npz") if folder.is_dir() else ():
        with contextlib.suppress(FileNotFoundError):
            found.add((path.name, path.stat().st_mtime_ns))
    return found


def watch(process: subprocess.Popen, folder: Path) -> dict[str, float]:
    """Wall and CPU seconds, peak memory, and the most CPU seconds without a newer file in `folder`."""
    started = time.monotonic()
    longest = saved_at = peak = 0.0
    seen: set[tuple[str, int]] = set()
    while True:
        spent, peak = cpu_seconds(process.pid), max(peak, peak_memory_mib(process.pid))
        pid, _, used = os.wait4(process.pid, os.WNOHANG)
        files = saved_files(folder)
        if pid or files - seen:
            seen |= files
            longest, saved_at = max(longest, spent - saved_at), spent
        if pid:
            return {
                "wall_s": round(time.monotonic() - started, 1),
                "cpu_s": round(used.ru_utime + used.ru_stime, 1),
                "peak_mib": round(peak),
                "unsaved_cpu_s": round(longest, 1),
            }
        time.sleep(POLL_S)


def fold(case: Case) -> dict:
    """Fold one case by the command and measure it."""
    with tempfile.TemporaryDirectory() as scratch:
        fasta, restraints = write_inputs(case, Path(scratch))
        out = Path(scratch) / "out"
        command = [sys.executable, "-m", "prct", "fold", str(fasta), "--restraints", str(restraints), "--out", str(out)]
        process = subprocess.Popen([*command, "--trajectories", "1", "--threads", "1"], stdout=subprocess.DEVNULL)
        measured = watch(process, out / "checkpoint")
        summary = json.loads((out / "summary.json").read_text())
        best = summary["models"][0]
        model = read_structure(out / "model_1.cif").coords_a[:, 1]
    if not np.isfinite(model).all() or best["satisfied_restraints"] < LEAST_SATISFIED:
        raise RuntimeError(f"{case.name}: {best['satisfied_restraints']:.0%} of the restraints kept")
    return {
        "case": case.name,
        "residues": len(case.ca_a),
        "restraints": summary["restraints"]["count"],
        **measured,
        "satisfied": round(best["satisfied_restraints"], 3),
        "tm_either_hand": round(max(tm_score(model, case.ca_a), tm_score(model * [-1, 1, 1], case.ca_a)), 3),
    }


def cases(smoke: bool) -> Iterator[Case]:
    """Made chains of rising size, then the assemblies."""
    if smoke:
        yield made_chains((200,), "rr")
        yield made_chains((200,), "npz")
        return
    for length in (1_000, 3_000, 10_000):
        yield made_chains((length,), "rr")
    yield made_chains((500,) * 20, "rr")
    for length in (1_000, 3_000):
        yield made_chains((length,), "npz")
    data = harness.data_dir()
    for name in ASSEMBLIES if data else ():
        yield assembly(name, data / "large")


def run(smoke: bool) -> list[dict]:
    """Fold every case."""
    return [fold(case) for case in cases(smoke)]


if __name__ == "__main__":
    harness.main("fold_large", __doc__, run)
