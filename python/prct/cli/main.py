"""Entry point of the ``prct`` command."""

from __future__ import annotations

import argparse

from prct._core import __version__


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    parser = argparse.ArgumentParser(prog="prct", description="Fold protein chains by phase resonance.")
    parser.add_argument("--version", action="version", version=f"prct {__version__}")
    parser.parse_args(argv)
    return 0
