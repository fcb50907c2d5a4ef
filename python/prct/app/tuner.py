"""What is known of a workload and its parameters, and what to measure next."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from prct._core import __version__
from prct.app.fold_curvature import largest_curvature
from prct.app.fold_measurement import hash_of, machine_name, measure_fold, program_name
from prct.app.workload import KnownTarget, Workload, read_workload, tunable_values
from prct.base.errors import InputError
from prct.forge.smt.answer import Unknown
from prct.forge.smt.certificate import PairedFold, ParameterCertificate
from prct.forge.smt.design import readable, spread_choices
from prct.forge.smt.explain import explain
from prct.forge.smt.history import PerformanceHistory
from prct.forge.smt.measured_rows import MeasuredRows
from prct.forge.smt.measurement import Measurement
from prct.forge.smt.search import Optimum, minimise, variants
from prct.forge.smt.solver import Solver
from prct.forge.smt.surrogate import Surrogate, fit, most_informative
from prct.forge.smt.tuning import Tried, fastest_accurate, tried
from prct.forge.spec.constraint import Constraint, violated
from prct.forge.spec.fold_space import known_values, physical_constraints
from prct.forge.spec.locking import LockingWindow
from prct.forge.spec.parameter_space import text

HISTORY = "history.sqlite"
CONFIDENCE_Z = (1.0, 0.5, 0.0)
"""Standard errors that a predicted accuracy must hold with; fewer where so many leave nothing. What is proposed is
measured before it counts."""
SOLVE_S = 5.0
VARIANTS, NEARLY = 2, Fraction(5, 4)
"""How many choices beside the fastest are proposed, and how many times its predicted seconds they may take."""
CANDIDATES = 128
"""Drawn, of which one whose accuracy is known least may be measured."""
Tell = Callable[[str], None]
Key = tuple[tuple[str, Fraction], ...]
"""A choice, to be looked up."""


@dataclass(frozen=True)
class Proposal:
    """A choice with its predicted seconds and TM-score."""

    kind: str
    values: dict[str, Fraction]
    seconds: float
    tm: float

    @classmethod
    def predicted(cls, kind: str, values: dict[str, Fraction], seconds: Surrogate, accuracy: Surrogate) -> Proposal:
        """Of these surrogates."""
        return cls(kind, values, seconds.predict(values).mean, accuracy.predict(values).mean)

    @property
    def key(self) -> Key:
        """What tells it from others."""
        return tuple(sorted(self.values.items()))

    def __str__(self) -> str:
        return f"{self.kind}, predicted {self.seconds:.2f} s, TM {self.tm:.4f}"


def proposed_anew(proposals: Sequence[Proposal], known: Set[Key]) -> list[Proposal]:
    """Those that are not known, each once."""
    return list({proposal.key: proposal for proposal in proposals if proposal.key not in known}.values())


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

    def propose(self, solver: Solver) -> tuple[list[Proposal], str]:
        """Choices that respect the equations, stay where was measured, and are accurate enough as far as can be said,
        least predicted seconds first: the fastest, and others that differ from it and are nearly as fast. Where there
        is none, the reason.
        """
        rows, space, why = self.rows(), self.workload.space, ""
        seconds, accuracy = fit(rows, space, "cpu_s"), fit(rows, space, "tm")
        for z in CONFIDENCE_Z:
            constraints = [*self.constraints, *self._measured(seconds, accuracy, z)]
            found = minimise(solver, space, constraints, seconds.mean, seconds=SOLVE_S, seed=self.seed)
            if isinstance(found, Optimum):
                nearly = Constraint("nearly as fast", "", seconds.mean <= found.value * NEARLY, "nearly the fastest")
                asked = [*constraints, nearly]
                others, _ = variants(solver, space, asked, VARIANTS, seconds=SOLVE_S, beside=[found.values])
                points = [self._rounded(values, constraints) for values in (found.values, *others)]
                made = [Proposal.predicted("proposed", values, seconds, accuracy) for values in points]
                return sorted(made, key=lambda proposal: proposal.seconds), ""
            why = found.why if isinstance(found, Unknown) else str(explain(solver, space, constraints, found))
        return [], why

    def least_known(self, known: Set[Key]) -> list[Proposal]:
        """The choice, of some that respect the equations and are predicted to be faster than the best one, whose
        accuracy is known least; none where there is none that has not been measured.
        """
        rows, space = self.rows(), self.workload.space
        seconds, accuracy = fit(rows, space, "cpu_s"), fit(rows, space, "tm")
        drawn = spread_choices(space, self.constraints, CANDIDATES, self.seed)
        fresh = [values for values in drawn if tuple(sorted(values.items())) not in known]
        faster = seconds.mean <= exact_below(seconds.predict(self.best().values).mean)
        try:
            values = most_informative(space, accuracy, fresh, [seconds.domain(), accuracy.domain(), faster])
        except InputError:
            return []
        return [Proposal.predicted("least known", values, seconds, accuracy)]

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
        most, budget = self.workload.most_seconds, []
        if most is not None:
            said = f"folds take {text(most)} CPU seconds or less in the mean, {z:g} standard errors included"
            budget.append(Constraint("folds are in time", "", seconds.upper_confidence_at_most(most, z), said))
        return [
            *budget,
            Constraint("seconds are known", "", seconds.domain(), "times are predicted within what was measured"),
            Constraint("accuracy is known", "", accuracy.domain(), "TM-scores are predicted within what was measured"),
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
