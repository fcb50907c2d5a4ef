"""What the backbones of the training chains measure: virtual sites, bonded geometry, contacts, hydrogen bonds."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree
from training_chains import Chains, backbone_phases

RESIDUES = "ACDEFGHIKLMNPQRSTVWY"
SITES = ("N", "CA", "C", "O", "CB", "SC")
SC_SIZES = {"small": "CPSTV", "medium": "DEILMNQ", "large": "FHKRWY"}

# Eq. 2
CB_WEIGHTS = np.array([-0.58273431, 0.56802827, -0.54067466])  # of b x c, b, c
OXYGEN_WEIGHTS = np.array([0.7567, 0.8932])  # of C - CA, C - N'
HYDROGEN_WEIGHTS = np.array([0.7806, 0.7108])  # of N - C-, N - CA

BIN_A, CUTOFF_A = 0.02, 6.0
HELIX_BOX_DEG = ((-100, -30), (-80, -5))  # phi, psi
STRAND_BOX_DEG = ((-180, -50), (80, 180))
RUN_LENGTH = 5  # residues in one box before a stretch counts as helix or strand


def summary(values: np.ndarray, digits: int = 4) -> dict[str, float]:
    values = values[np.isfinite(values)]
    middle = dict(zip(("p1", "p50", "p99"), np.percentile(values, (1, 50, 99)), strict=True))
    numbers = {"mean": values.mean(), "sd": values.std(), **middle}
    return {"count": len(values), **{k: round(float(v), digits) for k, v in numbers.items()}}


def unit(v: np.ndarray) -> np.ndarray:
    return v / np.linalg.norm(v, axis=-1, keepdims=True)


def angle_deg(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> np.ndarray:
    return np.degrees(np.arccos(np.clip((unit(a - b) * unit(c - b)).sum(-1), -1, 1)))


def cb_frame(xyz: np.ndarray) -> np.ndarray:
    """[..., 3 vectors, 3]: b x c, b, c of Eq. 2 from N, CA, C."""
    b, c = xyz[..., 1, :] - xyz[..., 0, :], xyz[..., 2, :] - xyz[..., 1, :]
    return np.stack([np.cross(b, c), b, c], axis=-2)


def place_cb(xyz: np.ndarray) -> np.ndarray:
    return xyz[..., 1, :] + np.einsum("k,...kx->...x", CB_WEIGHTS, cb_frame(xyz))


class Backbone:
    """Training residues with neighbours: `next` and `previous` atoms are NaN at chain ends."""

    def __init__(self, chains: Chains) -> None:
        self.chains = chains
        self.letters = np.array(list(chains.sequence))
        self.chain = np.repeat(np.arange(len(chains.ids)), np.diff(chains.offsets))
        self.n, self.ca, self.c = (chains.coords[:, k] for k in range(3))
        last, first = chains.offsets[1:] - 1, chains.offsets[:-1]
        self.n_next, self.ca_next, self.c_previous = (
            np.roll(self.n, -1, 0), np.roll(self.ca, -1, 0), np.roll(self.c, 1, 0)
        )  # fmt: skip
        self.n_next[last] = self.ca_next[last] = self.c_previous[first] = np.nan
        self.phases = backbone_phases(chains)
        c, n = self.c, self.n
        self.o = c + OXYGEN_WEIGHTS[0] * (c - self.ca) + OXYGEN_WEIGHTS[1] * (c - self.n_next)
        self.h = n + HYDROGEN_WEIGHTS[0] * (n - self.c_previous) + HYDROGEN_WEIGHTS[1] * (n - self.ca)
        self.h[self.letters == "P"] = np.nan
        self.cb = place_cb(chains.coords)
        self.cb[self.letters == "G"] = np.nan

    def runs(self, box: tuple) -> np.ndarray:
        """Residues in a (phi, psi) box together with at least RUN_LENGTH - 1 neighbours along the chain."""
        degrees = np.degrees(self.phases)
        inside = np.ones(len(degrees), dtype=bool)
        for k, (low, high) in enumerate(box):
            inside &= (degrees[:, k] > low) & (degrees[:, k] < high)
        starts = np.ones(len(inside) - RUN_LENGTH + 1, dtype=bool)
        for k in range(RUN_LENGTH):
            starts &= inside[k : len(inside) - RUN_LENGTH + 1 + k]
        starts &= self.chain[: len(starts)] == self.chain[RUN_LENGTH - 1 :]
        covered = np.zeros(len(inside), dtype=bool)
        for k in range(RUN_LENGTH):
            covered[k : k + len(starts)] |= starts
        return covered


def least_squares(frame: np.ndarray, target: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weights of the frame's vectors that place the target best, and the residual lengths."""
    fine = np.isfinite(target).all(1) & np.isfinite(frame).all((1, 2))
    design = frame[fine].transpose(0, 2, 1).reshape(-1, frame.shape[1])
    weights = np.linalg.lstsq(design, target[fine].ravel(), rcond=None)[0]
    return weights, target[fine] - np.einsum("k,rkx->rx", weights, frame[fine])


