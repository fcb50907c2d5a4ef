"""Secondary structure: PSIPRED ``.ss2``, or DSSP letters in a FASTA-like file.

::

    # PSIPRED VFORMAT (PSIPRED V4.0)

       1 M C   0.998  0.001  0.002        position, residue, state; probability of coil, helix, strand
       2 Q E   0.171  0.005  0.847

    >A
    CEEEEEE-TTS-EEEEE-TTSBHHHHHHHHHHHH    H, G, I are helix, E, B strand; anything else says nothing

Positions of ``.ss2`` count from 1 in each chain, chains in the order of the sequence. Residues are checked, and so is
that probabilities add up to 1 (within 0.15: PSIPRED does not normalise what its networks give; it is done here).
A file of letters has one record a chain, or one for all.
"""

from __future__ import annotations

import numpy as np

from prct.base.errors import RestraintError
from prct.core.prior_knowledge import COIL, HELIX, STRAND
from prct.core.target import Target
from prct.io.residue_codes import first_difference
from prct.io.restraint_formats import fields

SS2_ORDER = (COIL, HELIX, STRAND)
SUM_SLACK = 0.15
STATES = {**dict.fromkeys("HGI", HELIX), **dict.fromkeys("EB", STRAND)}
UNSTATED = frozenset("CTSLPN-._~? ")
"""Letters of other states (bend, turn, coil, polyproline) and of none."""


def parse(text: str, target: Target, source: str) -> tuple[np.ndarray, tuple[str, ...]]:
    """Probabilities of helix, strand and coil, float64 [L, 3], NaN = unknown; and notes.

    Raises
    ------
    RestraintError
        With the line and the remedy: another sequence or length, probabilities that do not add up, unknown letters.
    """
    lines = [line for line in text.split("\n") if line.strip() and not line.startswith("#")]
    if not lines:
        raise RestraintError(f"{source}: empty; give PSIPRED .ss2 or DSSP letters")
    probability = _ss2(text, target, source) if lines[0].split()[0].isdigit() else _letters(text, target, source)
    if not np.isfinite(probability).any():
        raise RestraintError(f"{source}: names neither helix (H, G, I) nor strand (E, B); leave the option out")
    return probability, ()


def _ss2(text: str, target: Target, source: str) -> np.ndarray:
    probability = np.full((len(target.sequence), 3), np.nan)
    count = 0
    for line_number, line in enumerate(text.split("\n"), start=1):
        words, where = line.split(), f"{source}, line {line_number}"
        if not words or words[0].startswith("#"):
            continue
        if count == len(target.sequence):
            raise RestraintError(f"{where}: more rows than the {count} residues of the sequence; use its file")
        probability[count] = _ss2_row(words, target, count, where)
        count += 1
    if count != len(target.sequence):
        raise RestraintError(
            f"{source}: {count} rows for {len(target.sequence)} residues; give one for each residue of every chain"
        )
    return probability


def _ss2_row(words: list[str], target: Target, residue: int, where: str) -> np.ndarray:
    if len(words) != 6:
        raise RestraintError(f"{where}: {len(words)} columns; a row has position, residue, state, and p(C) p(H) p(E)")
    place = residue - int(target.chain_starts[target.chain_index[residue]]) + 1
    if words[0] != str(place):
        raise RestraintError(f"{where}: position {fields.shown(words[0])} where {place} follows; number rows in order")
    if first_difference(words[1], target.sequence[residue]):
        raise RestraintError(
            f"{where}: {fields.shown(words[1])} where the sequence has {target.sequence[residue]}; use its file"
        )
    row = np.zeros(3)
    row[list(SS2_ORDER)] = [fields.number(word, "probability", where) for word in words[3:]]
    if ((row < 0) | (row > 1)).any() or abs(row.sum() - 1) > SUM_SLACK:
        raise RestraintError(
            f"{where}: probabilities {', '.join(words[3:])} must be in 0-1 and add up to 1; give those of PSIPRED"
        )
    return row / row.sum()


def _letters(text: str, target: Target, source: str) -> np.ndarray:
    records: list[str] = []
    for line_number, line in enumerate(text.split("\n"), start=1):
        if line.startswith(("#", ";")):
            continue
        if line.startswith(">") or not records:
            records.append("")
        if not line.startswith(">"):
            letters = line.rstrip()
            unknown = next((c for c in letters if c.upper() not in STATES and c.upper() not in UNSTATED), None)
            if unknown:
                raise RestraintError(
                    f"{source}, line {line_number}: {unknown!r} is no state of DSSP; use H, G, I, E, B, and - elsewhere"
                )
            records[-1] += letters
    lengths = [len(record) for record in records]
    wanted = [len(chain) for chain in target.sequences]
    if lengths not in (wanted, [sum(wanted)]):
        raise RestraintError(
            f"{source}: {' + '.join(map(str, lengths))} letters for chains of {' + '.join(map(str, wanted))} residues; "
            "give one letter for each residue, - where nothing is known"
        )
    probability = np.full((sum(wanted), 3), np.nan)
    for residue, letter in enumerate("".join(records).upper()):
        if letter in STATES:
            probability[residue] = 0.0
            probability[residue, STATES[letter]] = 1.0
    return probability
