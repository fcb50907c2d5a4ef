"""Evidence for a choice of parameters that anyone can check again, without a solver."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from fractions import Fraction
from typing import Any

from prct.base.errors import InputError
from prct.forge.spec.constraint import smt_script, violated
from prct.forge.spec.fold_space import fold_space, physical_constraints
from prct.forge.spec.locking import LockingWindow
from prct.timing.paired import Interval, paired_difference, paired_ratio

FORMAT = "prct parameters 2"
ROUNDING = 1e-9
"""Intervals are computed anew from the measurements; another machine may round otherwise."""


@dataclass(frozen=True)
class PairedFold:
    """One target folded with the parameters before and after, the same seed: CPU seconds and TM-scores."""

    target: str
    seed: int
    seconds_before: float
    seconds_after: float
    tm_before: float
    tm_after: float


@dataclass(frozen=True)
class ParameterCertificate:
    """A choice of parameters with all that speaks for it.

    Attributes
    ----------
    program, workload : str
        Version, and hash of the targets.
    bounds : mapping
        Of every parameter of the space: lowest and highest value.
    fixed : mapping
        Value of every tunable parameter before; the choice replaces those of the space.
    curvature : mapping
        By term, a part of the bound of the largest curvature, kcal/mol/Å².
    far_times : Fraction
        Of the locking window.
    chosen : mapping
        Value of every parameter of the space.
    folds : tuple of PairedFold
        On targets that nothing was chosen on.
    most_loss_tm : Fraction
    adopted : bool
        Whether the choice is faster for sure and loses no more than that.
    """

    program: str
    workload: str
    bounds: Mapping[str, tuple[Fraction, Fraction]]
    fixed: Mapping[str, Fraction]
    curvature: Mapping[str, Fraction]
    far_times: Fraction
    chosen: Mapping[str, Fraction]
    folds: tuple[PairedFold, ...]
    most_loss_tm: Fraction
    adopted: bool
    format: str = field(default=FORMAT)

    def script(self) -> str:
        """The constraints in SMT-LIB 2, for any solver."""
        return smt_script(*self._problem())

    def broken(self) -> list[str]:
        """Names of constraints that the choice breaks, by exact arithmetic; empty for one that is sound."""
        space, constraints = self._problem()
        why = space.why_not(self.chosen)
        return [why] if why else [c.name for c in violated(constraints, self.chosen)]

    def speed(self) -> Interval:
        """Seconds before over seconds after, over targets: above 1 is faster."""
        per_target = _by_target(self.folds)
        return paired_ratio([p[1] for p in per_target], [p[0] for p in per_target])

    def tm_change(self) -> Interval:
        """Mean TM-score after minus before, over targets."""
        per_target = _by_target(self.folds)
        return paired_difference([p[2] for p in per_target], [p[3] for p in per_target])

    def deserves_adoption(self) -> bool:
        """Sound, faster with certainty, and no less accurate than allowed, in the mean."""
        return not self.broken() and self.speed().low > 1 and self.tm_change().estimate > -float(self.most_loss_tm)

    def judged(self) -> ParameterCertificate:
        """The same with its verdict."""
        return replace(self, adopted=self.deserves_adoption())

    def text(self) -> str:
        """The file: JSON with a digest of all else, the constraints as text, and the intervals."""
        body = _plain(asdict(self))
        body["constraints"] = self.script()
        body["speed"], body["tm_change"] = _plain(asdict(self.speed())), _plain(asdict(self.tm_change()))
        return json.dumps({**body, "digest": _digest(body)}, indent=1, sort_keys=True, ensure_ascii=False) + "\n"

    def _problem(self) -> tuple[Any, Any]:
        space = fold_space(sorted(self.bounds), dict(self.bounds))
        window, curvature = LockingWindow(far_times=self.far_times), dict(sorted(self.curvature.items()))
        return space, physical_constraints(space, self.fixed, curvature, window)


def read_certificate(text: str, source: str) -> ParameterCertificate:
    """Read what :meth:`ParameterCertificate.text` wrote, and check everything in it: the digest, the constraints anew
    from the equations, the choice against them in exact arithmetic, the intervals from the measurements, the verdict.

    Raises
    ------
    InputError
        When it cannot be read, or anything in it is not as it must be; the message says what.
    """
    try:
        body = json.loads(text)
        digest = body.pop("digest")
        if digest != _digest(body):
            raise InputError(f"{source}: its digest is not that of its text; it was changed after it was written")
        certificate = _read(body)
        _check(certificate, body, source)
    except (ValueError, TypeError, KeyError, AttributeError, ZeroDivisionError) as problem:
        if isinstance(problem, InputError):
            raise
        raise InputError(f"{source}: is no certificate of parameters ({problem!r})") from None
    return certificate


def _read(body: Mapping[str, Any]) -> ParameterCertificate:
    if body["format"] != FORMAT:
        raise InputError(f"a certificate of the form {body['format']!r}; this program reads {FORMAT!r}")

    def exact(name: str) -> dict[str, Fraction]:
        return {key: Fraction(value) for key, value in body[name].items()}

    return ParameterCertificate(
        program=body["program"],
        workload=body["workload"],
        bounds={name: (Fraction(low), Fraction(high)) for name, (low, high) in body["bounds"].items()},
        fixed=exact("fixed"),
        curvature=exact("curvature"),
        far_times=Fraction(body["far_times"]),
        chosen=exact("chosen"),
        folds=tuple(PairedFold(**fold) for fold in body["folds"]),
        most_loss_tm=Fraction(body["most_loss_tm"]),
        adopted=body["adopted"],
    )


def _check(certificate: ParameterCertificate, body: Mapping[str, Any], source: str) -> None:
    if body["constraints"] != certificate.script():
        raise InputError(f"{source}: its constraints are not those that this program makes of the equations")
    broken = certificate.broken()
    if broken:
        raise InputError(f"{source}: the choice breaks {', '.join(broken)}")
    for name, interval in (("speed", certificate.speed()), ("tm_change", certificate.tm_change())):
        written = body[name]
        if any(
            abs(float(written[end]) - value) > ROUNDING * max(1.0, abs(value))
            for end, value in asdict(interval).items()
        ):
            raise InputError(f"{source}: {name} does not follow from its measurements, which give {interval}")
    if certificate.adopted != certificate.deserves_adoption():
        raise InputError(f"{source}: its verdict does not follow from its measurements")


def _by_target(folds: Sequence[PairedFold]) -> list[tuple[float, float, float, float]]:
    """Means over the seeds of each target: seconds before and after, TM before and after."""
    found = []
    for name in dict.fromkeys(fold.target for fold in folds):
        own = [fold for fold in folds if fold.target == name]
        rows = [(f.seconds_before, f.seconds_after, f.tm_before, f.tm_after) for f in own]
        before, after, tm_before, tm_after = (sum(column) / len(own) for column in zip(*rows, strict=True))
        found.append((before, after, tm_before, tm_after))
    return found


def _plain(item: Any) -> Any:
    """Exact numbers as text."""
    if isinstance(item, Fraction):
        return str(item)
    if isinstance(item, Mapping):
        return {name: _plain(value) for name, value in item.items()}
    return [_plain(value) for value in item] if isinstance(item, list | tuple) else item


def _digest(body: Mapping[str, Any]) -> str:
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
