"""Division by zero: exact evaluation refuses it, solvers give it any value; guards make both mean the same."""

from __future__ import annotations

from prct.forge.spec.expression import Expression, Formula, all_of, any_of, negation


def guarded(formula: Formula) -> Formula:
    """The formula in which a comparison that divides by zero does not hold, whoever reads it.

    Examples
    --------
    >>> from prct.forge.spec.expression import variable
    >>> guarded(1 / variable("x") <= 2).smt()
    '(and (or (< |x| 0.0) (> |x| 0.0)) (<= (/ 1.0 |x|) 2.0))'
    """
    if formula.operator in ("and", "or", "not"):
        return Formula(formula.operator, tuple(guarded(part) for part in formula.arguments))
    left, right = (_guarded_conditions(side) for side in formula.arguments)
    conditions = [*_defined(left), *_defined(right)]
    atom = Formula(formula.operator, (left, right))
    return all_of(*dict.fromkeys(conditions), atom) if conditions else atom


def _guarded_conditions(item: Expression) -> Expression:
    """The expression with guards in the conditions of its choices."""
    if item.operator in ("constant", "variable"):
        return item
    parts = (guarded(p) if isinstance(p, Formula) else _guarded_conditions(p) for p in item.arguments)
    return Expression(item.operator, tuple(parts))


def _defined(item: Expression) -> list[Formula]:
    """What must hold for the expression to have a value."""
    if item.operator in ("constant", "variable"):
        return []
    if item.operator == "ite":
        condition, then, otherwise = item.arguments
        chosen = [any_of(negation(condition), guard) for guard in _defined(then)]
        return chosen + [any_of(condition, guard) for guard in _defined(otherwise)]
    left, right = item.arguments
    needed = _defined(left) + _defined(right)
    if item.operator == "/" and not (right.operator == "constant" and right.arguments[0]):
        needed.append(any_of(right < 0, right > 0))
    return needed
