"""What a fold gives back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from prct.core.structure import Structure
from prct.core.target import Target
from prct.folding.candidates import Candidates
from prct.folding.confidence import PROBABLY_RIGHT_TM
from prct.folding.side_chains import pack_side_chains
from prct.io.structure import write_structure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PICTURES = ("energy", "contact_map", "ramachandran", "confidence", "model")
"""Names of the pictures of a fold."""


@dataclass(frozen=True)
class Model:
    """One ranked model.

    Attributes
    ----------
    structure : Structure
        N, CA, C, O, CB in Å with confidence.
    rank : int
        1 = best.
    energy_kcal : float
    terms_kcal : dict
        Energy by term.
    score : float
        Eq. 34, lower is better.
    satisfied : float
        Share of the restraints within their bounds; a group of alternatives is one. 1 where there are none.
    max_force : float
        Largest component of a force that the quench left, kcal/mol/Å.
    consensus_tm : float
        Mean TM-score to the other models of the same hand.
    predicted_tm : float
        Expected TM-score to the native, 0-1.
    hand : int
        +1: the hand that the first fold's score prefers, -1: the other.
    trajectory, seed : int
    torsions_rad : float64 [L, 3]
        φ, ψ, ω; NaN at chain ends.
    restraint_distances_a : float64 [M]
        Of each row of the candidates.
    frames_a : float32 [F, L, 5, 3] or None
        N, CA, C, O, CB over time; CB is NaN for glycine.
    reports : list of dict
        Energies and order parameters over time.
    metadata : dict of str to str
        Whence the model came, written into its file.
    """

    structure: Structure
    rank: int
    energy_kcal: float
    terms_kcal: dict[str, float]
    score: float
    satisfied: float
    max_force: float
    consensus_tm: float
    predicted_tm: float
    hand: int
    trajectory: int
    seed: int
    torsions_rad: np.ndarray
    restraint_distances_a: np.ndarray
    frames_a: np.ndarray | None = None
    reports: list[dict[str, Any]] = field(default_factory=list)
    metadata: dict[str, str] = field(default_factory=dict)

    @property
    def confidence(self) -> np.ndarray:
        """Expected CA-lDDT of each residue, 0-100."""
        assert self.structure.confidence is not None
        return self.structure.confidence

    def save(self, path: str | Path, full_atom: bool = False) -> None:
        """Write as mmCIF (.cif) or PDB (.pdb), confidence in the B-factor column and as ``_ma_qa_metric``, `metadata`
        as ``_software`` and ``_prct_metadata`` or as remarks; on demand with all heavy atoms, side chains packed.
        """
        structure = pack_side_chains(self.structure) if full_atom else self.structure
        write_structure(structure, path, self.metadata)


@dataclass(frozen=True)
class FoldResult:
    """Ranked models of one target.

    Attributes
    ----------
    target : Target
    models : tuple of Model
        Best first.
    candidates : Candidates
        The restraints as they were used.
    failures : tuple of str
        Trajectories that stopped, with the cause.
    warnings : tuple of str
    parameters_hash : str
    replicas : dict or None
        Where replica exchange came first: its temperatures, acceptance and round trips.
    """

    target: Target
    models: tuple[Model, ...]
    candidates: Candidates
    failures: tuple[str, ...]
    warnings: tuple[str, ...]
    parameters_hash: str
    replicas: dict[str, Any] | None = None

    def with_warnings(self, warnings: tuple[str, ...]) -> FoldResult:
        """The same result, with warnings of a reader put first."""
        return replace(self, warnings=(*warnings, *self.warnings))

    @property
    def best(self) -> Model:
        """The top-ranked model."""
        return self.models[0]

    @property
    def probably_wrong(self) -> bool:
        """Whether the best model is expected to have another fold than the native."""
        return self.best.predicted_tm < PROBABLY_RIGHT_TM

    @property
    def confidence(self) -> np.ndarray:
        """Confidence of the best model, float64 [L]."""
        return self.best.confidence

    def plot(self, folder: str | Path | None = None) -> dict[str, Figure]:
        """Draw the best model: energy, contact_map, ramachandran, confidence, model.

        Parameters
        ----------
        folder : str or Path, optional
            Where each figure is written as ``NAME.png``; made where it is missing. Nothing is written unless given.

        Returns
        -------
        dict
            A matplotlib figure for each name.

        Raises
        ------
        OutputError
            When the folder cannot be written.
        """
        from prct.folding.pictures import draw_pictures, write_pictures  # matplotlib takes half a second to load

        figures = draw_pictures(self)
        if folder is not None:
            write_pictures(figures, Path(folder))
        return figures
