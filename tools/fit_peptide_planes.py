"""Fit how peptide planes stand in a CA trace; writes cpp/src/geometry/peptide_plane_table.hpp.

For the peptide between residues 1 and 2 of four consecutive CA 0, 1, 2, 3 the angle g of its carbonyl about the line
1-2 (from the side of CA 0) is fitted as a vector (cos g, sin g), linear in the products of
{1, cos t, sin t, cos 2t, sin 2t}, t the CA dihedral, with {1, a, b, a², b², ab}, a = d(0,2) - 6 Å, b = d(1,3) - 6 Å.
Training chains alone: no chain of exclude_when_fitting.csv, none of tune.txt (kept for choosing), none with flags.

    python tools/fit_peptide_planes.py --data ../shared/data
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from training_chains import data_folder, read_split

OUT = Path(__file__).parent.parent / "cpp/src/geometry/peptide_plane_table.hpp"
HARMONICS = 2


def fitted_on(data: Path) -> list[np.ndarray]:
    """Coordinates [n, 5, 3] of the chains that may be fitted on."""
    tuned = set((data / "structures" / "tune.txt").read_text().split())
    chains = [c.astype(float) for name, c, _ in read_split(data, "train") if name not in tuned]
    return [c for c in chains if np.isfinite(c[:, :4]).all()]


def unit(v: np.ndarray) -> np.ndarray:
    return v / np.linalg.norm(v, axis=-1, keepdims=True)


def planes(coords: np.ndarray) -> np.ndarray:
    """Rows [t, a, b, g, C along and off the line, N along and off the line] of the trans peptides of one chain."""
    ca = coords[:, 1]
    p0, p1, p2, p3 = ca[:-3], ca[1:-2], ca[2:-1], ca[3:]
    x = unit(p2 - p1)
    y = p0 - p1
    y = unit(y - np.sum(y * x, 1, keepdims=True) * x)
    z = np.cross(x, y)
    local = lambda v: np.stack([np.sum(v * e, 1) for e in (x, y, z)], 1)  # noqa: E731
    after, carbonyl = local(p3 - p2), local(coords[1:-2, 3] - p1)
    g = np.arctan2(carbonyl[:, 2], carbonyl[:, 1])
    in_plane = lambda v: [v[:, 0], v[:, 1] * np.cos(g) + v[:, 2] * np.sin(g)]  # noqa: E731
    rows = np.stack(
        [
            np.arctan2(after[:, 2], after[:, 1]),
            np.linalg.norm(p2 - p0, axis=1) - 6.0,
            np.linalg.norm(p3 - p1, axis=1) - 6.0,
            g,
            *in_plane(local(coords[1:-2, 2] - p1)),
            *in_plane(local(coords[2:-1, 0] - p1)),
        ],
        1,
    )
    length = np.linalg.norm(p2 - p1, axis=1)
    return rows[(length > 3.6) & (length < 4.0)]


def features(t: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    waves = [np.ones_like(t)]
    for k in range(1, HARMONICS + 1):
        waves += [np.cos(k * t), np.sin(k * t)]
    shapes = [np.ones_like(a), a, b, a * a, b * b, a * b]
    return np.stack([w * s for w in waves for s in shapes], 1)


def main() -> None:
    """Fit, report the error on tune.txt's complement held out by halves, write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=data_folder())
    chains = fitted_on(parser.parse_args().data)
    rows = np.concatenate([planes(c) for c in chains])
    x, g = features(*rows[:, :3].T), rows[:, 3]
    y = np.stack([np.cos(g), np.sin(g)], 1)
    solve = lambda m: np.linalg.solve(x[m].T @ x[m] + 1e-3 * np.eye(x.shape[1]), x[m].T @ y[m])  # noqa: E731
    half = np.arange(len(g)) % 2 == 0
    fit = x[~half] @ solve(half)
    error = np.degrees(np.abs((np.arctan2(fit[:, 1], fit[:, 0]) - g[~half] + np.pi) % (2 * np.pi) - np.pi))
    report = f"held-out half: median error {np.median(error):.1f}°, above 60° {np.mean(error > 60):.1%}"
    table = solve(np.ones(len(g), bool))
    numbers = [f"    {{{c: .6f}, {s: .6f}}}," for c, s in table]
    c_along, c_off, n_along, n_off = rows[:, 4:].mean(0)
    lines = [
        "// Data table: how peptide planes stand in a CA trace, made by tools/fit_peptide_planes.py.",
        f"// {len(g)} trans peptides of {len(chains)} training chains (CC0 coordinates of the PDB);",
        f"// {report}.",
        "// clang-format off",
        "#pragma once",
        "",
        "namespace prct::peptide_plane {",
        "",
        "/// Means in Å: along the line CA-CA' from CA, and off it (O's side positive).",
        f"inline constexpr double kCarbonAlongA = {c_along:.4f}, kCarbonOffA = {c_off:.4f};",
        f"inline constexpr double kNitrogenAlongA = {n_along:.4f}, kNitrogenOffA = {n_off:.4f};",
        "",
        "/// (cos g, sin g) = Σ row · feature, {1, cos t, sin t, cos 2t, sin 2t} times {1, a, b, a², b², ab}.",
        f"inline constexpr double kCarbonylDirection[{len(table)}][2] = {{",
        *numbers,
        "};",
        "",
        "}  // namespace prct::peptide_plane",
    ]
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(report)


if __name__ == "__main__":
    main()
