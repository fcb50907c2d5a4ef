"""What the phase prior says on average, to be put beside what it says of one residue (Eq. 24c).

    python tools/fit_phase_background.py targets.npz python/prct/parameters/phase_prior.npz

Adds to the trained network `background` [23, K], the mean weight of every component in each class of Eq. 6 (cis-proline
as trans), and `membership` [K, 3], the share of helix, strand and rest where a component is, by the training chains.
"""

from __future__ import annotations

import argparse
import itertools
from pathlib import Path

import numpy as np
from phase_prior_targets import RESIDUES
from prct.parameters.phase_prior import evaluate, log_components
from prct.parameters.ramachandran import CLASSES, class_of_residue


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", type=Path)
    parser.add_argument("prior", type=Path)
    arguments = parser.parse_args()
    targets = np.load(arguments.targets)
    stored = dict(np.load(arguments.prior))
    count = len(stored["kappa"])
    background, residues = np.zeros((len(CLASSES), count)), np.zeros(len(CLASSES))
    membership = np.zeros((count, 3))
    residue, phases, state = (targets[f"train_{name}"] for name in ("residue", "phases", "state"))
    offsets = targets["train_offsets"]
    for first, last in itertools.pairwise(offsets):
        codes = residue[first:last].astype(np.uint8)
        weights = evaluate(codes[None])[0][0].astype(np.float64)
        known = np.isfinite(phases[first:last]).all(axis=1) & (codes < 20)
        sequence = "".join(RESIDUES[min(code, 19)] for code in codes)
        classes = class_of_residue(sequence, [0, len(sequence)])
        np.add.at(background, classes[known], weights[known])
        residues += np.bincount(classes[known], minlength=len(CLASSES))
        log_p = np.log(weights[known]) + log_components(phases[first:last][known].astype(np.float64))
        share = np.exp(log_p - log_p.max(axis=1, keepdims=True))
        share /= share.sum(axis=1, keepdims=True)
        membership += share.T @ np.eye(3)[state[first:last][known]]
    residues[-1], background[-1] = residues[CLASSES.index("P")], background[CLASSES.index("P")]
    stored["background"] = (background / residues[:, None]).astype(np.float32)
    stored["membership"] = (membership / membership.sum(axis=1, keepdims=True)).astype(np.float32)
    np.savez_compressed(arguments.prior, **stored)


if __name__ == "__main__":
    main()
