"""Another solver's verdict on an answer: cvc5, where it is installed, reads the same script."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from prct.forge.smt.answer import Answer, Contradiction, Satisfied, Unknown
from prct.forge.smt.channel import MEMORY_MIB, Channel, ChannelFailure, worker_command
from prct.forge.smt.question import Question
from prct.forge.spec.constraint import Constraint
from prct.forge.spec.parameter_space import ParameterSpace

AGREES, DISAGREES, NO_OPINION = "agrees", "disagrees", "no opinion"
SECONDS = 5.0


@dataclass(frozen=True)
class Opinion:
    """What another solver says of an answer.

    Attributes
    ----------
    solver : str
    verdict : str
        ``agrees``, ``disagrees`` or ``no opinion``.
    why : str
        Its own answer, or why there is none.
    """

    solver: str
    verdict: str
    why: str


@dataclass(frozen=True)
class AnswerRecord:
    """A question's answer with what is needed to ask it again: the script that both solvers read, and both answers.

    `asked` are the names of the assertions that the second solver was asked about: of a contradiction only its core.
    """

    script: str
    answer: Answer
    asked: tuple[str, ...]
    opinion: Opinion


def second_opinion(
    space: ParameterSpace,
    constraints: Iterable[Constraint],
    answer: Answer,
    seconds: float = SECONDS,
    memory_mib: int = MEMORY_MIB,
    command: Sequence[str] | None = None,
) -> AnswerRecord:
    """Ask cvc5 whether all constraints, or those of a contradiction's core, can hold together.

    Whole parameters are whole for it too. Of an unknown answer there is no opinion, and none is asked for. A missing
    cvc5, one that takes too long, or one that dies has no opinion.
    """
    question = Question(space, tuple(constraints))
    if isinstance(answer, Contradiction):
        question = question.only_of(answer.core)
    if isinstance(answer, Unknown):
        opinion = Opinion("cvc5", NO_OPINION, "there is no answer to judge")
    else:
        opinion = _judged(answer, _verdict(question, seconds, command or worker_command("cvc5", memory_mib)))
    return AnswerRecord(question.script, answer, question.names, opinion)


def _verdict(question: Question, seconds: float, command: Sequence[str]) -> tuple[str, str]:
    """Verdict of the other solver, and its words."""
    asked = {"script": question.script, "only": question.names, "seconds": seconds, "core": False}
    asked["whole"] = [p.name for p in question.space if p.whole]
    with Channel(command) as channel:
        try:
            found = channel.ask(asked, seconds)
        except ChannelFailure as failure:
            return "unknown", str(failure)
    if found["verdict"] == "missing":
        return "unknown", f"cvc5 is not installed ({found.get('why')})"
    return str(found["verdict"]), str(found.get("why", found["verdict"]))


def _judged(answer: Answer, verdict: tuple[str, str]) -> Opinion:
    expected = "sat" if isinstance(answer, Satisfied) else "unsat"
    said, why = verdict
    if said not in ("sat", "unsat"):
        return Opinion("cvc5", NO_OPINION, why)
    return Opinion("cvc5", AGREES if said == expected else DISAGREES, why)
