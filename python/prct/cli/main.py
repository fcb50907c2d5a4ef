"""Entry point of the ``prct`` command."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

from prct._core import __version__
from prct.base.blas import one_blas_thread
from prct.base.errors import InputError, Interrupted, OutputError, PrctError
from prct.cli.exit_codes import BAD_INPUT, DONE, FAILED, INTERRUPTED, READER_GONE
from prct.cli.streams import complain, show, show_every_character

COMMANDS = {
    "fold": "fold one or more chains",
    "contacts": "predict contacts from an alignment",
    "pack": "add side chains to a model",
    "score": "compare a model with its native",
    "spectrum": "amide-I spectrum of a model",
    "forge": "tune the parameters of folds, and check what was tuned",
    "info": "what this build and machine can do",
}
"""Each is a module of its own, `NAME_command`."""


class Parser(argparse.ArgumentParser):
    """One clear line instead of the usage text."""

    def error(self, message: str) -> NoReturn:
        """Name the problem and where help is, exit 2."""
        complain(f"{self.prog}: {message}; see {self.prog} --help")
        self.exit(BAD_INPUT)

    def _print_message(self, message: str, file: Any = None) -> None:
        """Help and version are results: argparse would not say that they cannot be written."""
        show(message.rstrip("\n"))


def make_parser(command: str) -> argparse.ArgumentParser:
    """All commands, and the options of one, whose module alone is imported: that of another may take a second."""
    parser = Parser(prog="prct", description="Fold protein chains by phase resonance.", allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"prct {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=Parser)
    for name, what in COMMANDS.items():
        one = commands.add_parser(name, help=what, allow_abbrev=False)
        if name == command:
            import_module(f"prct.cli.{name}_command").declare(one)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    show_every_character()
    one_blas_thread()
    try:
        return _run(argv)
    except Interrupted as stopped:
        complain(f"prct: {stopped}")
        return INTERRUPTED
    except KeyboardInterrupt:
        complain("prct: interrupted")
        return INTERRUPTED
    except (InputError, OutputError) as problem:
        complain(f"prct: {problem}")
        return BAD_INPUT
    except PrctError as problem:
        complain(f"prct: {problem}")
        return FAILED
    except BrokenPipeError:
        return READER_GONE


def _run(argv: Sequence[str] | None) -> int:
    given = list(sys.argv[1:] if argv is None else argv)
    command = next((word for word in given if not word.startswith("-")), "")
    try:
        arguments = make_parser(command).parse_args(given)
    except SystemExit as ended:  # argparse has printed help, the version or what is wrong
        return int(ended.code or DONE)
    return int(arguments.run(arguments))
