"""``prct forge``."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from prct.app.explain_job import ExplainJob, run_explain_job
from prct.app.tune_job import CERTIFICATE, TuneJob, run_tune_job
from prct.app.tuned_settings import load_certificate
from prct.base.errors import OptionError
from prct.cli.exit_codes import DONE, FAILED
from prct.cli.paths import named_path
from prct.cli.streams import show, tell
from prct.forge.smt.certificate import ParameterCertificate
from prct.forge.spec.parameter_space import text

USUAL_BUDGET = "10m"
SECONDS = {"s": 1, "m": 60, "h": 3600}
_BUDGET = re.compile(r"(\d+(?:\.\d+)?)([smh])")


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the three commands."""
    parts = parser.add_subparsers(dest="forge_command", required=True, metavar="COMMAND")
    tune = parts.add_parser("tune", help="find faster parameters of equal accuracy", allow_abbrev=False)
    tune.add_argument("--workload", type=named_path, required=True, metavar="FILE", help="JSON; see docs/FORMATS.md")
    tune.add_argument("--budget", type=budget_s, default=USUAL_BUDGET, metavar="TIME", help=f"({USUAL_BUDGET})")
    tune.add_argument("-o", "--out", type=named_path, default=Path("tuned"), metavar="DIR", help="results (tuned)")
    tune.add_argument("--seed", type=int, default=1, metavar="N")
    tune.set_defaults(run=run_tune)
    explain = parts.add_parser("explain", help="say what limits the parameters, and why", allow_abbrev=False)
    explain.add_argument("--workload", type=named_path, required=True, metavar="FILE")
    explain.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="fix one, e.g. '4 fs'")
    explain.set_defaults(run=run_explain)
    verify = parts.add_parser("verify", help="check a certificate, without a solver", allow_abbrev=False)
    verify.add_argument("certificate", type=named_path, metavar="FILE")
    verify.set_defaults(run=run_verify)


def budget_s(given: str) -> float:
    """Seconds of a text such as 90s, 10m or 1.5h."""
    found = _BUDGET.fullmatch(given)
    if not found or not float(found[1]):
        raise argparse.ArgumentTypeError(f"{given!r} is no time; write 90s, 10m or 1.5h")
    return float(found[1]) * SECONDS[found[2]]


def run_tune(arguments: argparse.Namespace) -> int:
    """Tune and print what came out."""
    job = TuneJob(arguments.workload, arguments.out, arguments.budget, arguments.seed)
    certificate = run_tune_job(job, lambda line: tell(sys.stderr, line + "\n"))
    show(f"{described(certificate)}\n-> {arguments.out / CERTIFICATE}")
    return DONE


def run_explain(arguments: argparse.Namespace) -> int:
    """Print what limits each parameter."""
    fixed = {}
    for item in arguments.set:
        name, sign, value = item.partition("=")
        if not sign:
            raise OptionError(f"--set {item}: write NAME=VALUE")
        fixed[name] = value
    show("\n".join(run_explain_job(ExplainJob(arguments.workload, fixed))))
    return DONE


def run_verify(arguments: argparse.Namespace) -> int:
    """Check everything that a certificate says."""
    certificate = load_certificate(arguments.certificate)
    show(f"{described(certificate)}\nverified: digest, constraints, choice, intervals and verdict")
    return DONE if certificate.adopted else FAILED


def described(certificate: ParameterCertificate) -> str:
    """A table of the parameters before and after, and what the check found."""
    rows = [("parameter", "before", "after")]
    rows += [(name, text(certificate.fixed[name]), text(value)) for name, value in certificate.chosen.items()]
    widths = [max(len(row[k]) for row in rows) for k in range(3)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    speed, change = certificate.speed(), certificate.tm_change()
    targets = len({fold.target for fold in certificate.folds})
    lines += [
        "",
        f"on {targets} targets that nothing was chosen on, {len(certificate.folds)} pairs of folds (95 % intervals):",
        f"{speed.estimate:.3f} times as fast [{speed.low:.3f}, {speed.high:.3f}]",
        f"TM-score {change.estimate:+.4f} [{change.low:+.4f}, {change.high:+.4f}], "
        f"of which {float(certificate.most_loss_tm):g} may be lost",
        "adopted: faster for sure, and accurate enough" if certificate.adopted else "not adopted",
    ]
    return "\n".join(lines)
