"""Files of what is known of a chain beside pair restraints (Eq. 9b)."""

from __future__ import annotations

from pathlib import Path

from prct.base.errors import RestraintError
from prct.core.prior_knowledge import PriorKnowledge
from prct.core.target import Target
from prct.io.input_file import read_text
from prct.io.knowledge_formats import phase_table, residue_list, secondary_structure


def read_prior_knowledge(
    target: Target,
    *,
    phases: str | Path | None = None,
    secondary: str | Path | None = None,
    disulfides: str | Path | None = None,
    cis: str | Path | None = None,
) -> PriorKnowledge:
    """Read what was given; each may be left out.

    Parameters
    ----------
    target : Target
        The chains that the files belong to.
    phases : path, optional
        φ/ψ table, :mod:`prct.io.knowledge_formats.phase_table`.
    secondary : path, optional
        :mod:`prct.io.knowledge_formats.secondary_structure`.
    disulfides, cis : str or path, optional
        Residues, or a file of them: :mod:`prct.io.knowledge_formats.residue_list`.

    Raises
    ------
    RestraintError
        One line that names the file, the line, and the remedy.

    Examples
    --------
    >>> read_prior_knowledge(Target("t", ("A",), ("CKPC",)), disulfides="1-4", cis="3").disulfides.tolist()
    [[0, 3]]
    """
    given: dict[str, object] = {}
    notes: tuple[str, ...] = ()
    if phases is not None:
        targets, more = phase_table.parse(read_text(phases, RestraintError), target, str(phases))
        given["phases"], notes = targets, notes + more
    if secondary is not None:
        text = read_text(secondary, RestraintError)
        given["secondary_structure"], more = secondary_structure.parse(text, target, str(secondary))
        notes += more
    if disulfides is not None:
        given["disulfides"] = residue_list.read_disulfides(disulfides, target)
    if cis is not None:
        given["cis"] = residue_list.read_cis(cis, target)
    return PriorKnowledge(**given, notes=notes)  # type: ignore[arg-type]
