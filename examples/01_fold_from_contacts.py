"""Fold ubiquitin from a list of contacts and write the best model; the command does the same and more:

prct fold examples/ubiquitin/sequence.fasta --restraints examples/ubiquitin/contacts.rr
"""

from pathlib import Path

import prct

EXAMPLE = Path(__file__).parent / "ubiquitin"


def main() -> None:
    """Two trajectories are enough to look at; leave the number out to have 16."""
    result = prct.fold(EXAMPLE / "sequence.fasta", EXAMPLE / "contacts.rr", trajectories=2, models=2, seed=1)
    for model in result.models:
        print(f"model {model.rank}: {model.satisfied:.0%} of the contacts, confidence {model.confidence.mean():.0f}")
    result.best.save("ubiquitin_from_contacts.cif")
    print("written: ubiquitin_from_contacts.cif")


if __name__ == "__main__":
    main()
