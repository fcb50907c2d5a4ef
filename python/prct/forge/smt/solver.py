"""Parameters that satisfy every constraint, or why there are none: z3 in a process of its own, checked exactly.

z3 decides polynomial constraints in principle; in practice some take it longer than anybody waits. So two others go
first: intervals with outward rounding look for a proof that there is no point (:mod:`prct.forge.smt.refute`), and
floating-point descents for a point, which exact arithmetic confirms (:mod:`prct.forge.smt.numeric`). What none of them
settles in time is answered by :class:`~prct.forge.smt.answer.Unknown`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import TracebackType
from typing import Self

from prct.base.errors import OptionError
from prct.forge.smt import whole_numbers
from prct.forge.smt.answer import Answer, Contradiction, Satisfied, Unknown
from prct.forge.smt.channel import MEMORY_MIB, Channel, ChannelFailure, worker_command
from prct.forge.smt.core import minimal_core
from prct.forge.smt.numeric import feasible_points
from prct.forge.smt.question import Question
from prct.forge.smt.refute import refuted
from prct.forge.spec.constraint import Constraint
from prct.forge.spec.parameter_space import ParameterSpace

SECONDS = 10.0
"""Time limit of a question unless it is given another."""
DESCENTS_SHARE, BOXES_SHARE = 0.2, 0.3
"""Of the time that is left, at most for descents and for intervals."""
SHRINK_S = 2.0
"""At most for the question whether one assertion of a core can be left out."""


@dataclass(frozen=True)
class Effort:
    """How hard to try, in this order: boxes of a refutation, descents from random starts, seconds of z3."""

    boxes: int = 0
    descents: int = 0
    z3_s: float = float("inf")


EFFORTS = (Effort(10, 4, 1.0), Effort(2000, 32))
"""What is easy is settled in a fraction of a second; z3 gets all the time there is only for the rest."""
ONLY_Z3 = (Effort(),)
_QUICK = Effort(boxes=10, z3_s=0.15)
"""For parts of a contradiction: most are decided in hundredths of a second."""


class Deadline:
    """Seconds that are left until a moment, by a clock that is given."""

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self._end, self._clock = clock() + seconds, clock

    def left(self, at_most: float = float("inf")) -> float:
        """Seconds left, not below zero and not above a limit."""
        return min(max(0.0, self._end - self._clock()), at_most)


class Solver:
    """Answers questions one after the other through one process, which is started again where it had to be killed.

    Parameters
    ----------
    seconds : float
        Time limit of a question.
    memory_mib : int
        Memory limit of the process.
    seed : int
        Of the random starts of descents.
    efforts : tuple of Effort
        Tried one after the other until one settles the question.
    command : sequence of str, optional
        Starts another process than that of z3.
    clock : callable, optional
        Seconds of a clock that never goes back.

    Examples
    --------
    >>> from prct.forge.spec.parameter_space import parameter
    >>> x, y = parameter("x", "", 0, 1), parameter("y", "", 0, 1)
    >>> far = Constraint("far", "", x.symbol * x.symbol + y.symbol * y.symbol >= 3, "x² + y² is at least 3")
    >>> with Solver() as solver:
    ...     solver.solve(ParameterSpace.of(x, y), [far])
    Contradiction(core=('bounds of x', 'bounds of y', 'far'), minimal=True)
    """

    def __init__(
        self,
        seconds: float = SECONDS,
        memory_mib: int = MEMORY_MIB,
        seed: int = 0,
        efforts: tuple[Effort, ...] = EFFORTS,
        command: Sequence[str] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.seconds, self.clock = seconds, clock
        self._seed, self._efforts = seed, efforts
        self.channel = Channel(command or worker_command("z3", memory_mib), clock)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        self.channel.close()

    def solve(self, space: ParameterSpace, constraints: Iterable[Constraint], seconds: float | None = None) -> Answer:
        """Values, a core that is minimal if time allows, or that neither was found in time.

        Raises
        ------
        OptionError
            Where z3 is not installed.
        """
        question = Question(space, tuple(constraints))
        deadline = self.deadline(seconds)
        found = self.decide(question, deadline.left())
        return self.shrink(question, found, deadline.left()) if isinstance(found, Contradiction) else found

    def deadline(self, seconds: float | None = None) -> Deadline:
        """The end of a time limit that begins now."""
        return Deadline(self.seconds if seconds is None else seconds, self.clock)

    def decide(self, question: Question, seconds: float) -> Answer:
        """As :meth:`solve`, with a core as it was found, seldom minimal."""
        return self._decide(question, self._efforts, self.deadline(seconds))

    def _decide(self, question: Question, efforts: Iterable[Effort], deadline: Deadline) -> Answer:
        found: Answer = Unknown("there was no time")
        for effort in efforts:
            if core := self._refuted(question, effort.boxes, self.deadline(deadline.left() * BOXES_SHARE)):
                return Contradiction(core, minimal=False)
            descents = self.deadline(deadline.left() * DESCENTS_SHARE)
            for values in feasible_points(question, self._seed, effort.descents, descents.left):
                return self._checked(question, Satisfied(values))
            if not deadline.left():
                return found
            found = self._ask_for_whole(question, deadline.left(effort.z3_s))
            if not isinstance(found, Unknown):
                return self._checked(question, found)
        return found

    def _refuted(self, question: Question, boxes: int, deadline: Deadline) -> tuple[str, ...]:
        """Names of assertions that intervals prove contradictory, few if time allows; none where they prove nothing."""
        used = refuted(question, boxes, deadline.left)
        if not used:
            return ()

        def contradiction_in(names: tuple[str, ...]) -> tuple[str, ...] | None:
            return names if refuted(question.only_of(names), 2 * used, deadline.left) else None

        return minimal_core(question.names, contradiction_in)[0]

    def shrink(self, question: Question, found: Contradiction, seconds: float) -> Contradiction:
        """The contradiction with as few assertions as it needs, as far as time allows."""
        deadline = self.deadline(seconds)

        def contradiction_in(names: tuple[str, ...]) -> tuple[str, ...] | bool | None:
            if not deadline.left():
                return None
            within = self.deadline(deadline.left(SHRINK_S))
            rest = self._decide(question.only_of(names), (_QUICK, *self._efforts), within)
            return rest.core if isinstance(rest, Contradiction) else False if isinstance(rest, Satisfied) else None

        return Contradiction(*minimal_core(found.core, contradiction_in))

    def _ask_for_whole(self, question: Question, seconds: float) -> Answer:
        """Branch on whole numbers, then leave them to z3, which knows more of them where all is linear."""
        deadline = self.deadline(seconds)
        found = whole_numbers.decide(question, lambda branch: self._ask(branch, deadline))
        if not isinstance(found, Unknown) or not deadline.left() or not any(p.whole for p in question.space):
            return found
        model = self._ask(question, deadline, whole=True)
        if isinstance(model, dict):
            values = whole_numbers.from_model(question, model)[1]
            return Satisfied(values) if values else found
        return found if isinstance(model, Unknown) else model

    def _ask(
        self, question: Question, deadline: Deadline, whole: bool = False
    ) -> whole_numbers.Model | Contradiction | Unknown:
        """One question to z3, in real numbers unless `whole`."""
        seconds = deadline.left()
        if not seconds:
            return Unknown("time is up")
        asked = {"script": question.script, "only": question.names, "seconds": seconds, "core": True}
        asked["whole"] = [p.name for p in question.space if p.whole] if whole else []
        try:
            answer = self.channel.ask(asked, seconds)
        except ChannelFailure as failure:
            return Unknown(str(failure))
        if answer["verdict"] == "missing":
            raise OptionError(f"the solver z3 cannot be used ({answer['why']}); install prct[forge]")
        return read_answer(question, answer)

    def _checked(self, question: Question, found: Answer) -> Answer:
        """What no exact check confirms is no answer."""
        if isinstance(found, Satisfied) and not question.holds(found.values):
            return Unknown("internal error: values that were found fail the exact check")
        return found


def read_answer(question: Question, answer: dict[str, object]) -> whole_numbers.Model | Contradiction | Unknown:
    """The answer of the process, as far as it makes sense; branches' own assumptions are left out of a core."""
    model, core = answer.get("model"), answer.get("core")
    if answer["verdict"] == "sat" and isinstance(model, dict):
        try:
            return {name: (Fraction(low), Fraction(high)) for name, (low, high) in model.items()}
        except (ValueError, TypeError, ZeroDivisionError):
            return Unknown("the solver's answer cannot be read: a model without numbers")
    if answer["verdict"] == "unsat" and isinstance(core, list) and set(core) <= set(question.names):
        return Contradiction(tuple(name for name in question.names if name in core), minimal=False)
    if answer["verdict"] == "unknown":
        return Unknown(str(answer.get("why")))
    return Unknown(f"the solver's answer cannot be read: {answer['verdict']}")
