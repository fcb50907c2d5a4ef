"""How stiff a system can be: an upper bound of the largest eigenvalue of V's Hessian, for the choice of a step."""

from __future__ import annotations

from dataclasses import dataclass

import prct._core as _core


@dataclass(frozen=True)
class Domain:
    """The configurations that a bound holds for.

    Bonds and bond angles have their ideal values and peptides are planar; φ and ψ are any, and so is the fold, up to
    what may crowd about one site:

    Attributes
    ----------
    nearest_a : float
        Sites that splines, groups of restraints, charges, dipoles and orientations join stand at least this far apart.
    overlaps : int
        Sites that press on one site where excluded volume is at its stiffest; also charges and dipoles near one.
    neighbours : int
        Side chains where the potential of a pair, or the step that counts a neighbour, is at its stiffest.
    absent : int
        CBs within reach of one that should be away from them (Eq. 9a).
    hydrogen_bonds : float
        Hydrogen bonds of full strength at one O or H; straight ones of ideal length count 1.
    cis_prolines : bool
        Whether peptides before proline may be cis. Peptides that are given as cis are so.
    """

    nearest_a: float = 3.0
    overlaps: int = 1
    neighbours: int = 4
    absent: int = 8
    hydrogen_bonds: float = 1.0
    cis_prolines: bool = False


@dataclass(frozen=True)
class SpectralBound:
    """What no eigenvalue of the Hessian exceeds.

    Attributes
    ----------
    largest : float
        kcal/mol/Å².
    parts : dict
        What each term makes of `largest` in the stiffest motion found; they add up to it.
    residue : int
        One of the residues where that motion is, from 0.
    phi_rad, psi_rad : float
        Its phases there.
    """

    largest: float
    parts: dict[str, float]
    residue: int
    phi_rad: float
    psi_rad: float


def spectral_bound(system: _core.System, scales: _core.TermScales, domain: Domain | None = None) -> SpectralBound:
    """Bound the largest eigenvalue of the Hessian of V (Eq. 4) over all configurations of a domain.

    A step dt of the integrator of Eq. 25 is stable while dt² λ / m < 4 for every eigenvalue λ; 1 kcal/mol/Å² is
    418.4 Da/ps².

    Parameters
    ----------
    system : System
        With its restraints, whose α is taken as 1, orientations, surfaces and force field.
    scales : TermScales
        Factors of the terms and the shape of the restraint loss.
    domain : Domain, optional
        Which configurations; by default single hydrogen bonds and overlaps at a site.

    Returns
    -------
    SpectralBound

    Notes
    -----
    The Hessian is split into windows of seven atoms about the φ and ψ of each residue, in shares that add up to 1. What
    acts between residues enters them as the stiffness with which it can hold a site at most, by the bounds that stand
    beside each term's energy. A window of ideal geometry depends on φ and ψ alone; it is looked at every 5 degrees, and
    what it can rise by in between is added. Chains that vibrate leave the ideal values of bonds and angles: at 300 K
    the largest eigenvalue then changes by a few per cent, which the bound does not cover by proof.

    Examples
    --------
    >>> from prct import System, _core
    >>> from prct.core.spectral_bound import spectral_bound
    >>> factor = [0.0 if name in ("electrostatic", "dipole", "coherence") else 1.0 for name in _core.TERM_NAMES]
    >>> bound = spectral_bound(System(["AAAAAAAA"]), _core.TermScales(factor, 0.0))
    >>> max(bound.parts, key=bound.parts.get)
    'angle'
    >>> 900 < bound.largest < 1400
    True
    """
    d = domain or Domain()
    limits = _core.SpectralDomain(d.nearest_a, d.overlaps, d.neighbours, d.absent, d.hydrogen_bonds, d.cis_prolines)
    largest, parts, residue, phi, psi = _core.spectral_bound(system, scales, limits)
    return SpectralBound(largest, dict(zip(_core.TERM_NAMES, parts, strict=True)), residue, phi, psi)
