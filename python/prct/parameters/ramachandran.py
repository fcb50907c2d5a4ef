"""Ramachandran surfaces of Eq. 6: what the C++ library was built with, as arrays."""

from __future__ import annotations

import numpy as np

import prct._core as _core
from prct.base.errors import SequenceError

RESIDUES = "ACDEFGHIKLMNPQRSTVWY"
GRID = 36
"""Nodes of a surface, an axis; 10 degrees apart, the first at -180."""
KT_KCAL = 0.5962
"""At 300 K, the temperature of the surfaces."""
CLASSES: tuple[str, ...] = (*RESIDUES, "pre-proline", "pre-proline glycine", "cis-proline")


def ramachandran_table() -> np.ndarray:
    """Energies of all classes at the nodes of their periodic biquintic splines.

    Returns
    -------
    numpy.ndarray
        float64 [n_class, 36, 36]: kcal/mol; the lowest point of a class is 0, the cap about 7 kT at 300 K. Axes 1 and
        2 are the nodes of phi and psi, every 10 degrees from -180. Classes as in `CLASSES`; "P" is trans-proline.

    Notes
    -----
    Source: Top8000 reference data (Richardson Lab, CC-BY 4.0; C. J. Williams et al., Protein Sci. 27, 293, 2018)
    refined on experimental chains of the Protein Data Bank by ``tools/fit_ramachandran.py``; see
    ``ramachandran.json`` here. The energy is a free energy at 300 K: its wells are as deep as they are populated, so
    at low temperature it leads to the helix, the narrowest and most populated well.

    Examples
    --------
    >>> ramachandran_table().shape
    (23, 36, 36)
    """
    return _core.ramachandran_table()


def class_of_residue(sequence: str, chain_starts: np.ndarray, cis: np.ndarray | None = None) -> np.ndarray:
    """Class of every residue, an index into `CLASSES`.

    Parameters
    ----------
    sequence : str
        One-letter codes of all chains, length L.
    chain_starts : numpy.ndarray
        int32 [n_chains + 1], offsets of the chains, the last one L. A chain's last residue is never pre-proline.
    cis : numpy.ndarray, optional
        bool [L], true where the peptide *before* the residue is cis; default none.

    Returns
    -------
    numpy.ndarray
        uint8 [L].

    Raises
    ------
    SequenceError
        If the sequence holds another letter, or the lengths do not fit.

    Examples
    --------
    >>> [CLASSES[c] for c in class_of_residue("AGPG", [0, 4], [False, False, True, False])]
    ['A', 'pre-proline glycine', 'cis-proline', 'G']
    """
    flags = np.zeros(0, np.uint8) if cis is None else np.asarray(cis, dtype=bool).astype(np.uint8)
    try:
        return _core.ramachandran_classes(sequence, np.asarray(chain_starts, dtype=np.int32), flags)
    except ValueError as error:
        raise SequenceError(str(error)) from None


def ramachandran_energy(classes: np.ndarray, phases: np.ndarray) -> np.ndarray:
    """Energy and derivatives of each residue (Eq. 6).

    Parameters
    ----------
    classes : numpy.ndarray
        uint8 [L], as from `class_of_residue`.
    phases : numpy.ndarray
        float64 [L, 2], phi and psi in rad, any turn; NaN (a chain end) gives NaN.

    Returns
    -------
    numpy.ndarray
        float64 [L, 3]: kcal/mol, and dE/dphi, dE/dpsi in kcal/mol/rad.

    Raises
    ------
    InputError
        If the shapes do not fit or a class is unknown.

    Examples
    --------
    >>> helix, forbidden = ramachandran_energy([0, 0], np.radians([[-63.0, -42.0], [90.0, -100.0]]))[:, 0]
    >>> bool(helix < 0.1 and forbidden > 3.5)
    True
    """
    return _core.ramachandran_energy(np.asarray(classes, dtype=np.uint8), np.asarray(phases, dtype=np.float64))
