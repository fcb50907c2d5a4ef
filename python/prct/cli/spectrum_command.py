"""``prct spectrum``."""

from __future__ import annotations

import argparse
from pathlib import Path

from prct.app.spectrum_job import SpectrumJob, run_spectrum_job
from prct.cli.exit_codes import DONE
from prct.cli.paths import named_path
from prct.cli.streams import complain, show
from prct.core.amide_spectrum import SHAPES, WIDTH_CM1
from prct.core.exciton import SITE_ENERGY_CM1


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.description = "Couple the peptide groups of a model as excitons and write the amide-I absorption."
    parser.add_argument("model", type=named_path, metavar="MODEL", help="PDB or mmCIF")
    parser.add_argument(
        "-o", "--out", type=named_path, default=Path("spectrum.csv"), metavar="FILE", help=".csv or .npz (spectrum.csv)"
    )
    parser.add_argument("--plot", type=named_path, metavar="OUT.png", help="draw it")
    parser.add_argument("--chain", action="append", default=[], metavar="ID", help="take this chain only; repeatable")
    parser.add_argument(
        "--width", type=float, default=WIDTH_CM1, metavar="CM1", help=f"full width at half height ({WIDTH_CM1:g})"
    )
    parser.add_argument("--shape", choices=tuple(SHAPES), default="gaussian", help="of each line (gaussian)")
    parser.add_argument(
        "--site-energy", type=float, default=SITE_ENERGY_CM1, metavar="CM1",
        help=f"of a peptide group alone ({SITE_ENERGY_CM1:g})",
    )  # fmt: skip
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Compute, write, say what stands out."""
    job = SpectrumJob(
        arguments.model,
        arguments.out,
        arguments.plot,
        tuple(arguments.chain),
        arguments.width,
        arguments.shape,
        arguments.site_energy,
    )
    spectrum = run_spectrum_job(job, lambda note: complain(f"prct: note: {job.model}: {note}"))
    states, brightest = spectrum.states, spectrum.brightest
    share = states.strength_debye2[brightest] / states.strength_debye2.sum()
    show(
        f"{job.model}: {len(states.energy_cm1)} peptide groups -> {job.out}\n"
        f"band maximum     {spectrum.maximum_cm1:.1f} cm-1\n"
        f"mean shift       {spectrum.mean_shift_cm1:+.1f} cm-1 from the site energy {spectrum.site_energy_cm1:g}\n"
        f"brightest state  {states.energy_cm1[brightest]:.1f} cm-1, {share:.0%} of the strength, "
        f"over {states.participation[brightest]:.1f} groups"
    )
    return DONE
