"""One-letter residue codes: the 20 that are folded, and what stands in for the others."""

from __future__ import annotations

AMINO_ACIDS = "ACDEFGHIKLMNPQRSTVWY"
UNKNOWN = "X"
"""A residue of a structure that is none of them nor derived from one."""

STAND_INS = {"X": "A", "B": "D", "Z": "E", "J": "L", "U": "C", "O": "K"}
"""Codes outside the 20 and the residue they are folded as.

X (unknown) as alanine. B and Z (acid or amide not told apart) as the acid, the more frequent of the two; J
(isoleucine or leucine) as leucine for the same reason; U (selenocysteine) and O (pyrrolysine) as their parents.
"""

_CANONICAL = str.maketrans(STAND_INS)


def canonical(sequence: str) -> str:
    """Upper case, with stand-ins put in: how two sequences are compared.

    Examples
    --------
    >>> canonical("mkXu")
    'MKAC'
    """
    return sequence.upper().translate(_CANONICAL)


def first_difference(one: str, other: str) -> str | None:
    """How two sequences differ after :func:`canonical`, in words; None when they agree.

    Examples
    --------
    >>> first_difference("MKV", "MRV")
    'position 2 is K against R'
    >>> first_difference("MKV", "mkv") is None
    True
    """
    one, other = canonical(one), canonical(other)
    for position, (left, right) in enumerate(zip(one, other, strict=False), start=1):
        if left != right:
            return f"position {position} is {left} against {right}"
    if len(one) != len(other):
        return f"{len(one)} residues against {len(other)}"
    return None
