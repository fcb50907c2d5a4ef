"""Score a folder of ranked models against the natives of a case: TM-score of the first and the best, and the hand.

From the root of the repository, with prct installed::

    python -m bench.cases.evaluate cases/distances results --json results/scores.json

reads ``results/<target>/model_1.cif`` ... (ranked; PDB is read too). A target without a model counts as 0 and wrong.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

import gemmi
import numpy as np
from prct.scoring.lddt import lddt_ca, lddt_ca_per_residue
from prct.scoring.tm_score import tm_score

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # run as a script, too

from bench.cases.sources import synthetic_chain

CA = 1
BEST_OF = 5
UNKNOWN = "X"
"""A residue of a native that may be any in a model."""
SUFFIXES = (".cif", ".pdb")


def read_trace(path: Path) -> tuple[str, np.ndarray, np.ndarray]:
    """Sequence, CA [L, 3] and B-factors [L] of the first model of a file, all chains in order; NaN where there is no
    CA. In models the B-factor is the confidence, 0-100.
    """
    letters, points, factors = [], [], []
    for chain in gemmi.read_structure(str(path))[0]:
        for residue in chain.first_conformer():
            code = gemmi.find_tabulated_residue(residue.name).one_letter_code.upper()
            atom = residue.find_atom("CA", "*", gemmi.Element("C"))
            letters.append(code if code.isalpha() else "X")
            points.append(atom.pos.tolist() if atom else [np.nan] * 3)
            factors.append(atom.b_iso if atom else np.nan)
    return "".join(letters), np.array(points, dtype=np.float64).reshape(-1, 3), np.array(factors)


def ranked_models(folder: Path) -> list[Path]:
    """``model_1``, ``model_2``, ... of a target, as far as they go without a gap."""
    found: list[Path] = []
    while True:
        names = [folder / f"model_{len(found) + 1}{suffix}" for suffix in SUFFIXES]
        path = next((name for name in names if name.is_file()), None)
        if path is None:
            return found
        found.append(path)


def score_target(native_file: Path, results: Path) -> dict:
    """Scores of one target: TM of the top-ranked, best of five, TM of the mirrored top, hand, lDDT; None if missing."""
    with np.load(native_file) as archive:
        sequence, native_ca_a = str(archive["seq"]), archive["coords"][:, CA].astype(np.float64)
    tm, mirrored, lddt, confidence = [], [], [], []
    for path in ranked_models(results / native_file.stem)[:BEST_OF]:
        model_sequence, model_ca_a, factors = read_trace(path)
        if not _same(model_sequence, sequence):
            raise ValueError(f"{path}: the sequence is not that of {native_file}; score the results of the same case")
        tm.append(tm_score(model_ca_a, native_ca_a))
        mirrored.append(tm_score(model_ca_a * [1.0, 1.0, -1.0], native_ca_a))
        lddt.append(lddt_ca(model_ca_a, native_ca_a))
        residues = lddt_ca_per_residue(model_ca_a, native_ca_a)
        confidence.append((np.nanmean(factors) / 100.0, np.nanmean(np.abs(factors / 100.0 - residues))))
    if not tm:
        return {"length": len(sequence), "missing": True, "tm_top": 0.0, "tm_best": 0.0, "hand_right": False}
    return {
        "length": len(sequence),
        "models": len(tm),
        "tm_top": tm[0],
        "tm_best": max(tm),
        "tm_top_mirrored": mirrored[0],
        "hand_right": tm[0] > mirrored[0],
        "lddt_ca_top": lddt[0],
        "confidence_top": float(confidence[0][0]),
        "confidence_error": float(confidence[0][1]),
    }


def _same(model: str, native: str) -> bool:
    """Whether a model has the sequence of the native."""
    return len(model) == len(native) and all(b in (a, UNKNOWN) for a, b in zip(model, native, strict=True))


def evaluate(case: Path, results: Path) -> dict:
    """All targets of a case folder, and their means."""
    natives = sorted((case / "natives").glob("*.npz"))
    if not natives:
        raise FileNotFoundError(f"{case}/natives holds no native; make the case by bench.cases.make_cases")
    targets = {path.stem: score_target(path, results) for path in natives}
    rows = list(targets.values())
    summary = {
        "targets": len(rows),
        "missing": sum(row.get("missing", False) for row in rows),
        "mean_tm_top": float(np.mean([row["tm_top"] for row in rows])),
        "mean_tm_best": float(np.mean([row["tm_best"] for row in rows])),
        "hand_right": float(np.mean([row["hand_right"] for row in rows])),
        **{
            f"mean_{name}": float(np.mean([row.get(name, 0.0) for row in rows]))
            for name in ("lddt_ca_top", "confidence_top", "confidence_error")
        },
    }
    return {"case": case.name, "summary": summary, "targets": targets}


def table(report: dict) -> str:
    """The report as lines of text."""
    lines = [f"{'target':16} {'length':>6} {'top':>6} {'best':>6}  hand"]
    for name, row in report["targets"].items():
        hand = "no model" if row.get("missing") else "right" if row["hand_right"] else "WRONG"
        lines.append(f"{name:16} {row['length']:6d} {row['tm_top']:6.3f} {row['tm_best']:6.3f}  {hand}")
    s = report["summary"]
    lines.append(
        f"{report['case']}: mean TM top {s['mean_tm_top']:.3f}, best of {BEST_OF} {s['mean_tm_best']:.3f}, "
        f"right hand {s['hand_right']:.1%}, {s['targets']} targets, {s['missing']} without a model; "
        f"lDDT {s['mean_lddt_ca_top']:.3f}, confidence {s['mean_confidence_top']:.3f}, "
        f"off by {s['mean_confidence_error']:.3f} a residue"
    )
    return "\n".join(lines)


def _smoke(folder: Path) -> dict:
    """A native scored as its own model."""
    chain = synthetic_chain()
    (folder / "smoke" / "natives").mkdir(parents=True)
    np.savez(folder / "smoke" / "natives" / "synthetic.npz", coords=chain.coords_a, seq=chain.sequence)
    (folder / "results" / "synthetic").mkdir(parents=True)
    write_trace(folder / "results" / "synthetic" / "model_1.cif", chain.sequence, chain.coords_a[:, CA])
    report = evaluate(folder / "smoke", folder / "results")
    if not (report["summary"]["mean_tm_top"] > 0.999 and report["summary"]["hand_right"] == 1.0):
        raise RuntimeError(f"a native does not score as itself: {report}")
    return report


def write_trace(path: Path, sequence: str, ca_a: np.ndarray) -> None:
    """An mmCIF file of CA atoms, for smoke runs and tests."""
    structure, model, chain = gemmi.Structure(), gemmi.Model(1), gemmi.Chain("A")
    for number, (letter, point) in enumerate(zip(sequence, ca_a, strict=True), start=1):
        residue, atom = gemmi.Residue(), gemmi.Atom()
        residue.name = gemmi.expand_one_letter(letter, gemmi.ResidueKind.AA)
        residue.seqid = gemmi.SeqId(str(number))
        atom.name, atom.element, atom.pos = "CA", gemmi.Element("C"), gemmi.Position(*point)
        residue.add_atom(atom)
        chain.add_residue(residue)
    model.add_chain(chain)
    structure.add_model(model)
    structure.setup_entities()
    structure.make_mmcif_document().write_file(str(path))


def main(arguments: list[str] | None = None) -> None:
    """Parse the command line, print the table, store the JSON."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("case", type=Path, nargs="?", help="folder of one case, with natives/")
    parser.add_argument("results", type=Path, nargs="?", help="folder with <target>/model_1.cif ...")
    parser.add_argument("--json", type=Path, help="file for the report")
    parser.add_argument("--smoke", action="store_true", help="score a synthetic native against itself")
    options = parser.parse_args(arguments)
    if options.smoke:
        with tempfile.TemporaryDirectory() as folder:
            report = _smoke(Path(folder))
    elif options.case is None or options.results is None:
        parser.error("name the folder of the case and the folder of the results")
    else:
        report = evaluate(options.case, options.results)
    print(table(report))
    if options.json is not None:
        options.json.write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
