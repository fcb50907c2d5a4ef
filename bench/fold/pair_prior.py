"""How well the pair prior knows distances of chains that gave no parameter, from their sequences alone.

From the root of the repository, with prct installed and PRCT_DATA set:

    python bench/fold/pair_prior.py --json bench/results/pair_prior.json

Per chain of `dev`: nats of -ln p(CB-CB distance) a pair beside those of the background (separation and length alone),
and the share of true contacts (8 Å) among the L/5 likeliest pairs of separations 6-11, 12-23 and 24 on, beside the
share among all pairs there. Means over chains.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # run as a script, too

from prct.core.virtual_sites import cb_coords
from prct.folding.pair_prior import SEPARATION, probabilities
from prct.parameters.pair_prior import background, edges_a

from bench.cases import sources
from bench.cases.definitions import CONTACT_A, pairwise_distances
from bench.harness import provenance

RANGES = {"6-11": (6, 12), "12-23": (12, 24), "24-": (24, 10**6)}
FEWEST_PAIRS = 20


def measure(chain: sources.Chain) -> dict[str, float]:
    """One chain."""
    length = len(chain.sequence)
    p, seen = probabilities(chain.sequence)
    apart_a = pairwise_distances(cb_coords(chain.coords_a))
    i, j = np.nonzero(np.triu(seen & np.isfinite(apart_a), SEPARATION))
    p, apart_a, separation = p[i, j], apart_a[i, j], j - i
    bins = np.searchsorted(edges_a()[1:-1], apart_a, side="left")
    rows = np.arange(len(bins))
    found = {
        "nats": float(-np.log(p[rows, bins]).mean()),
        "nats_background": float(-np.log(background(separation, length)[rows, bins]).mean()),
    }
    contact, likely = apart_a <= CONTACT_A, p[:, edges_a()[1:] <= CONTACT_A].sum(axis=1)
    for name, (least, most) in RANGES.items():
        here = (separation >= least) & (separation < most)
        if np.count_nonzero(here) < FEWEST_PAIRS:
            continue
        top = np.argsort(-likely[here], kind="stable")[: max(1, length // 5)]
        found[f"precision_{name}"] = float(contact[here][top].mean())
        found[f"chance_{name}"] = float(contact[here].mean())
    return found


def report(chains: list[sources.Chain]) -> dict[str, Any]:
    """Means over chains, all and those of up to 200 residues."""
    found = [(len(chain.sequence), measure(chain)) for chain in chains]
    groups = {"all": [m for _, m in found], "up_to_200": [m for n, m in found if n <= 200]}
    return {
        name: {
            "chains": len(group),
            **{key: round(float(np.mean([m[key] for m in group if key in m])), 4) for key in group[0]},
        }
        for name, group in groups.items()
        if group
    }


def main(arguments: list[str] | None = None) -> None:
    """Parse the command line, measure, print, store."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--json", type=Path)
    parser.add_argument("--smoke", action="store_true", help="one made-up chain")
    options = parser.parse_args(arguments)
    if options.smoke:
        print(report([sources.synthetic_chain()]))
        return
    data = sources.data_folder()
    with np.load(data / "structures" / "dev.npz") as stored:
        names = [str(name) for name in stored["ids"]]
    found = report(list(sources.chains(names, data)))
    print(json.dumps(found, indent=1))
    if options.json is not None:
        options.json.write_text(json.dumps({**found, "provenance": provenance(["numpy"])}, indent=1) + "\n")


if __name__ == "__main__":
    main()
