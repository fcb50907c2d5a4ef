"""TM-score with a fixed residue correspondence."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

import prct._core as _core


def tm_score(model_ca_a: ArrayLike, native_ca_a: ArrayLike) -> float:
    """TM-score of a model, normalised by the native's resolved length (Eq. 35).

    Parameters
    ----------
    model_ca_a, native_ca_a : array_like [L, 3]
        CA atoms in Å; row k of both is the same residue, NaN = unresolved.

    Returns
    -------
    float
        In (0, 1]; 0 where fewer than three residues are resolved in both.

    Raises
    ------
    InputError
        Where the shapes differ or the native has fewer than three resolved residues.

    Notes
    -----
    The published search over superpositions (fragments of length L, L/2, L/4 ... 4 from every start, each improved by
    iteration): a very good lower bound of the maximum, not a proof. Beyond 1,000 residues the starts are thinned.
    Source: Y. Zhang, J. Skolnick, Proteins 57, 702 (2004).

    Examples
    --------
    >>> import numpy as np
    >>> k = np.arange(40)
    >>> helix = np.stack([2.3 * np.cos(1.745 * k), 2.3 * np.sin(1.745 * k), 1.5 * k], axis=1)
    >>> round(tm_score(helix + 7.0, helix), 6)
    1.0
    """
    return _core.tm_score(model_ca_a, native_ca_a, False)


def tm_score_matrix(models_ca_a: ArrayLike, quick: bool = True) -> np.ndarray:
    """TM-score of every model against every other.

    Parameters
    ----------
    models_ca_a : array_like [M, L, 3]
        CA atoms of M models in Å; NaN = unresolved.
    quick : bool
        Start the search from fragments a quarter of their length apart, not from every one.

    Returns
    -------
    float64 [M, M]
        Entry (a, b) is model b scored with model a as native; ones on the diagonal.

    Raises
    ------
    InputError
        For another shape, or a model with fewer than three resolved residues.

    Examples
    --------
    >>> import numpy as np
    >>> k = np.arange(40)
    >>> helix = np.stack([2.3 * np.cos(1.745 * k), 2.3 * np.sin(1.745 * k), 1.5 * k], axis=1)
    >>> tm_score_matrix([helix, helix + 3.0]).round(6).tolist()
    [[1.0, 1.0], [1.0, 1.0]]
    """
    return _core.tm_score_matrix(models_ca_a, quick)
