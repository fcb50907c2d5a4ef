"""The five kinds of input of the accuracy bench, as pure functions of a native's CB distances and a seed."""

from __future__ import annotations

import zlib
from typing import NamedTuple

import numpy as np

CASES = ("distances", "map", "list", "noisy", "ladders")

CONTACT_A = 8.0
FALSE_A = 12.0
DISTANCE_LIMIT_A = 20.0
DISTANCE_SEPARATION = 3
CONTACT_SEPARATION = 6
KEPT_FRACTION = 0.3
RELATIVE_NOISE = 0.05
CANDIDATES_A_RESIDUE = 1.5
TRUE_FRACTION = 0.7
CANDIDATE_PROBABILITY = 0.9
LADDER_LENGTHS = (4, 5, 6)
MAX_LADDER_TRIES = 200_000
"""A chain too compact for false ladders is refused after so many."""


class Candidates(NamedTuple):
    """Contact candidates: pairs int [M, 2] with i < j, probability [M], and which of them are true."""

    pairs: np.ndarray
    probability: np.ndarray
    is_true: np.ndarray


def generator(seed: int, chain: str, purpose: str) -> np.random.Generator:
    """Random numbers of one chain and purpose, whatever other chains are made with it."""
    return np.random.default_rng([seed, zlib.crc32(chain.encode()), zlib.crc32(purpose.encode())])


def pairwise_distances(cb_a: np.ndarray) -> np.ndarray:
    """CB-CB distances [L, L] of CB [L, 3], NaN where unresolved."""
    return np.linalg.norm(cb_a[:, None, :] - cb_a[None, :, :], axis=-1)


def _separation(length: int) -> np.ndarray:
    index = np.arange(length)
    return np.abs(index[:, None] - index[None, :])


def distances_case(distance_a: np.ndarray, seed: int, chain: str) -> np.ndarray:
    """Distances below 20 Å at abs(i - j) >= 3, each kept with p = 0.3, times 1 + 0.05 N(0, 1); else NaN; symmetric."""
    rng = generator(seed, chain, "distances")
    i, j = np.triu_indices(len(distance_a), DISTANCE_SEPARATION)
    d = distance_a[i, j]
    kept = rng.random(len(d)) < KEPT_FRACTION
    noise = 1.0 + RELATIVE_NOISE * rng.normal(size=len(d))
    kept &= d < DISTANCE_LIMIT_A
    given = np.full_like(distance_a, np.nan)
    given[i[kept], j[kept]] = given[j[kept], i[kept]] = (d * noise)[kept]
    return given


def map_case(distance_a: np.ndarray) -> np.ndarray:
    """Contact map of ones (below 8 Å) and zeros at abs(i - j) >= 6; NaN nearer along the chain and where unresolved."""
    contact = (distance_a < CONTACT_A).astype(np.float64)
    contact[(_separation(len(distance_a)) < CONTACT_SEPARATION) | np.isnan(distance_a)] = np.nan
    return contact


def list_case(distance_a: np.ndarray) -> Candidates:
    """All contacts of :func:`map_case`, each with probability 1."""
    pairs = true_contacts(distance_a)
    return Candidates(pairs, np.ones(len(pairs)), np.ones(len(pairs), dtype=bool))


def true_contacts(distance_a: np.ndarray) -> np.ndarray:
    """Pairs [P, 2], i < j, below 8 Å at abs(i - j) >= 6."""
    return np.argwhere(np.triu(distance_a < CONTACT_A, CONTACT_SEPARATION))


def noisy_case(distance_a: np.ndarray, seed: int, chain: str) -> Candidates:
    """floor(1.5 N) candidates: min(floor(0.7 M), available) true ones, the rest single false ones above 12 Å."""
    true = _drawn_true(distance_a, seed, chain)
    rng = generator(seed, chain, "noisy")
    false = np.argwhere(np.triu(distance_a > FALSE_A, CONTACT_SEPARATION))
    wanted = _candidate_count(distance_a) - len(true)
    if len(false) < wanted:
        raise ValueError(
            f"chain {chain}: {len(false)} pairs above {FALSE_A} Å, {wanted} are needed; take a longer chain"
        )
    return _shuffled(true, false[rng.choice(len(false), wanted, replace=False)], rng)


def ladders_case(distance_a: np.ndarray, seed: int, chain: str) -> Candidates:
    """The true ones of :func:`noisy_case`; the false ones in ladders (i + k, j ± k) of 4 to 6 neighbours."""
    true = _drawn_true(distance_a, seed, chain)
    rng = generator(seed, chain, "ladders")
    false = _false_ladders(distance_a, _candidate_count(distance_a) - len(true), rng, chain)
    return _shuffled(true, false, rng)


def _candidate_count(distance_a: np.ndarray) -> int:
    return int(CANDIDATES_A_RESIDUE * len(distance_a))


def _drawn_true(distance_a: np.ndarray, seed: int, chain: str) -> np.ndarray:
    available = true_contacts(distance_a)
    wanted = min(int(TRUE_FRACTION * _candidate_count(distance_a)), len(available))
    rng = generator(seed, chain, "true contacts")
    return available[rng.choice(len(available), wanted, replace=False)]


def _false_ladders(distance_a: np.ndarray, wanted: int, rng: np.random.Generator, chain: str) -> np.ndarray:
    false = np.triu(distance_a > FALSE_A, CONTACT_SEPARATION)
    taken: dict[tuple[int, int], None] = {}
    length = ladder_length(wanted, rng)
    for _ in range(MAX_LADDER_TRIES):
        if len(taken) == wanted:
            return np.array(list(taken), dtype=np.int64).reshape(-1, 2)
        i, j = (int(k) for k in rng.integers(0, len(false), 2))
        step = 1 if rng.random() < 0.5 else -1
        edges = [(i + k, j + step * k) for k in range(length)]
        inside = all(0 <= a < len(false) and 0 <= b < len(false) for a, b in edges)
        if inside and all(false[edge] and edge not in taken for edge in edges):
            taken.update(dict.fromkeys(edges))
            length = ladder_length(wanted - len(taken), rng)
    raise ValueError(
        f"chain {chain}: {len(taken)} of {wanted} false ladder edges found; take a longer, less compact chain"
    )


def ladder_length(remaining: int, rng: np.random.Generator) -> int:
    """Length of the next ladder so that ladders of 4, 5 and 6 can use up `remaining`; all of it where they cannot."""
    fitting = [n for n in LADDER_LENGTHS if remaining - n in (0, *LADDER_LENGTHS) or remaining - n >= 8]
    return int(rng.choice(fitting)) if fitting else remaining


def _shuffled(true: np.ndarray, false: np.ndarray, rng: np.random.Generator) -> Candidates:
    order = rng.permutation(len(true) + len(false))
    pairs = np.concatenate([true, false])[order]
    is_true = np.concatenate([np.ones(len(true), dtype=bool), np.zeros(len(false), dtype=bool)])[order]
    return Candidates(pairs, np.full(len(pairs), CANDIDATE_PROBABILITY), is_true)
