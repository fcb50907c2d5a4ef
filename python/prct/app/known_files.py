"""What was given of a chain beside pair restraints (Eq. 9b): read, and named for identities and summaries."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from prct.core.prior_knowledge import PriorKnowledge
from prct.core.target import Target
from prct.folding.template import template_of
from prct.io.prior_knowledge import read_prior_knowledge
from prct.io.structure_reading import read_structure


@dataclass(frozen=True)
class KnownFiles:
    """Files, or where residues are meant also text such as ``3-40,16-26``; None = not given.

    Attributes
    ----------
    phi_psi, secondary_structure : path or None
    disulfides, cis : text, path or None
    template : path or None
        PDB or mmCIF.
    """

    phi_psi: str | Path | None = None
    secondary_structure: str | Path | None = None
    disulfides: str | Path | None = None
    cis: str | Path | None = None
    template: str | Path | None = None

    @property
    def given(self) -> dict[str, str | Path]:
        """Those that are not None, by name."""
        named = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: what for name, what in named.items() if what is not None}

    @property
    def paths(self) -> dict[str, Path]:
        """Those that are files."""
        return {name: Path(what) for name, what in self.given.items() if _is_file(what)}

    @property
    def texts(self) -> dict[str, str]:
        """Those that are none."""
        return {name: str(what) for name, what in self.given.items() if not _is_file(what)}

    def read(self, target: Target) -> PriorKnowledge:
        """Read all.

        Raises
        ------
        InputError
            For files and texts that cannot be used.

        Examples
        --------
        >>> KnownFiles(cis="3").read(Target("t", ("A",), ("MKPV",))).cis.tolist()
        [2]
        """
        known = read_prior_knowledge(
            target,
            phases=self.phi_psi,
            secondary=self.secondary_structure,
            disulfides=self.disulfides,
            cis=self.cis,
        )
        if self.template is None:
            return known
        template = template_of(target, read_structure(self.template), str(self.template))
        return replace(known, template=template, notes=(*known.notes, *template.notes))

    def summary(self, known: PriorKnowledge) -> dict[str, Any]:
        """What was given and how much of it there is, for ``summary.json``."""
        phases, secondary, template = known.phases, known.secondary_structure, known.template
        counts: dict[str, dict[str, Any]] = {}
        if phases is not None:
            counts["phi_psi"] = {"angles": int((phases.angle_rad == phases.angle_rad).sum())}
        if secondary is not None:
            counts["secondary_structure"] = {"residues": int((secondary[:, 0] == secondary[:, 0]).sum())}
        if len(known.disulfides):
            counts["disulfides"] = {"pairs": (known.disulfides + 1).tolist()}
        if len(known.cis):
            counts["cis"] = {"residues": (known.cis + 1).tolist()}
        if template is not None:
            counts["template"] = {"identity": round(template.identity, 4), "distances": len(template.pairs)}
        files = {name: {"file": path.name} for name, path in self.paths.items()}
        return {name: {**files.get(name, {}), **count} for name, count in counts.items()}


def _is_file(what: str | Path) -> bool:
    try:
        return Path(what).is_file()
    except (OSError, ValueError):  # too long for a path, or with a zero byte
        return False
