"""Folding with the parameters of a certificate."""

from __future__ import annotations

from pathlib import Path

from prct.app.workload import with_values
from prct.base.errors import InputError
from prct.folding.settings import FoldSettings
from prct.forge.smt.certificate import ParameterCertificate, read_certificate

OF_A_RUN = "trajectories"
"""Chosen anew for each fold, unless it was tuned."""


def load_certificate(path: Path) -> ParameterCertificate:
    """Read a certificate from a file and check all of it.

    Raises
    ------
    InputError
        When it cannot be read, or anything in it is false.
    """
    try:
        written = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise InputError(f"{path}: cannot be read ({problem})") from None
    return read_certificate(written, str(path))


def tuned_settings(settings: FoldSettings, path: Path) -> FoldSettings:
    """The settings with what a certificate chose, and what it was tuned beside.

    Raises
    ------
    InputError
        For a certificate that does not hold, or whose choice was not better.
    """
    certificate = load_certificate(path)
    if not certificate.adopted:
        raise InputError(f"{path}: its parameters were not better; fold without it, or tune with a larger budget")
    values = {**certificate.fixed, **certificate.chosen}
    if OF_A_RUN not in certificate.chosen:
        values.pop(OF_A_RUN)
    return with_values(settings, values)
