"""Tuning the parameters of folds on a workload: measure, predict, solve, measure what was found, check it elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import numpy as np

from prct._core import __version__
from prct.app.fold_curvature import largest_curvature
from prct.app.fold_measurement import hash_of, machine_name, measure_fold, program_name
from prct.app.workload import KnownTarget, Workload, read_workload, tunable_values
from prct.base.errors import InputError, OptionError
from prct.forge.smt.answer import Unknown
from prct.forge.smt.certificate import PairedFold, ParameterCertificate
from prct.forge.smt.design import readable, spread_choices
from prct.forge.smt.explain import explain
from prct.forge.smt.history import PerformanceHistory
from prct.forge.smt.measured_rows import MeasuredRows
from prct.forge.smt.measurement import Measurement
from prct.forge.smt.search import Optimum, minimise
from prct.forge.smt.solver import Solver
from prct.forge.smt.surrogate import Surrogate, fit
from prct.forge.smt.tuning import Tried, fastest_accurate, tried
from prct.forge.spec.constraint import Constraint, violated
from prct.forge.spec.fold_space import known_values, physical_constraints
from prct.forge.spec.locking import LockingWindow
from prct.forge.spec.parameter_space import text
from prct.io.atomic_write import write_bytes
from prct.plots.pareto import plot_pareto
from prct.plots.style import write_png
from prct.timing.paired import in_turn

CERTIFICATE, HISTORY, PICTURE = "certificate.json", "history.sqlite", "choices.png"
SEARCH_SHARE, CONFIRM_SHARE = 0.5, 0.7
"""Of the budget, until when choices are looked for, and the best are confirmed; the rest is for checking one."""
CONFIRMING_SEEDS = 2
"""With which the best choice is measured again, for one seed may have been lucky."""
CONFIDENCE_Z = (1.0, 0.5, 0.0)
"""Standard errors that a predicted accuracy must hold with; fewer where so many leave nothing. What is proposed is
measured before it counts."""
CONFIRM_FROM = 100
"""Confirming seeds are this far from that of the search, and from those of the check."""
SOLVE_S = 5.0
EXTRA_CHOICES = 3
"""Measured before the first prediction, beyond one for each feature of a surrogate."""
FEWEST_ROUNDS = 2
Tell = Callable[[str], None]


@dataclass(frozen=True)
class TuneJob:
    """What ``prct forge tune`` was asked for."""

    workload: Path
    out: Path
    budget_s: float
    seed: int = 1


@dataclass
class Tuner:
    """A search under way, whose history is opened, in a new folder where there is none.

    Raises
    ------
    InputError
        For parameters that start outside their bounds or against a constraint; nothing has been written by then.

    Attributes
    ----------
    workload : Workload
    curvature : dict
        By part, the largest curvature of its folds, kcal/mol/Å².
    history_file : Path
    seed : int
    tell : callable
        Hears what became of a damaged history.
    fixed : dict
        Value of every tunable parameter as it is.
    start : dict
        Those of the space.
    constraints : list of Constraint
        Of the equations.
    hashed : str
        Of the targets.
    history : PerformanceHistory
    """

    workload: Workload
    curvature: dict[str, Fraction]
    history_file: Path
    seed: int
    tell: Tell
    fixed: dict[str, Fraction] = field(init=False)
    start: dict[str, Fraction] = field(init=False)
    constraints: list[Constraint] = field(init=False)
    hashed: str = field(init=False)
    history: PerformanceHistory = field(init=False)

    def __post_init__(self) -> None:
        space = self.workload.space
        self.fixed = known_values(tunable_values(self.workload.settings))
        self.start = {p.name: self.fixed[p.name] for p in space}
        self.constraints = physical_constraints(space, self.fixed, self.curvature)
        self._check_start()
        self.hashed = hash_of(self.workload)
        self.history_file.parent.mkdir(parents=True, exist_ok=True)
        self.history = PerformanceHistory(self.history_file, self.tell)

    def _check_start(self) -> None:
        why = self.workload.space.why_not(self.start)
        if why:
            raise InputError(f"the search starts from the settings, where {why}; widen the bounds or change them")
        broken = violated(self.constraints, self.start)
        if broken:
            raise InputError(f"the settings that the search starts from break '{broken[0].name}': {broken[0].sentence}")

    def measure(self, values: dict[str, Fraction], targets: Sequence[KnownTarget], seed: int) -> list[Measurement]:
        """Fold these targets; what was measured is in the history."""
        found = []
        for known in targets:
            measurement = measure_fold(self.workload, known, values, seed, self.hashed)
            self.history.record(measurement)
            found.append(measurement)
        return found

    def rows(self) -> MeasuredRows[Measurement]:
        """What this machine and program measured on the targets to tune on."""
        names = {t.name for t in self.workload.tuning}
        known = self.history.rows(self.hashed, machine_name(), program_name(self.workload.settings, self.start))
        return MeasuredRows.of(m for m in known.measurements if m.target in names)

    def best(self) -> Tried:
        """The fastest measured choice that is accurate enough."""
        choices = tried(self.rows().measurements)
        start = next(choice for choice in choices if choice.values == self.start)
        return fastest_accurate(start, choices, float(self.workload.most_loss_tm))

    def propose(self, solver: Solver) -> tuple[dict[str, Fraction] | None, str]:
        """The choice with the least predicted seconds that respects the equations, stays where was measured, and is
        accurate enough as far as can be said; or None with the reason.
        """
        rows, space, why = self.rows(), self.workload.space, ""
        seconds, accuracy = fit(rows, space, "cpu_s"), fit(rows, space, "tm")
        for z in CONFIDENCE_Z:
            constraints = [*self.constraints, *self._measured(seconds, accuracy, z)]
            found = minimise(solver, space, constraints, seconds.mean, seconds=SOLVE_S, seed=self.seed)
            if isinstance(found, Optimum):
                values = self._rounded(found.values, constraints)
                predicted = seconds.predict(values), accuracy.predict(values)
                return values, f"predicted {predicted[0].mean:.2f} s, TM {predicted[1].mean:.4f}"
            why = found.why if isinstance(found, Unknown) else str(explain(solver, space, constraints, found))
        return None, why

    def _rounded(self, values: Mapping[str, Fraction], constraints: Sequence[Constraint]) -> dict[str, Fraction]:
        """Values that people can read, where they respect the constraints as well."""
        short = {p.name: readable(p, float(values[p.name])) for p in self.workload.space}
        return dict(values) if violated(constraints, short) else short

    def certificate(self, chosen: dict[str, Fraction], folds: tuple[PairedFold, ...]) -> ParameterCertificate:
        """The choice with all that speaks for it, and its verdict."""
        return ParameterCertificate(
            program=__version__,
            workload=self.hashed,
            bounds={p.name: (p.lower, p.upper) for p in self.workload.space},
            fixed=self.fixed,
            curvature=self.curvature,
            far_times=LockingWindow().far_times,
            chosen=chosen,
            folds=folds,
            most_loss_tm=self.workload.most_loss_tm,
            adopted=False,
        ).judged()

    def _measured(self, seconds: Surrogate, accuracy: Surrogate, z: float) -> list[Constraint]:
        least = exact_below(accuracy.predict(self.start).mean - float(self.workload.most_loss_tm))
        return [
            Constraint("seconds are known", "", seconds.domain(), "times are not predicted beyond what was measured"),
            Constraint("accuracy is known", "", accuracy.domain(), "nor are TM-scores"),
            Constraint(
                "accuracy holds",
                "",
                accuracy.lower_confidence_at_least(least, z),
                f"the mean TM-score is {text(least)} or more, {z:g} standard errors included",
            ),
        ]


def exact_below(value: float) -> Fraction:
    """A number with six digits that is not above the value."""
    return Fraction(int(value * 1_000_000 // 1), 1_000_000)


def open_tuner(workload_file: Path, out: Path, seed: int, tell: Tell) -> Tuner:
    """A tuner of a workload, with its history in a folder.

    Raises
    ------
    InputError
        For a workload that cannot be used, or parameters that start outside their bounds or against a constraint.
    """
    workload = read_workload(workload_file)
    return Tuner(workload, largest_curvature(workload), out / HISTORY, seed, tell)


def run_tune_job(job: TuneJob, tell: Tell) -> ParameterCertificate:
    """Tune, check, and write the certificate with the history beside it; raises as :func:`open_tuner`."""
    begin = time.monotonic()
    tuner = open_tuner(job.workload, job.out, job.seed, tell)
    search(tuner, lambda: time.monotonic() - begin < SEARCH_SHARE * job.budget_s, tell)
    confirm(tuner, lambda: time.monotonic() - begin < CONFIRM_SHARE * job.budget_s, tell)
    chosen = dict(tuner.best().values)
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
            try:
                proposed, why = tuner.propose(solver)
            except (InputError, OptionError) as shortage:
                tell(f"nothing to propose: {shortage}")
                break
            if proposed is None or tuple(sorted(proposed.items())) in known:
                tell(f"nothing new to propose: {why}")
                break
            known.add(tuple(sorted(proposed.items())))
            tell(f"proposed, {why}: {_described(tuner.measure(proposed, targets, tuner.seed))}")


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
