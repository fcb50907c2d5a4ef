"""What is known of a model and its residues that tells how far they can be trusted (Eq. 34)."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np

from prct._core import neighbour_counts
from prct.core.build_coordinates import backbone_torsions
from prct.core.target import Target
from prct.folding.anneal import Outcome
from prct.folding.candidates import Candidates
from prct.parameters.ramachandran import GRID, class_of_residue, ramachandran_energy
from prct.scoring.lddt import lddt_ca_ensemble
from prct.scoring.tm_score import tm_score_matrix

KINDS = ("contacts", "doubted", "stated", "measured", "predicted", "sequence")
"""Exact contacts, contacts of which some may be false, contacts with stated probabilities (of an alignment), measured
distances, predicted distances, and the sequence alone."""
SCARCE = 0.1
"""Fewer restraints a residue leave the fold to the sequence."""
FLOOR = 0.02
"""Shares nearer to 0 or 1 than this say nothing more."""
WINDOW, WIDE_WINDOW = 5, 15
"""Residues along the chain over which restraints and phases are averaged."""
WIDE = ("satisfied", "density", "alpha", "strain", "certainty", "helix", "neighbours")
"""Features that are averaged over a wide window as well."""
MOST_END = 10
"""Residues from here on are equally far from the ends of their chain."""
HELIX_DEG = ((-105.0, -30.0), (-80.0, -5.0))
STRAND_DEG = ((-180.0, -60.0), (90.0, 180.0))
"""Ranges of φ and ψ."""
NEIGHBOUR_A = 10.0
"""CA atoms this near are neighbours."""
MOST_GAP_KCAL = 1.0
"""A residue; larger differences of energy say nothing more."""


def kind(candidates: Candidates, length: int) -> str:
    """What sort of input it was, one of KINDS."""
    if len(candidates) < SCARCE * length:
        return "sequence"
    if not candidates.are_contacts:
        return "predicted" if candidates.predicted else "measured"
    if candidates.stated:
        return "stated"
    return "doubted" if candidates.doubted else "contacts"


def residue_features(
    models: Sequence[Outcome],
    others: Sequence[Outcome],
    candidates: Candidates,
    alpha: np.ndarray,
    target: Target,
    similar: np.ndarray | None = None,
) -> dict[str, np.ndarray]:
    """Features of each residue of P models, float64 [P, L] each; what holds for a whole model is repeated.

    Parameters
    ----------
    models : sequence of Outcome
        P of them: what they share is found once.
    others : sequence of Outcome
        The ensemble, which may hold the models themselves.
    candidates : Candidates
    alpha : float64 [M]
        α of each candidate.
    target : Target
    similar : float64 [P, len(others)], optional
        TM-scores of the others of the same hand against each model, where they are known.

    Returns
    -------
    dict
        ``agreement``: log-odds of the mean CA-lDDT against the other models of the same hand, 0 where there is none;
        ``agreement_mean``: that over the whole model; ``consensus``: log-odds of the mean TM-score to the same models;
        ``alone``: 1 where there is none; ``hand_share``: share of all models that have its hand; ``hand_margin``:
        energy of the best model of the other hand minus its own, kcal/mol a residue, 0 where there is none;
        ``energy_gap``: its energy above the lowest of the ensemble, alike. ``satisfied``: share of the restraint
        weight near the residue that the model satisfies, ``satisfied_mean`` over the model; ``density``: log of 1 +
        that weight in units of the mean; ``restraints``: log of 1 + the weight a residue; ``alpha``: mean α near the
        residue, ``alpha_mean`` over the model; all 0 for the kind ``sequence``. ``strain``: V_rama and what is known
        of φ and ψ, kcal/mol; ``certainty``: how much the latter says, nats; ``helix``, ``strand``: shares of residues
        with such φ and ψ; ``neighbours``: log of 1 + the CA atoms near; ``end``: log of 1 + the residues to the nearer
        end of the chain; ``length``: log of the residues in hundreds; ``NAME_wide``: those of WIDE, averaged.
    """
    length = len(target.sequence)
    neighbours = [neighbour_counts(model.backbone_a[:, 1], NEIGHBOUR_A) for model in models]
    found = {
        **_ensemble_features(models, others, length, similar),
        **_restraint_features(models, candidates, alpha, length),
        **_phase_features(models, candidates, target),
        "neighbours": np.log1p(neighbours),
        "end": np.log1p(_to_the_end(target)),
        "length": np.log(length / 100.0),
    }
    features = {name: np.broadcast_to(np.asarray(value, float), (len(models), length)) for name, value in found.items()}
    wide = _window_mean(np.stack([features[name] for name in WIDE]), WIDE_WINDOW)
    return {**features, **{f"{name}_wide": values for name, values in zip(WIDE, wide, strict=True)}}


def log_odds(share: np.ndarray | float) -> np.ndarray:
    """ln p / (1 - p) of shares, kept from 0 and 1.

    Examples
    --------
    >>> log_odds(0.5).item()
    0.0
    """
    p = np.clip(share, FLOOR, 1.0 - FLOOR)
    return np.asarray(np.log(p / (1.0 - p)))


def _ensemble_features(
    models: Sequence[Outcome], others: Sequence[Outcome], length: int, similar: np.ndarray | None
) -> dict[str, np.ndarray]:
    count = len(models)
    agreement, together = np.full((count, length), 0.5), np.full(count, 0.5)
    alone, share, margin, gap = np.ones(count), np.ones(count), np.zeros(count), np.zeros(count)
    hands, energies = np.array([o.hand for o in others]), np.array([o.energy for o in others])
    trajectories, traces = np.array([o.trajectory for o in others]), _traces(others, length)
    lddt = lddt_ca_ensemble(_traces(models, length), traces)
    for k, model in enumerate(models):
        if not len(others):
            break
        fellow, energy = hands == model.hand, model.energy
        companions = np.flatnonzero(fellow & (trajectories != model.trajectory))
        share[k] = fellow.mean()
        gap[k] = np.clip((energy - energies.min()) / length, 0.0, MOST_GAP_KCAL)
        if not fellow.all():
            margin[k] = np.clip((energies[~fellow].min() - energy) / length, -MOST_GAP_KCAL, MOST_GAP_KCAL)
        if not len(companions):
            continue
        alone[k] = 0.0
        agreement[k] = np.nan_to_num(lddt[k, companions].mean(axis=0))
        if length > 2:
            trace = model.backbone_a[:, 1]
            together[k] = (
                np.mean([tm_score_matrix(np.stack([trace, t]))[0, 1] for t in traces[companions]])
                if similar is None
                else similar[k, companions].mean()
            )
    of_models = {
        "agreement_mean": log_odds(agreement.mean(axis=1)),
        "consensus": log_odds(together),
        "alone": alone,
        "hand_share": share,
        "hand_margin": margin,
        "energy_gap": gap,
    }
    return {"agreement": log_odds(agreement), **{name: values[:, None] for name, values in of_models.items()}}


def _traces(outcomes: Sequence[Outcome], length: int) -> np.ndarray:
    """CA atoms [M, L, 3]."""
    return np.array([o.backbone_a[:, 1] for o in outcomes], float).reshape(-1, length, 3)


def _restraint_features(
    models: Sequence[Outcome], candidates: Candidates, alpha: np.ndarray, length: int
) -> dict[str, np.ndarray | float]:
    if kind(candidates, length) == "sequence":
        return dict.fromkeys(("satisfied", "satisfied_mean", "density", "restraints", "alpha", "alpha_mean"), 0.0)
    restraint = candidates.restraint_of
    inside = candidates.held(np.stack([model.distances_a for model in models]))[:, restraint]
    members = np.bincount(restraint)[restraint]
    pull = candidates.weight * alpha
    pull[: candidates.stated] = candidates.weight[: candidates.stated]  # there α is the weight
    rows = np.stack([pull / members, 1.0 / members, alpha / members, *(pull * inside / members)])
    ends = candidates.residues.T.ravel()
    near = _window(np.stack([np.bincount(ends, np.tile(row, 2), length) for row in rows]))
    (pulled, counted, believed), (total, count, trusted) = rows[:3].sum(axis=1), near[:3]
    return {
        "satisfied": _ratio(near[3:], total),
        "satisfied_mean": rows[3:].sum(axis=1, keepdims=True) / max(pulled, 1e-12),
        "density": np.log1p(total / max(float(total.mean()), 1e-12)),
        "restraints": float(np.log1p(pulled / length)),
        "alpha": _ratio(trusted, count),
        "alpha_mean": float(believed / counted),
    }


def _phase_features(models: Sequence[Outcome], candidates: Candidates, target: Target) -> dict[str, np.ndarray]:
    residue = np.arange(len(target.sequence))
    classes = class_of_residue(target.sequence, target.chain_starts, np.isin(residue, candidates.cis))
    phases = np.stack([backbone_torsions(target.chain_starts, model.backbone_a)[:, :2] for model in models])
    energy = np.stack([ramachandran_energy(classes, of_model)[:, 0] for of_model in phases])
    certainty = np.zeros(len(residue))
    degrees = np.degrees(phases)
    if candidates.phase_surfaces is not None:
        node = np.rint(np.nan_to_num(degrees + 180.0) / (360.0 / GRID)).astype(int) % GRID
        energy = energy + candidates.phase_surfaces[residue, node[..., 0], node[..., 1]]
        certainty = candidates.phase_certainty
    return {
        "strain": _window_mean(np.nan_to_num(energy)),
        "certainty": _window_mean(certainty),
        "helix": _window_mean(_within(degrees, HELIX_DEG)),
        "strand": _window_mean(_within(degrees, STRAND_DEG)),
    }


def _to_the_end(target: Target) -> np.ndarray:
    starts, chain = np.asarray(target.chain_starts), np.asarray(target.chain_index)
    place = np.arange(len(chain))
    return np.minimum(np.minimum(place - starts[chain], starts[chain + 1] - 1 - place), MOST_END)


def _within(degrees: np.ndarray, ranges: tuple[tuple[float, float], ...]) -> np.ndarray:
    lower, upper = np.array(ranges).T
    return ((degrees >= lower) & (degrees <= upper)).all(axis=-1).astype(float)


def _window(values: np.ndarray, width: int = WINDOW) -> np.ndarray:
    """Sums over windows along the chain, the last axis, of as many residues as there are."""
    half, length = width // 2, values.shape[-1]
    padded = np.pad(values, [(0, 0)] * (values.ndim - 1) + [(half, half)])
    return np.asarray(sum(padded[..., k : k + length] for k in range(width)))


def _window_mean(values: np.ndarray, width: int = WINDOW) -> np.ndarray:
    return _window(values, width) / _window_lengths(values.shape[-1], width)


@functools.lru_cache(maxsize=16)
def _window_lengths(length: int, width: int) -> np.ndarray:
    return _window(np.ones(length), width)


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.where(whole > 0, part / np.maximum(whole, 1e-12), 0.0)
