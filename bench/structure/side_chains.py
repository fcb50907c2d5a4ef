"""Side chains packed on native backbones: right chi angles, clashes, time; beside FASPR where pyfaspr is installed.

Natives are the first chains of crystal structures of classic/ that gave no parameter (tools/side_chain_natives.py);
they may be among the structures that the published rotamer library was made from. Both programs see N, CA, C and O of
one chain, no crystal neighbours and no ligands. The last rows pack a model that PRCT folds, whose true side chains are
not known, and assemblies; with --smoke the model alone.

FASPR: X. Huang, R. Pearce and Y. Zhang, Bioinformatics 36, 3758 (2020).
"""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

import gemmi
import harness
import numpy as np
from prct import fold, pack_side_chains
from prct.app.machine import peak_memory_mib
from prct.core.full_atom import FullAtomStructure
from prct.core.structure import Structure
from prct.io.structure import read_structure, write_structure
from prct.scoring.clashes import count_clashes
from prct.scoring.side_chain_accuracy import SideChainAccuracy, side_chain_accuracy
from side_chain_natives import QUOTED, native_structure

EXAMPLE = harness.ROOT / "examples" / "ubiquitin"
SEEDS = (1, 2, 3)
SMOKE_TRAJECTORIES = 2


def bare(native: FullAtomStructure) -> Structure:
    """N, CA, C and O of a native; not its CB, which the packer puts in."""
    coords_a = native.backbone.coords_a.copy()
    coords_a[:, 4] = np.nan
    return replace(native.backbone, coords_a=coords_a)


def pack_with_peer(backbone: Structure) -> FullAtomStructure | None:
    """The same by FASPR, None where it is not installed."""
    try:
        from pyfaspr import run_FASPR
    except ImportError:
        return None
    with tempfile.TemporaryDirectory() as folder:
        write_structure(backbone, Path(folder) / "backbone.pdb")
        text = run_FASPR(str(Path(folder) / "backbone.pdb"))
    residues = gemmi.read_pdb_string(text)[0][0]
    assert len(residues) == len(backbone.sequence)
    atoms = [(k, atom.name, atom.pos.tolist()) for k, residue in enumerate(residues) for atom in residue]
    index, names, places = zip(*atoms, strict=True)
    return FullAtomStructure(backbone, names, np.array(index, dtype=np.int32), np.array(places))


def shares(found: list[SideChainAccuracy]) -> tuple[float, float]:
    """Right chi1 and chi1+2 in percent."""
    chi1 = sum(f.chi1_right for f in found) / sum(f.chi1_count for f in found)
    return 100 * chi1, 100 * sum(f.chi12_right for f in found) / sum(f.chi12_count for f in found)


def accuracy_rows(folder: Path) -> list[dict[str, Any]]:
    """A row a chain, then all together."""
    rows, ours, peers, clashes = [], [], [], np.zeros(3, dtype=int)
    for name in QUOTED:
        native = native_structure(folder, name)
        start = time.process_time()
        packed = [pack_side_chains(bare(native), seed=seed) for seed in SEEDS]
        cpu_s = (time.process_time() - start) / len(SEEDS)
        found = [side_chain_accuracy(model, native) for model in packed]
        ours += found
        row: dict[str, Any] = {"chain": name, "residues": len(native.backbone.sequence)}
        row |= dict(zip(("chi1", "chi12"), shares(found), strict=True)) | {"cpu_s": cpu_s}
        counts = [count_clashes(native), count_clashes(packed[0]), 0]
        peer = pack_with_peer(bare(native))
        if peer is not None:
            peers.append(side_chain_accuracy(peer, native))
            row |= dict(zip(("faspr_chi1", "faspr_chi12"), shares(peers[-1:]), strict=True))
            counts[2] = count_clashes(peer)
        clashes += counts
        row |= dict(zip(("native_clashes", "clashes", "faspr_clashes"), counts, strict=True))
        rows.append(row)
    total = {"chain": "all", "residues": sum(row["residues"] for row in rows)}
    total |= dict(zip(("chi1", "chi12"), shares(ours), strict=True)) | {"cpu_s": sum(row["cpu_s"] for row in rows)}
    if peers:
        total |= dict(zip(("faspr_chi1", "faspr_chi12"), shares(peers), strict=True))
    total |= dict(zip(("native_clashes", "clashes", "faspr_clashes"), (int(c) for c in clashes), strict=True))
    rows.append(total)
    if not peers:
        rows = [{key: value for key, value in row.items() if not key.startswith("faspr")} for row in rows]
    return rows


def packed_row(name: str, structure: Structure) -> dict[str, Any]:
    """Time, memory and clashes of one packing by one thread."""
    start = time.process_time()
    packed = pack_side_chains(structure)
    cpu_s = time.process_time() - start
    return {
        "chain": name, "residues": len(structure.sequence), "cpu_s": cpu_s, "clashes": count_clashes(packed),
        "peak_memory_mib": round(peak_memory_mib()),
    }  # fmt: skip


def twice(structure: Structure) -> Structure:
    """Two copies, 1,000 Å apart."""
    return Structure(
        structure.sequence * 2, np.concatenate([structure.coords_a, structure.coords_a + 1000.0]),
        np.concatenate([structure.chain_index, structure.chain_index + len(structure.chain_ids)]),
        tuple(f"{name}{copy}" for copy in (1, 2) for name in structure.chain_ids),
        np.concatenate([structure.residue_numbers] * 2),
    )  # fmt: skip


def run(smoke: bool) -> list[dict[str, Any]]:
    folder = harness.data_dir()
    trajectories = SMOKE_TRAJECTORIES if smoke else 16
    model = fold(EXAMPLE / "sequence.fasta", EXAMPLE / "contacts.rr", trajectories=trajectories, models=1).best
    rows = [packed_row("fold of ubiquitin from contacts", model.structure)]
    if smoke or folder is None:
        return rows
    assembly = read_structure(folder / "large" / "1AON.pdb.gz")
    rows += [packed_row("1AON", assembly), packed_row("1AON twice", twice(assembly))]
    return accuracy_rows(folder) + rows


if __name__ == "__main__":
    harness.main("side_chains", __doc__, run, peers=("pyfaspr",))
