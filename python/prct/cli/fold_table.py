"""What ``prct fold`` prints of a fold."""

from __future__ import annotations

from prct.app.adaptation_file import ADAPTATION_FILE, described, read_adaptation
from prct.app.fold_job import FoldJob
from prct.folding.result import FoldResult


def fold_table(job: FoldJob, result: FoldResult) -> str:
    """What was folded from what, and a line for each model."""
    length, count = len(result.target.sequence), result.candidates.restraint_count
    used = result.candidates
    kinds = {
        "restraints": used.given_count,
        "contacts from the alignment": used.from_alignment,
        "disulfides": used.disulfides,
        "distances of the template": used.from_template,
    }
    known = ", ".join(f"{number} {name}" for name, number in kinds.items() if number) or "from the sequence alone"
    rows = [
        f"{result.target.name}: {length} residues, {known} -> {job.out}{_doubt(result)}",
        *_pair_prior_line(result),
        *_replicas_line(result),
        *_adaptation_line(job),
        "model  energy kcal/mol  predicted TM  confidence  satisfied  consensus TM  hand",
    ]
    for model in result.models:
        satisfied = f"{model.satisfied:.1%}" if count else "-"
        rows.append(
            f"{model.rank:5d}  {model.energy_kcal:15.1f}  {model.predicted_tm:12.2f}  {model.confidence.mean():10.1f}"
            f"  {satisfied:>9}  {model.consensus_tm:12.3f}  {'as scored' if model.hand > 0 else 'other'}"
        )
    rows.extend(f"failed: {cause}" for cause in result.failures)
    return "\n".join(rows)


def _pair_prior_line(result: FoldResult) -> list[str]:
    prior = result.candidates.pair_prior
    if prior is None:
        return []
    return [f"pair prior: distances of {len(prior)} pairs by the sequence, factor {prior.strength:.2g}"]


def _replicas_line(result: FoldResult) -> list[str]:
    found = result.replicas
    if found is None:
        return []
    temperatures, accepted = found["temperatures_k"], found["acceptance"]
    share = "" if accepted is None else f", {accepted:.0%} of the exchanges accepted"
    return [
        f"replicas: {len(temperatures)} temperatures of {temperatures[0]:.0f}-{temperatures[-1]:.0f} K and "
        f"{len(found['lambdas'])} λ, round trips: {found['round_trips']} in temperature, "
        f"{found['lambda_round_trips']} in λ{share}"
    ]


def _adaptation_line(job: FoldJob) -> list[str]:
    if not job.adapt:
        return []
    return [f"adapted: {described(read_adaptation(job.out / ADAPTATION_FILE).published)}"]


def _doubt(result: FoldResult) -> str:
    if not result.probably_wrong:
        return ""
    return f"; model 1 is probably wrong (predicted TM-score {result.best.predicted_tm:.2f})"
