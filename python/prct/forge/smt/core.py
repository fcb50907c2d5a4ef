"""Of assertions that contradict each other, those that are needed for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

FEW = 8
"""Assertions that are left out one at a time at once."""


def minimal_core(
    names: Sequence[str], contradiction_in: Callable[[tuple[str, ...]], tuple[str, ...] | bool | None]
) -> tuple[tuple[str, ...], bool]:
    """Leave out halves, quarters and so on, then one after the other, for good where the rest still contradicts itself.

    Parameters
    ----------
    names : sequence of str
        Of assertions that cannot hold together.
    contradiction_in : callable
        Of some of them: a smaller contradiction (their names), False where they can hold, None where nobody knows.

    Returns
    -------
    core : tuple of str
    minimal : bool
        Whether each one that is left was shown to be needed.

    Examples
    --------
    >>> minimal_core("abcd", lambda some: some if {"b", "d"} <= set(some) else False)
    (('b', 'd'), True)
    """
    core, needed, minimal = tuple(names), set[str](), True
    part = len(core) // 2 if len(core) > FEW else 0
    while part > 1:
        for piece in [core[k : k + part] for k in range(0, len(core), part)]:
            smaller = contradiction_in(tuple(name for name in core if name not in piece))
            if isinstance(smaller, tuple):
                core = tuple(name for name in core if name in smaller)
        part = min(part, len(core)) // 2
    while left := [name for name in core if name not in needed]:
        rest = tuple(name for name in core if name != left[0])
        smaller = contradiction_in(rest)
        if isinstance(smaller, tuple):
            core = tuple(name for name in core if name in smaller)
            needed &= set(core)
        else:
            needed.add(left[0])
            minimal = minimal and smaller is False
    return core, minimal
