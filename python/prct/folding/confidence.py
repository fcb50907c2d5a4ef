"""How far each residue of a model can be trusted, 0-100 (Eq. 34)."""

from __future__ import annotations

import numpy as np

from prct.folding.anneal import Outcome
from prct.folding.candidates import Candidates
from prct.parameters.confidence import CONFIDENCE
from prct.scoring.lddt import lddt_ca_per_residue

KINDS = ("contacts", "doubted", "measured", "predicted")
EVEN_ODDS = 0.5
AGREEMENT_FLOOR = 0.02
"""Agreement nearer to 0 or 1 than this says nothing more."""


def residue_features(
    model: Outcome, others: list[Outcome], candidates: Candidates, length: int
) -> dict[str, np.ndarray]:
    """What is known about each residue, float64 [length] each.

    ``agreement``: log-odds of the mean CA-lDDT against the other models of the same hand, 0 where there is none;
    ``hand_share``: share of all models that have its hand; ``satisfied``: share of the restraint weight at the residue
    and its neighbours in the chain that the model satisfies; ``density``: log of 1 + that weight in units of the mean;
    ``satisfied_mean``: the share over the whole model; ``offset_KIND``, ``alone_KIND`` and ``agreement_mean_KIND``: 1,
    1 if there is no such other model, and the agreement over the whole model, all 0 unless the restraints are of that
    kind. Trajectories that share their restraints' errors agree on them: what agreement means depends on the kind.
    """
    companions = [o for o in others if o.hand == model.hand and o.trajectory != model.trajectory]
    agreement = _mean_lddt(model, companions, EVEN_ODDS)
    d = model.distances_a
    restraint = candidates.restraint_of
    inside = candidates.held(d)[restraint]
    weight = candidates.weight / np.bincount(restraint)[restraint]
    total, kept = np.zeros(length), np.zeros(length)
    for side in (0, 1):
        np.add.at(total, candidates.residues[:, side], weight)
        np.add.at(kept, candidates.residues[:, side], weight * inside)
    window = np.ones(5)
    total, kept = np.convolve(total, window, "same")[:length], np.convolve(kept, window, "same")[:length]
    satisfied = np.where(total > 0, kept / np.maximum(total, 1e-12), 0.0)
    together = float(_log_odds(agreement.mean()))
    is_kind = {k: float(k == kind(candidates)) for k in KINDS}
    return {
        "agreement": _log_odds(agreement),
        "hand_share": np.full(length, float(np.mean([o.hand == model.hand for o in others]))),
        "satisfied": satisfied,
        "density": np.log1p(total / max(float(total.mean()), 1e-12)),
        "satisfied_mean": np.full(length, satisfied.mean()),
        **{f"offset_{k}": np.full(length, is_it) for k, is_it in is_kind.items()},
        **{f"alone_{k}": np.full(length, is_it * (not companions)) for k, is_it in is_kind.items()},
        **{f"agreement_mean_{k}": np.full(length, is_it * together) for k, is_it in is_kind.items()},
    }


def _mean_lddt(model: Outcome, companions: list[Outcome], alone: float) -> np.ndarray:
    """Mean CA-lDDT [L] of a model against others; `alone` where there is none."""
    trace = model.backbone_a[:, 1]
    lddt = [lddt_ca_per_residue(trace, other.backbone_a[:, 1]) for other in companions]
    return np.nan_to_num(np.mean(lddt, axis=0)) if lddt else np.full(len(trace), alone)


def kind(candidates: Candidates) -> str:
    """What sort of restraints they are, one of KINDS."""
    if candidates.are_contacts:
        return "doubted" if candidates.doubted else "contacts"
    return "predicted" if candidates.predicted else "measured"


def _log_odds(share: np.ndarray | float) -> np.ndarray:
    p = np.clip(share, AGREEMENT_FLOOR, 1.0 - AGREEMENT_FLOOR)
    return np.log(p / (1.0 - p))


def confidence(model: Outcome, others: list[Outcome], candidates: Candidates, length: int) -> np.ndarray:
    """Expected CA-lDDT of each residue in percent, float64 [length].

    Without restraints nothing was fitted: then it is the mean CA-lDDT against the other models, 0 where there is none.
    """
    if not len(candidates):
        return np.round(100.0 * _mean_lddt(model, [o for o in others if o.trajectory != model.trajectory], 0.0), 2)
    features = residue_features(model, others, candidates, length)
    z = CONFIDENCE["intercept"] + sum(CONFIDENCE[name] * values for name, values in features.items())
    return np.round(100.0 / (1.0 + np.exp(-z)), 2)
