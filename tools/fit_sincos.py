"""Print the polynomials and the parts of pi/2 in cpp/include/prct/physics/sincos.h. Needs mpmath.

Minimax by Remez' exchange on |r| <= 1.0005 pi/4 in z = r^2, for the error of sin(r)/r and of cos(r):
sin(r) = r + r z P(z), cos(r) = 1 - z/2 + z^2 Q(z).
"""

from __future__ import annotations

import struct
from itertools import pairwise

from mpmath import cos, floor, log, lu_solve, matrix, mp, mpf, pi

mp.dps = 50
TOP = (pi / 4 * mpf("1.0005")) ** 2
GRID = [TOP * mpf(k) / 1500 for k in range(1, 1501)]


def series(first: int, z):
    """The Taylor remainder: of sine from its third power (first = 3), of cosine from its fourth (first = 4)."""
    term = -mpf(1) / 6 if first == 3 else mpf(1) / 24
    total, power = mpf(0), first
    for _ in range(30):
        total += term
        term = -term * z / ((power + 1) * (power + 2))
        power += 2
    return total


def remez(first: int, count: int):
    """`count` coefficients and the largest error left."""
    lift = first - 2
    wanted = [series(first, z) for z in GRID]
    nodes = [TOP * (1 - cos(pi * (k + 1) / (count + 1))) / 2 for k in range(count + 1)]
    for _ in range(12):
        system = matrix(count + 1, count + 1)
        right = matrix(count + 1, 1)
        for row, z in enumerate(nodes):
            for k in range(count):
                system[row, k] = z ** (k + lift)
            system[row, count] = (-1) ** row
            right[row] = series(first, z) * z**lift
        found = lu_solve(system, right)
        pairs = zip(wanted, GRID, strict=True)
        error = [(f - sum(found[k] * z**k for k in range(count))) * z**lift for f, z in pairs]
        bounds = [0, *(k for k in range(1, len(error)) if (error[k] > 0) != (error[k - 1] > 0)), len(error)]
        peaks = [max(range(a, b), key=lambda k: abs(error[k])) for a, b in pairwise(bounds)]
        nodes = [GRID[k] for k in peaks[-(count + 1) :]]
    return [found[k] for k in range(count)], max(map(abs, error))


def leading(value, bits: int):
    """The first `bits` bits of a positive number."""
    scale = mpf(2) ** (bits - 1 - int(floor(log(value, 2))))
    return floor(value * scale) / scale


def as_float(value) -> float:
    return struct.unpack("f", struct.pack("f", float(value)))[0]


def main() -> None:
    for name, count, convert, bits in (("float", 3, as_float, (8, 11, 24)), ("double", 6, float, (33, 33, 53))):
        for function, first in (("sin", 3), ("cos", 4)):
            coefficients, error = remez(first, count)
            print(name, function, *(f"{convert(c):.17g}" for c in coefficients), f"error {float(error):.2g}")
        rest, parts = pi / 2, []
        for width in bits:
            parts.append(leading(rest, width))
            rest -= parts[-1]
        print(name, "pi/2", *(float(p).hex() for p in parts))


if __name__ == "__main__":
    main()