def placement(frame: np.ndarray, target: np.ndarray, used: np.ndarray) -> dict:
    """Error of the weights in use, and the weights that fit best (target relative to the site's origin)."""
    best, residual = least_squares(frame, target)
    error = np.linalg.norm(target - np.einsum("k,rkx->rx", used, frame), axis=1)
    return {
        "weights": used.tolist(),
        "error_a": summary(error),
        "best_weights": [round(float(w), 4) for w in best],
        "best_median_error_a": round(float(np.median(np.linalg.norm(residual, axis=1))), 4),
    }


def bonded_geometry(bb: Backbone) -> dict:
    real_o = np.where(bb.chains.rebuilt_oxygen[:, None], np.nan, bb.chains.coords[:, 3])
    stored_cb = np.where(bb.chains.rebuilt_oxygen[:, None], np.nan, bb.chains.coords[:, 4])
    cis = np.cos(bb.phases[:, 2]) > 0
    trans_proline, proline = ~cis & (bb.letters == "P"), bb.letters == "P"
    omega = np.degrees(np.where(bb.phases[:, 2] < 0, bb.phases[:, 2] + 2 * np.pi, bb.phases[:, 2]))
    known = np.isfinite(omega)
    before = np.roll(np.arange(len(cis)), 1)
    length = {
        "N-CA": bb.ca - bb.n, "CA-C": bb.c - bb.ca, "C-N'": bb.n_next - bb.c, "C=O": real_o - bb.c,
    }  # fmt: skip
    span = {"CA-CA'": bb.ca - bb.ca[before], "CA-N'": bb.n - bb.ca[before], "C-CA'": bb.ca - bb.c[before]}
    return {
        "lengths_a": {k: summary(np.linalg.norm(v, axis=1)) for k, v in length.items()},
        "across_peptide_a": {
            kind: {k: summary(np.linalg.norm(v[mask & known], axis=1)) for k, v in span.items()}
            for kind, mask in (("trans", ~cis), ("cis", cis))
        },
        "angles_deg": {
            "N-CA-C": summary(angle_deg(bb.n, bb.ca, bb.c), 2),
            "CA-C-N'": summary(angle_deg(bb.ca, bb.c, bb.n_next), 2),
            "C-N'-CA'": summary(angle_deg(bb.c_previous, bb.n, bb.ca), 2),
            "CA-C=O": summary(angle_deg(bb.ca, bb.c, real_o), 2),
        },
        "omega_deg": {
            "trans": summary(omega[known & ~cis & ~proline], 2),
            "trans before proline": summary(omega[known & trans_proline], 2),
        },
        "cis_fraction": {
            "proline": round(float(cis[known & proline].mean()), 4),
            "others": round(float(cis[known & ~proline].mean()), 5),
        },
        "CB": placement(cb_frame(bb.chains.coords), stored_cb - bb.ca, CB_WEIGHTS),
        "O": placement(np.stack([bb.c - bb.ca, bb.c - bb.n_next], axis=1), real_o - bb.c, OXYGEN_WEIGHTS),
    }


def contact_histograms(bb: Backbone, sc_distance_a: np.ndarray) -> np.ndarray:
    """Counts [3 (|i-j| = 1, 2, >= 3), 8, 8, bins] of distances between N, CA, C, O, CB and SC small, medium, large.

    First axis pair: the site of the residue nearer the N-terminus comes first. SC of alanine is CB and not counted.
    """
    ray = unit(bb.cb - bb.ca)
    size = np.array([next((k for k, s in enumerate(SC_SIZES.values()) if a in s), -1) for a in RESIDUES])
    type_of = np.array([RESIDUES.index(a) for a in bb.letters])
    sc = np.where((size[type_of] >= 0)[:, None], bb.ca + sc_distance_a[type_of][:, None] * ray, np.nan)
    sites = np.stack([bb.n, bb.ca, bb.c, bb.o, bb.cb, sc], axis=1)
    kinds = np.broadcast_to(np.arange(6), sites.shape[:2]).copy()
    kinds[:, 5] += np.maximum(size[type_of], 0)
    bins = round(CUTOFF_A / BIN_A)
    counts = np.zeros(3 * 64 * bins, dtype=np.int64)
    for k in range(len(bb.chains.ids)):
        part = slice(bb.chains.offsets[k], bb.chains.offsets[k + 1])
        xyz, kind = sites[part].reshape(-1, 3), kinds[part].ravel()
        present = np.flatnonzero(np.isfinite(xyz).all(1))
        pairs = present[cKDTree(xyz[present]).query_pairs(CUTOFF_A, output_type="ndarray")]
        pairs.sort(axis=1)
        apart = pairs[:, 1] // 6 - pairs[:, 0] // 6
        pairs, apart = pairs[apart > 0], apart[apart > 0]
        distance = np.linalg.norm(xyz[pairs[:, 0]] - xyz[pairs[:, 1]], axis=1)
        code = (np.minimum(apart, 3) - 1) * 64 + kind[pairs[:, 0]] * 8 + kind[pairs[:, 1]]
        counts += np.bincount(code * bins + (distance / BIN_A).astype(int).clip(0, bins - 1), minlength=len(counts))
    return counts.reshape(3, 8, 8, bins)


