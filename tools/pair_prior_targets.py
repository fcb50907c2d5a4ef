"""What the pair prior is trained on: sequences and binned CB-CB distances of training chains."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from phase_prior_targets import RESIDUES, subset
from prct.core.virtual_sites import cb_coords
from prct.scoring.secondary_structure import secondary_structure
from training_chains import Chains, data_folder, read_split

EDGES_A = tuple(float(d) for d in range(5, 21))
"""Between the bins; the first begins at 0, the last has no end."""
OUTSIDE = 21
LONGEST = 1100
"""Places of a stored chain; the longest of the training set has 1,056 residues."""
HELD_LONGEST = 200


@dataclass
class Examples:
    """Padded chains: residue [N, P] (21 outside), state [N, P] (-100 outside), length [N] of the whole chain; bins
    [N, P, P] are made when `cropped` or given: -1 unknown; cb [N, P, 3] in Å.
    """

    residue: torch.Tensor
    state: torch.Tensor
    length: torch.Tensor
    cb_a: torch.Tensor

    def __getitem__(self, rows: torch.Tensor) -> Examples:
        return Examples(self.residue[rows], self.state[rows], self.length[rows], self.cb_a[rows])

    @property
    def bins(self) -> torch.Tensor:
        """int64 [N, P, P]: which bin the distance lies in, -1 where a residue is outside."""
        apart = torch.cdist(self.cb_a, self.cb_a, compute_mode="donot_use_mm_for_euclid_dist")
        found = torch.bucketize(apart, torch.tensor(EDGES_A, device=apart.device))
        inside = self.residue < OUTSIDE
        return torch.where(inside[:, :, None] & inside[:, None], found, -1)

    def cropped(self, rows: torch.Tensor, size: int, generator: torch.Generator) -> Examples:
        """A window of `size` places of each row, anywhere in its chain."""
        spare = (self.length[rows] - size).clamp_min(0).cpu()
        first = (torch.rand(len(rows), generator=generator) * (spare + 1)).long()
        place = (first[:, None] + torch.arange(size)).to(rows.device)
        row = rows[:, None]
        return Examples(self.residue[row, place], self.state[row, place], self.length[rows], self.cb_a[row, place])

    def trimmed(self) -> Examples:
        """Of one chain, without the outside."""
        n = int(self.length[0])
        return Examples(self.residue[:, :n], self.state[:, :n], self.length, self.cb_a[:, :n])


def padded(chains: Chains, longest: int, device: torch.device) -> Examples:
    """The chains of up to `longest` residues."""
    kept = [(coords, sequence) for _, coords, sequence in chains if len(sequence) <= longest]
    width = max(len(sequence) for _, sequence in kept)
    residue = np.full((len(kept), width), OUTSIDE, np.int64)
    state = np.full((len(kept), width), -100, np.int64)
    cb = np.zeros((len(kept), width, 3), np.float32)
    for k, (coords, sequence) in enumerate(kept):
        code = np.array([RESIDUES.find(letter) for letter in sequence])
        n = len(sequence)
        residue[k, :n] = np.where(code < 0, 20, code)
        state[k, :n] = ["HE-".index(s) for s in secondary_structure(coords, None, sequence)]
        cb[k, :n] = cb_coords(coords)
    length = np.array([len(sequence) for _, sequence in kept])
    return Examples(*(torch.from_numpy(a).to(device) for a in (residue, state, length, cb)))


def examples(part: str, device: torch.device) -> Examples:
    """`train`, or `held`: val and the chains of tune.txt."""
    folder = data_folder()
    tune = set((folder / "structures" / "tune.txt").read_text().split())
    chains = read_split(folder, "train")
    if part == "train":
        return padded(subset(chains, tune, inside=False), LONGEST, device)
    both = [read_split(folder, "val"), subset(chains, tune, inside=True)]
    merged = Chains(
        [name for c in both for name in c.ids],
        np.concatenate([both[0].offsets, both[1].offsets[1:] + both[0].offsets[-1]]),
        np.concatenate([c.coords for c in both]),
        both[0].sequence + both[1].sequence,
        np.concatenate([c.rebuilt_oxygen for c in both]),
    )
    return padded(merged, HELD_LONGEST, device)
