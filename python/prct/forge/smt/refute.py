"""A proof by intervals that assertions cannot hold together: no box of a few hundred is left by any of them."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

from prct.forge.smt.contract import EVERYTHING, Box, Empty, around, shrink, whole_inside
from prct.forge.smt.question import Question
from prct.forge.spec.constraint import bounds_name

SWEEPS_MAX = 12
"""Over all formulas, for one box."""
WORTH = 0.1
"""Of the width of some parameter: a sweep that removes less is the last one for a box."""
BOXES_MAX = 200


def refuted(question: Question, boxes_max: int = BOXES_MAX, go_on: Callable[[], object] = lambda: True) -> int:
    """How many boxes show that no point can satisfy the question; 0 where they do not show it.

    Examples
    --------
    >>> from prct.forge.spec.constraint import Constraint
    >>> from prct.forge.spec.parameter_space import ParameterSpace, parameter
    >>> x = parameter("x", "", 0, 1)
    >>> refuted(Question(ParameterSpace.of(x), (Constraint("far", "", x.symbol * x.symbol >= 2, ""),)))
    1
    """
    boxes = [whole_box(question)]
    original = boxes[0]
    for used in range(boxes_max):
        if not boxes:
            return used
        if not go_on():
            return 0
        try:
            box = swept(question, boxes.pop())
        except Empty:
            continue
        halves = split(box, original)
        if not halves:
            return 0
        boxes += halves
    return 0 if boxes else boxes_max


def whole_box(question: Question) -> Box:
    """The bounds that are asked about; everything where they are not."""
    asked = question.assertions
    return {
        p.name: (around(p.lower)[0], around(p.upper)[1]) if bounds_name(p.name) in asked else EVERYTHING
        for p in question.space
    }


def swept(question: Question, box: Box) -> Box:
    """The box after formula by formula, again and again while that is worth it; raises Empty where nothing is left."""
    whole = [p.name for p in question.space if p.whole]
    for _ in range(SWEEPS_MAX):
        before = box
        for formula in question.assertions.values():
            box = shrink(formula, box)
        box |= {name: whole_inside(box[name]) for name in whole}
        if all(_width(box, name) >= (1 - WORTH) * _width(before, name) for name in box):
            break
    return box


def split(box: Box, original: Box) -> list[Box]:
    """Two halves across the parameter that has kept most of its bounds; none where no finite one has any width."""

    def kept(name: str) -> float:
        width = _width(box, name)
        return width / _width(original, name) if 0 < width < inf and _width(original, name) < inf else 0.0

    name = max(box, key=kept)
    low, high = box[name]
    middle = low + (high - low) / 2
    if not kept(name) or not low < middle < high:
        return []
    return [box | {name: (low, middle)}, box | {name: (middle, high)}]


def _width(box: Box, name: str) -> float:
    return box[name][1] - box[name][0]
