"""What is known of a model and its residues that tells how far they can be trusted (Eq. 34)."""

from __future__ import annotations

import functools

import numpy as np
from scipy.spatial import cKDTree

from prct.core.build_coordinates import backbone_torsions
from prct.core.target import Target
from prct.folding.anneal import Outcome
from prct.folding.candidates import Candidates
from prct.parameters.ramachandran import GRID, class_of_residue, ramachandran_energy
from prct.scoring.lddt import lddt_ca_per_residue
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
    model: Outcome,
    others: list[Outcome],
    candidates: Candidates,
    alpha: np.ndarray,
    target: Target,
    similar: np.ndarray | None = None,
) -> dict[str, np.ndarray]:
    """Features of each residue, float64 [L] each; what holds for the whole model is repeated.

    Parameters
    ----------
    model : Outcome
    others : list of Outcome
        The ensemble, which may hold the model itself.
    candidates : Candidates
    alpha : float64 [M]
        α of each candidate.
    target : Target

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
    length, ca = len(target.sequence), model.backbone_a[:, 1]
    found = {
        **_ensemble_features(model, others, length, similar),
        **_restraint_features(model, candidates, alpha, length),
        **_phase_features(model, candidates, target),
        "neighbours": np.log1p(cKDTree(ca).query_ball_point(ca, NEIGHBOUR_A, return_length=True)),
        "end": np.log1p(_to_the_end(target)),
        "length": np.log(length / 100.0),
    }
    features = {name: np.broadcast_to(np.asarray(value, float), (length,)) for name, value in found.items()}
    return {**features, **{f"{name}_wide": _window_mean(features[name], WIDE_WINDOW) for name in WIDE}}


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
    model: Outcome, others: list[Outcome], length: int, similar: np.ndarray | None
) -> dict[str, np.ndarray | float]:
    places = [k for k, o in enumerate(others) if o.hand == model.hand and o.trajectory != model.trajectory]
    companions = [others[k] for k in places]
    contrary = [o.energy for o in others if o.hand != model.hand]
    lowest = min((o.energy for o in others), default=model.energy)
    gap = np.clip((model.energy - lowest) / length, 0.0, MOST_GAP_KCAL)
    margin = np.clip((min(contrary) - model.energy) / length, -MOST_GAP_KCAL, MOST_GAP_KCAL) if contrary else 0.0
    agreement, together = np.full(length, 0.5), 0.5
    if companions:
        trace = model.backbone_a[:, 1]
        traces = [o.backbone_a[:, 1] for o in companions]
        agreement = np.nan_to_num(np.mean([lddt_ca_per_residue(trace, t) for t in traces], axis=0))
        if length > 2:
            searched = (tm_score_matrix(np.stack([trace, t]))[0, 1] for t in traces)
            together = float(np.mean(list(searched) if similar is None else similar[places]))
    return {
        "agreement": log_odds(agreement),
        "agreement_mean": log_odds(float(agreement.mean())),
        "consensus": log_odds(together),
        "alone": float(not companions),
        "hand_share": float(np.mean([o.hand == model.hand for o in others])) if others else 1.0,
        "hand_margin": float(margin),
        "energy_gap": float(gap),
    }


def _restraint_features(
    model: Outcome, candidates: Candidates, alpha: np.ndarray, length: int
) -> dict[str, np.ndarray | float]:
    if kind(candidates, length) == "sequence":
        return dict.fromkeys(("satisfied", "satisfied_mean", "density", "restraints", "alpha", "alpha_mean"), 0.0)
    restraint = candidates.restraint_of
    inside = candidates.held(model.distances_a)[restraint]
    members = np.bincount(restraint)[restraint]
    pull = candidates.weight * alpha
    pull[: candidates.stated] = candidates.weight[: candidates.stated]  # there α is the weight
    rows = np.stack([pull / members, pull * inside / members, 1.0 / members, alpha / members])
    near = np.zeros((len(rows), length))
    for side in candidates.residues.T:
        np.add.at(near.T, side, rows.T)
    total, kept, count, believed = (_window(row) for row in near)
    return {
        "satisfied": _ratio(kept, total),
        "satisfied_mean": float(rows[1].sum() / max(rows[0].sum(), 1e-12)),
        "density": np.log1p(total / max(float(total.mean()), 1e-12)),
        "restraints": float(np.log1p(rows[0].sum() / length)),
        "alpha": _ratio(believed, count),
        "alpha_mean": float(rows[3].sum() / rows[2].sum()),
    }


def _phase_features(model: Outcome, candidates: Candidates, target: Target) -> dict[str, np.ndarray]:
    phases = backbone_torsions(target.chain_starts, model.backbone_a)[:, :2]
    is_cis = np.isin(np.arange(len(phases)), candidates.cis)
    energy = ramachandran_energy(class_of_residue(target.sequence, target.chain_starts, is_cis), phases)[:, 0]
    certainty = np.zeros(len(phases))
    degrees = np.degrees(phases)
    if candidates.phase_surfaces is not None:
        surfaces = candidates.phase_surfaces
        node = np.rint(np.nan_to_num(degrees + 180.0) / (360.0 / GRID)).astype(int) % GRID
        energy = energy + surfaces[np.arange(len(node)), node[:, 0], node[:, 1]]
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
    return ((degrees >= lower) & (degrees <= upper)).all(axis=1).astype(float)


def _window(values: np.ndarray, width: int = WINDOW) -> np.ndarray:
    """Sums over windows along the chain, as long as the values."""
    half = width // 2
    return np.convolve(values, np.ones(width))[half : half + len(values)]


def _window_mean(values: np.ndarray, width: int = WINDOW) -> np.ndarray:
    return _window(values, width) / _window_lengths(len(values), width)


@functools.lru_cache(maxsize=16)
def _window_lengths(length: int, width: int) -> np.ndarray:
    return _window(np.ones(length), width)


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.where(whole > 0, part / np.maximum(whole, 1e-12), 0.0)
