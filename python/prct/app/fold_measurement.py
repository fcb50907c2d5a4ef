"""How long a fold with known native takes, and how near it comes."""

from __future__ import annotations

import platform
import time
from collections.abc import Mapping
from fractions import Fraction

from prct._core import __version__
from prct.app.machine import available_threads
from prct.app.workload import KnownTarget, Workload, tunable_values, with_values
from prct.base.errors import NumericsError
from prct.folding.pipeline import fold
from prct.folding.settings import FoldSettings
from prct.forge.smt.measurement import Measurement, workload_hash
from prct.scoring.score_model import score_model

FAILED_TM = 0.0
"""Of a fold all of whose trajectories blew up."""


def measure_fold(
    workload: Workload, known: KnownTarget, values: Mapping[str, Fraction], seed: int, hashed: str
) -> Measurement:
    """Fold one target with the settings of a workload and these parameters, with one thread."""
    settings = with_values(workload.settings, values).with_overrides(seed=seed, models=1)
    wall, cpu = time.perf_counter(), time.process_time()
    try:
        result = fold(known.target, known.restraints, settings, threads=1)
        seconds = time.perf_counter() - wall, time.process_time() - cpu
        tm = score_model(result.best.structure, known.native)["tm_score"]
    except NumericsError:
        seconds, tm = (time.perf_counter() - wall, time.process_time() - cpu), FAILED_TM
    return Measurement(
        hashed,
        known.name,
        dict(values),
        seed,
        *seconds,
        tm,
        time.time(),
        machine_name(),
        program_name(settings, values),
    )


def hash_of(workload: Workload) -> str:
    """Of the targets with their restraints and natives."""
    return workload_hash({t.name: t.digest.encode() for t in (*workload.tuning, *workload.checking)})


def machine_name() -> str:
    """What kind of machine measured; no name of a host."""
    return f"{platform.machine()} {platform.system()} {available_threads()} cores"


def program_name(settings: FoldSettings, values: Mapping[str, Fraction]) -> str:
    """Version of the program, and a hash of everything that was not chosen."""
    usual = tunable_values(FoldSettings())
    rest = settings.with_overrides(**{name: usual[name] for name in values})
    return f"{__version__} {rest.parameters_hash()[:16]}"
