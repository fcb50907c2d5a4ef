"""Tuning the parameters of folds on a workload: measure, predict, solve, measure what was found, check it elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from statistics import fmean

import numpy as np

from prct.app.tuner import Key, Proposal, Tell, Tuner, open_tuner, proposed_anew
from prct.base.errors import InputError, OptionError
from prct.forge.smt.certificate import PairedFold, ParameterCertificate
from prct.forge.smt.design import spread_choices
from prct.forge.smt.measurement import Measurement
from prct.forge.smt.solver import Solver
from prct.forge.smt.tuning import tried
from prct.forge.spec.parameter_space import text
from prct.io.atomic_write import write_bytes
from prct.plots.pareto import plot_pareto
from prct.plots.style import write_png
from prct.timing.paired import in_turn

CERTIFICATE, PICTURE = "certificate.json", "choices.png"
SEARCH_SHARE, CONFIRM_SHARE = 0.5, 0.7
"""Of the budget, until when choices are looked for, and the best are confirmed; the rest is for checking one."""
CONFIRMING_SEEDS = 2
"""With which the best choice is measured again, for one seed may have been lucky."""
CONFIRM_FROM = 100
"""Confirming seeds are this far from that of the search, and from those of the check."""
EXTRA_CHOICES = 3
"""Measured before the first prediction, beyond one for each feature of a surrogate."""
FEWEST_ROUNDS = 2


@dataclass(frozen=True)
class TuneJob:
    """What ``prct forge tune`` was asked for."""

    workload: Path
    out: Path
    budget_s: float
    seed: int = 1


def run_tune_job(job: TuneJob, tell: Tell) -> ParameterCertificate:
    """Tune, check, and write the certificate with the history beside it; raises as :func:`open_tuner`."""
    begin = time.monotonic()
    tuner = open_tuner(job.workload, job.out, job.seed, tell)
    search(tuner, lambda: time.monotonic() - begin < SEARCH_SHARE * job.budget_s, tell)
    confirm(tuner, lambda: time.monotonic() - begin < CONFIRM_SHARE * job.budget_s, tell)
    best = tuner.best()
    chosen, limit = dict(best.values), tuner.workload.most_seconds
    if limit is not None and fmean(best.seconds.values()) > limit:
        tell(f"no choice that is accurate enough takes {text(limit)} CPU seconds or less")
    folds = check(tuner, chosen, lambda: time.monotonic() - begin < job.budget_s, tell)
    certificate = tuner.certificate(chosen, folds)
    write_bytes(job.out / CERTIFICATE, certificate.text().encode())
    draw(tuner, chosen, job.out / PICTURE)
    return certificate


def draw(tuner: Tuner, chosen: dict[str, Fraction], path: Path) -> None:
    """Seconds against accuracy of every choice that was measured on the targets to tune on."""
    choices = tried(tuner.rows().measurements)
    start = next(c for c in choices if c.values == tuner.start)
    whole = [c for c in choices if set(start.seconds) <= set(c.seconds)]
    seconds = [float(np.mean([c.seconds[key] for key in start.seconds])) for c in whole]
    tm = [float(np.mean([c.tm[key] for key in start.seconds])) for c in whole]
    places = [next(k for k, c in enumerate(whole) if c.values == values) for values in (tuner.start, chosen)]
    write_png(plot_pareto(seconds, tm, *places, title=tuner.workload.name), path)


def search(tuner: Tuner, in_time: Callable[[], bool], tell: Tell) -> None:
    """Measure the start and a spread of choices, then what the solver proposes, as long as there is time."""
    targets, space = tuner.workload.tuning, tuner.workload.space
    tell(f"start: {_described(tuner.measure(tuner.start, targets, tuner.seed))}")
    first = spread_choices(space, tuner.constraints, 2 * len(space) + 1 + EXTRA_CHOICES, tuner.seed)
    for k, values in enumerate(first, 1):
        if not in_time():
            break
        tell(f"choice {k} of {len(first)}: {_described(tuner.measure(values, targets, tuner.seed))}")
    with Solver() as solver:
        known = {tuple(sorted(choice.values.items())) for choice in tried(tuner.rows().measurements)}
        while in_time():
            proposals, why = next_proposals(tuner, solver, known)
            if proposals and why:
                tell(f"nothing to propose: {why}")
            if not proposals:
                tell(f"nothing new to propose{f': {why}' if why else ''}")
                break
            for proposal in proposals:
                if in_time():
                    known.add(proposal.key)
                    tell(f"{proposal}: {_described(tuner.measure(proposal.values, targets, tuner.seed))}")


def next_proposals(tuner: Tuner, solver: Solver, known: Set[Key]) -> tuple[list[Proposal], str]:
    """What is predicted to be best and not known; else what is known least; else none, with the reason."""
    try:
        proposed, why = tuner.propose(solver)
        return proposed_anew(proposed, known) or tuner.least_known(known), why
    except (InputError, OptionError) as shortage:
        return [], str(shortage)


def confirm(tuner: Tuner, in_time: Callable[[], bool], tell: Tell) -> None:
    """Measure the best choice, and the start beside it, with more seeds, until the best choice has them all."""
    targets = tuner.workload.tuning
    seeds = [tuner.seed + CONFIRM_FROM + k for k in range(CONFIRMING_SEEDS)]
    while in_time():
        best = tuner.best()
        missing = [seed for seed in seeds if (targets[0].name, seed) not in best.seconds]
        if best.values == tuner.start or not missing:
            return
        start = next(c for c in tried(tuner.rows().measurements) if c.values == tuner.start)
        if (targets[0].name, missing[0]) not in start.seconds:
            tuner.measure(tuner.start, targets, missing[0])
        tell(f"best, another seed: {_described(tuner.measure(dict(best.values), targets, missing[0]))}")


def check(tuner: Tuner, chosen: dict[str, Fraction], in_time: Callable[[], bool], tell: Tell) -> tuple[PairedFold, ...]:
    """Fold the targets that nothing was chosen on with the parameters before and after, in turn, seed by seed."""
    folds: list[PairedFold] = []
    rounds = 0
    while rounds < FEWEST_ROUNDS or in_time():
        seed = tuner.seed + 1 + rounds
        ways = [lambda t, v=values, s=seed: tuner.measure(v, [t], s)[0] for values in (tuner.start, chosen)]
        before, after = in_turn(tuner.workload.checking, ways)
        for known, (a,), (b,) in zip(tuner.workload.checking, before, after, strict=True):
            folds.append(PairedFold(known.name, seed, a.cpu_s, b.cpu_s, a.tm, b.tm))
        rounds += 1
        tell(f"check {rounds}: {len(folds)} pairs of folds")
        if chosen == tuner.start:
            break
    return tuple(folds)


def _described(measurements: Sequence[Measurement]) -> str:
    seconds = sum(m.cpu_s for m in measurements) / len(measurements)
    tm = sum(m.tm for m in measurements) / len(measurements)
    chosen = ", ".join(f"{name.rpartition('.')[2]} {text(value)}" for name, value in measurements[0].parameters.items())
    return f"{seconds:.2f} s, TM {tm:.4f} with {chosen}"
