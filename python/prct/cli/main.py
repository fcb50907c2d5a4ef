"""Entry point of the ``prct`` command."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

from prct._core import __version__
from prct.base.errors import InputError, Interrupted, OutputError, PrctError
from prct.cli import fold_command, info_command, score_command

BAD_INPUT, INTERRUPTED, FAILED = 2, 130, 1


class Parser(argparse.ArgumentParser):
    """One clear line instead of the usage text."""

    def error(self, message: str) -> NoReturn:
        """Name the problem and where help is, exit 2."""
        self.exit(BAD_INPUT, f"{self.prog}: {message}; see {self.prog} --help\n")


def make_parser() -> argparse.ArgumentParser:
    """All commands and options."""
    parser = Parser(prog="prct", description="Fold protein chains by phase resonance.", allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"prct {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=Parser)
    for module in (fold_command, score_command, info_command):
        module.add_parser(commands)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    arguments = make_parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except Interrupted as stopped:
        print(f"prct: {stopped}", file=sys.stderr)
        return INTERRUPTED
    except KeyboardInterrupt:
        print("prct: interrupted", file=sys.stderr)
        return INTERRUPTED
    except (InputError, OutputError) as problem:
        print(f"prct: {problem}", file=sys.stderr)
        return BAD_INPUT
    except PrctError as problem:
        print(f"prct: {problem}", file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        sys.stderr.close()
        return 128 + signal.SIGPIPE
