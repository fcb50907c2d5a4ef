"""A chain as a ribbon: secondary structure from the CA trace, a spline through it, cross-sections along it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import PchipInterpolator, make_interp_spline

HELIX, STRAND, COIL = 1, 2, 0
TRACE_DISTANCES_A = {HELIX: ((5.5, 0.5), (5.3, 0.5), (6.4, 0.6)), STRAND: ((6.7, 0.6), (9.9, 0.9), (12.4, 1.1))}
"""CA(i)-CA(i+2), (i+3), (i+4) and their tolerance; G. Labesse et al., Comput. Appl. Biosci. 13, 291 (1997)."""
SHORTEST = {HELIX: 5, STRAND: 3}
HALF_WIDTH_A = {HELIX: 1.35, STRAND: 1.15, COIL: 0.28}
HALF_THICKNESS_A = {HELIX: 0.24, STRAND: 0.26, COIL: 0.28}
ARROW_A = 1.9
"""Half width where the head of a strand begins."""
FINEST, COARSEST = (14, 20), (3, 8)
"""Cross-sections a residue and points of a cross-section, for short chains and for long ones."""
LONG = 400
"""Residues from which a ribbon is drawn coarsely."""


@dataclass(frozen=True)
class Ribbon:
    """A closed surface of quads along one chain.

    Attributes
    ----------
    points_a : float64 [S, C, 3]
        Cross-sections of C points.
    normals : float64 [S, C, 3]
        Outward, of length 1.
    residue : float64 [S]
        Position of each section along the chain, 0-based.
    """

    points_a: np.ndarray
    normals: np.ndarray
    residue: np.ndarray


def secondary_structure(ca_a: np.ndarray) -> np.ndarray:
    """Helix, strand or coil of every residue, from distances along the CA trace alone.

    Parameters
    ----------
    ca_a : float64 [L, 3]

    Returns
    -------
    numpy.ndarray
        int [L] of ``HELIX``, ``STRAND``, ``COIL``.

    Examples
    --------
    >>> turn = np.radians(100) * np.arange(12)
    >>> helix = np.column_stack([2.3 * np.cos(turn), 2.3 * np.sin(turn), 1.5 * np.arange(12)])
    >>> secondary_structure(helix).tolist() == [HELIX] * 12
    True
    """
    length = len(ca_a)
    kind = np.full(length, COIL)
    for name, ranges in TRACE_DISTANCES_A.items():
        inside = np.zeros(length, dtype=bool)
        for start in range(length - 4):
            distances = np.linalg.norm(ca_a[start + 2 : start + 5] - ca_a[start], axis=1)
            if all(abs(d - mean) <= tolerance for d, (mean, tolerance) in zip(distances, ranges, strict=True)):
                inside[start : start + 5] = True
        for begin, end in _runs(inside & (kind == COIL)):
            if end - begin >= SHORTEST[name]:
                kind[begin:end] = name
    return kind


def make_ribbon(ca_a: np.ndarray, carbonyl: np.ndarray) -> Ribbon:
    """Surface of one chain.

    Parameters
    ----------
    ca_a : float64 [L, 3]
        At least two residues.
    carbonyl : float64 [L, 3]
        Direction C→O of each residue; it leads the flat sides.

    Returns
    -------
    Ribbon
    """
    length = len(ca_a)
    kind = secondary_structure(ca_a)
    samples, corners = COARSEST if length >= LONG else FINEST
    at = np.linspace(0, length - 1, (length - 1) * samples + 1)
    nodes = np.arange(length)
    order = min(3, length - 1)
    path = make_interp_spline(nodes, _smooth_strands(ca_a, kind), k=order)
    tangent = _unit(path(at, 1))
    side = make_interp_spline(nodes, _consistent(carbonyl, path(nodes, 1)), k=order)(at)
    across = _unit(side - (side * tangent).sum(axis=1, keepdims=True) * tangent)
    up = np.cross(tangent, across)
    width, thickness = _profile(kind, at)
    angle = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    cosine, sine = np.cos(angle)[:, None], np.sin(angle)[:, None]
    rise = (width[:, None, None] * cosine, thickness[:, None, None] * sine)
    points = path(at)[:, None] + rise[0] * across[:, None] + rise[1] * up[:, None]
    normals = _unit(cosine / width[:, None, None] * across[:, None] + sine / thickness[:, None, None] * up[:, None])
    return Ribbon(points, normals, at)


def _profile(kind: np.ndarray, at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Half width and half thickness of each section; strands end in arrows."""
    nodes = np.arange(len(kind))
    width = PchipInterpolator(nodes, [HALF_WIDTH_A[k] for k in kind])(at)
    thickness = PchipInterpolator(nodes, [HALF_THICKNESS_A[k] for k in kind])(at)
    for begin, end in _runs(kind == STRAND):
        head, tip = end - 2.4, min(end - 0.4, len(kind) - 1.0)
        inside = (at >= head) & (at <= tip)
        width[inside] = np.interp(at[inside], [head, tip], [ARROW_A, HALF_WIDTH_A[COIL]])
        width[(at >= begin) & (at < head)] = HALF_WIDTH_A[STRAND]
        width[(at > tip) & (at < end)] = HALF_WIDTH_A[COIL]
    return width, thickness


def _smooth_strands(ca_a: np.ndarray, kind: np.ndarray) -> np.ndarray:
    """Take the pleat out of strands: their inner CA move to the mean of themselves and their neighbours."""
    smooth = ca_a.copy()
    for begin, end in _runs(kind == STRAND):
        for k in range(max(begin, 1), min(end, len(ca_a) - 1)):
            smooth[k] = (ca_a[k - 1] + 2 * ca_a[k] + ca_a[k + 1]) / 4
    return smooth


def _consistent(carbonyl: np.ndarray, tangent: np.ndarray) -> np.ndarray:
    """Unit vectors across the trace, each on the side of the one before it."""
    tangent = _unit(tangent)
    across = _unit(carbonyl - (carbonyl * tangent).sum(axis=1, keepdims=True) * tangent)
    for k in range(1, len(across)):
        if across[k] @ across[k - 1] < 0:
            across[k] *= -1
    padded = np.concatenate([across[:1], across, across[-1:]])
    return _unit(padded[:-2] + 2 * padded[1:-1] + padded[2:])


def _runs(mask: np.ndarray) -> list[tuple[int, int]]:
    """(begin, end) of every stretch of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(int), [0]])))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _unit(vectors: np.ndarray) -> np.ndarray:
    """Length 1 along the last axis; a zero vector stays zero."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12)