def quantile(histogram: np.ndarray, q: float) -> float:
    """Distance below which a fraction q of the counts lies; NaN without counts."""
    below = np.cumsum(histogram)
    return float(np.interp(q * below[-1], below, BIN_A * np.arange(1, len(below) + 1))) if below[-1] else np.nan


def hydrogen_bonds(bb: Backbone) -> dict:
    """Geometry of N-H...O=C, O and H by Eq. 2, where the energy of Kabsch and Sander is below -0.5 kcal/mol."""
    rows: list[np.ndarray] = []
    for k in range(len(bb.chains.ids)):
        at = np.arange(bb.chains.offsets[k], bb.chains.offsets[k + 1])
        donors, acceptors = at[np.isfinite(bb.h[at, 0])], at[np.isfinite(bb.o[at, 0])]
        near = cKDTree(bb.h[donors]).query_ball_tree(cKDTree(bb.o[acceptors]), 3.5)
        pairs = np.array([(donors[i], acceptors[j]) for i, found in enumerate(near) for j in found]).reshape(-1, 2)
        rows.append(pairs[abs(pairs[:, 0] - pairs[:, 1]) >= 2])
    donor, acceptor = np.concatenate(rows).astype(int).T
    n, h, o, c = bb.n[donor], bb.h[donor], bb.o[acceptor], bb.c[acceptor]

    def inverse(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return 1.0 / np.linalg.norm(a - b, axis=1)

    energy = 27.9 * (inverse(o, n) + inverse(c, h) - inverse(o, h) - inverse(c, n))
    strand, apart = bb.runs(STRAND_BOX_DEG), donor - acceptor
    groups = {
        "helix (i, i+4)": apart == 4,
        "3-10 (i, i+3)": apart == 3,
        "strand pairs": (abs(apart) >= 4) & strand[donor] & strand[acceptor],
        "all": np.ones(len(donor), dtype=bool),
    }
    bonded = energy < -0.5
    helix_residues, strand_residues = int(bb.runs(HELIX_BOX_DEG).sum()), int(strand.sum())
    per = {"helix (i, i+4)": helix_residues, "strand pairs": strand_residues, "all": len(bb.letters)}
    return {
        name: {
            "H...O_a": summary(np.linalg.norm((o - h)[m], axis=1), 3),
            "N...O_a": summary(np.linalg.norm((o - n)[m], axis=1), 3),
            "N-H...O_deg": summary(angle_deg(n[m], h[m], o[m]), 1),
            "H...O=C_deg": summary(angle_deg(h[m], o[m], c[m]), 1),
            **({"per_residue": round(float(m.sum()) / per[name], 3)} if name in per else {}),
        }
        for name, m in ((name, mask & bonded) for name, mask in groups.items())
    }


def trace_distances(bb: Backbone) -> dict:
    """CA(i), CA(i+k) distances within helix and strand stretches, and anywhere."""
    everywhere = np.ones(len(bb.ca), dtype=bool)
    kinds = {"helix": bb.runs(HELIX_BOX_DEG), "strand": bb.runs(STRAND_BOX_DEG), "all": everywhere}
    out: dict = {}
    for name, inside in kinds.items():
        for k in (2, 3, 4):
            window = bb.chain[:-k] == bb.chain[k:]
            for step in range(k + 1):
                window &= inside[step : len(inside) - k + step]
            distance = np.linalg.norm(bb.ca[k:] - bb.ca[:-k], axis=1)[window]
            out.setdefault(name, {})[f"CA(i)-CA(i+{k})_a"] = summary(distance, 3)
    return out
