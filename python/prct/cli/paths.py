"""Paths on the command line."""

from __future__ import annotations

import argparse
from pathlib import Path


def named_path(text: str) -> Path:
    """A path that was given; the empty one would be the current folder."""
    if not text:
        raise argparse.ArgumentTypeError("an empty path names nothing; give a path")
    return Path(text)
