"""Fit the internal geometry of the side chains: write python/prct/parameters/side_chain_geometry.json.

Usage: python tools/fit_side_chain_geometry.py

Medians over native crystal chains (classic/, PDB, CC0), the tuned half of tools/side_chain_natives.py. Planar groups
are put flat. Their refinement restrained these chains to the values of R. A. Engh and R. Huber (Acta Cryst. A47, 392,
1991), so the medians are those values to 0.02 Å and 1.5 degrees.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from side_chain_natives import TUNE, read_native
from training_chains import data_folder, sha256

OUT = Path("python/prct/parameters/side_chain_geometry.json")

# Atom, its three references and what turns it: chi k, "flat" (0 or 180 degrees), or the angle from another atom that
# stands on the same bond.
TOPOLOGY: dict[str, tuple[str, ...]] = {
    "ALA": (), "GLY": (),
    "ARG": ("CG CB CA N 1", "CD CG CB CA 2", "NE CD CG CB 3", "CZ NE CD CG 4", "NH1 CZ NE CD flat",
            "NH2 CZ NE CD flat"),
    "ASN": ("CG CB CA N 1", "OD1 CG CB CA 2", "ND2 CG CB CA OD1"),
    "ASP": ("CG CB CA N 1", "OD1 CG CB CA 2", "OD2 CG CB CA OD1"),
    "CYS": ("SG CB CA N 1",),
    "GLN": ("CG CB CA N 1", "CD CG CB CA 2", "OE1 CD CG CB 3", "NE2 CD CG CB OE1"),
    "GLU": ("CG CB CA N 1", "CD CG CB CA 2", "OE1 CD CG CB 3", "OE2 CD CG CB OE1"),
    "HIS": ("CG CB CA N 1", "ND1 CG CB CA 2", "CD2 CG CB CA ND1", "CE1 ND1 CG CB flat", "NE2 CD2 CG CB flat"),
    "ILE": ("CG1 CB CA N 1", "CG2 CB CA N CG1", "CD1 CG1 CB CA 2"),
    "LEU": ("CG CB CA N 1", "CD1 CG CB CA 2", "CD2 CG CB CA CD1"),
    "LYS": ("CG CB CA N 1", "CD CG CB CA 2", "CE CD CG CB 3", "NZ CE CD CG 4"),
    "MET": ("CG CB CA N 1", "SD CG CB CA 2", "CE SD CG CB 3"),
    "PHE": ("CG CB CA N 1", "CD1 CG CB CA 2", "CD2 CG CB CA CD1", "CE1 CD1 CG CB flat", "CE2 CD2 CG CB flat",
            "CZ CE1 CD1 CG flat"),
    "SER": ("OG CB CA N 1",),
    "THR": ("OG1 CB CA N 1", "CG2 CB CA N OG1"),
    "TRP": ("CG CB CA N 1", "CD1 CG CB CA 2", "CD2 CG CB CA CD1", "NE1 CD1 CG CB flat", "CE2 CD2 CG CB flat",
            "CE3 CD2 CG CB flat", "CZ2 CE2 CD2 CG flat", "CZ3 CE3 CD2 CG flat", "CH2 CZ2 CE2 CD2 flat"),
    "TYR": ("CG CB CA N 1", "CD1 CG CB CA 2", "CD2 CG CB CA CD1", "CE1 CD1 CG CB flat", "CE2 CD2 CG CB flat",
            "CZ CE1 CD1 CG flat", "OH CZ CE1 CD1 flat"),
    "VAL": ("CG1 CB CA N 1", "CG2 CB CA N CG1"),
}  # fmt: skip
FLAT = {("ASN", "ND2"), ("ASP", "OD2"), ("GLN", "NE2"), ("GLU", "OE2"), ("HIS", "CD2"), ("PHE", "CD2"), ("TRP", "CD2"),
        ("TYR", "CD2")}  # fmt: skip
SAME = {
    "ASP": (("OD1", "OD2"),), "GLU": (("OE1", "OE2"),), "PHE": (("CD1", "CD2"), ("CE1", "CE2")),
    "TYR": (("CD1", "CD2"), ("CE1", "CE2")), "LEU": (("CD1", "CD2"),), "VAL": (("CG1", "CG2"),),
}  # fmt: skip
"""Atoms of the same kind: length and angle are their mean."""


def length(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.linalg.norm(a - b))


def angle(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> float:
    u, v = a - b, c - b
    return float(np.degrees(np.arccos(np.clip(u @ v / length(a, b) / length(c, b), -1, 1))))


def dihedral(a: np.ndarray, b: np.ndarray, c: np.ndarray, d: np.ndarray) -> float:
    """Degrees (Eq. 1)."""
    n1, n2 = np.cross(b - a, c - b), np.cross(c - b, d - c)
    return float(np.degrees(np.arctan2(np.linalg.norm(c - b) * (b - a) @ n2, n1 @ n2)))


def turn(values: list[float]) -> float:
    """Median of angles about their circular mean."""
    mean = np.angle(np.mean(np.exp(1j * np.radians(values))))
    off = np.angle(np.exp(1j * (np.radians(values) - mean)))
    return float((np.degrees(mean + np.median(off)) + 180) % 360 - 180)


def measure(kind: str, rule: str, natives: list[dict]) -> dict:
    """One atom of one residue type."""
    name, a, b, c, turned = rule.split()
    seen = [r for r in natives if r["name"] == kind and {name, a, b, c} <= set(r) and (turned in r or len(turned) != 3)]
    entry: dict = {"atom": name, "near": a, "next": b, "far": c}
    entry["length_a"] = np.median([length(r[name], r[a]) for r in seen])
    entry["angle_deg"] = np.median([angle(r[name], r[a], r[b]) for r in seen])
    turns = [dihedral(r[c], r[b], r[a], r[name]) for r in seen]
    if turned.isdigit():
        return entry | {"chi": int(turned), "turn_deg": 0.0}
    if turned == "flat":
        return entry | {"chi": 0, "turn_deg": 0.0 if abs(turn(turns)) < 90 else 180.0}
    partner = [dihedral(r[c], r[b], r[a], r[turned]) for r in seen]
    fitted = 180.0 if (kind, name) in FLAT else turn([t - p for t, p in zip(turns, partner, strict=True)])
    chi = next(int(other.split()[4]) for other in TOPOLOGY[kind] if other.split()[0] == turned)
    return entry | {"chi": chi, "turn_deg": fitted}


def proline(natives: list[dict]) -> dict:
    """The ring: CD from N, then CG on the circle about CB and CD, out of the plane by the pucker's tilt."""
    ring = {"up": [], "down": []}
    rows = []
    for r in natives:
        if r["name"] == "PRO" and {"CB", "CG", "CD"} <= set(r):
            foot = (r["CB"] + r["CD"]) / 2
            along = r["CD"] - r["CB"]
            inward = (r["N"] + r["CA"]) / 2 - foot
            out = -(inward - along * (inward @ along) / (along @ along))
            out /= np.linalg.norm(out)
            normal = np.cross(along / np.linalg.norm(along), out)
            high = r["CG"] - foot
            tilt = np.degrees(np.arctan2(high @ normal, high @ out))
            chi1 = dihedral(r["N"], r["CA"], r["CB"], r["CG"])
            row = [
                length(r["N"], r["CD"]), angle(r["CA"], r["N"], r["CD"]), dihedral(r["CB"], r["CA"], r["N"], r["CD"]),
                length(r["CB"], r["CG"]), length(r["CG"], r["CD"]), tilt,
            ]  # fmt: skip
            ring["up" if chi1 < 0 else "down"].append(row)
            rows.append(row)
    shared = np.median(rows, axis=0)
    puckers = {
        name: {"turn_deg": float(np.median(values, axis=0)[2]), "tilt_deg": float(np.median(values, axis=0)[5])}
        for name, values in ring.items()
    }
    names = {0: "n_cd_a", 1: "ca_n_cd_deg", 3: "cb_cg_a", 4: "cg_cd_a"}
    return {name: float(shared[k]) for k, name in names.items()} | {"puckers": puckers}


def rounded(value: object) -> object:
    if isinstance(value, dict):
        return {key: rounded(v) for key, v in value.items()}
    return round(float(value), 3) if isinstance(value, float | np.floating) else value


def main() -> None:
    natives = [residue for name in TUNE for residue in read_native(data_folder(), name)]
    residues = {}
    for kind, rules in TOPOLOGY.items():
        entries = {entry["atom"]: entry for entry in (measure(kind, rule, natives) for rule in rules)}
        for one, other in SAME.get(kind, ()):
            for key in ("length_a", "angle_deg"):
                entries[one][key] = entries[other][key] = (entries[one][key] + entries[other][key]) / 2
        residues[kind] = [rounded(entry) for entry in entries.values()]
    record = {
        "command": "python tools/fit_side_chain_geometry.py",
        "source": "medians over crystal chains of the Protein Data Bank (CC0): " + ", ".join(TUNE),
        "inputs_sha256": {
            f"classic/{name}.pdb.gz": sha256(data_folder() / "classic" / f"{name}.pdb.gz") for name in TUNE
        },
        "residues": residues,
        "proline": rounded(proline(natives)),
    }
    OUT.write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    main()
