"""One measured fold, and the sealed line of text that keeps it."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from numbers import Integral, Real
from typing import Any

from prct.base.errors import InputError
from prct.forge.spec.expression import exact

MAX_LINE_BYTES = 8_000
"""So that a line lies whole in one page of the database and can be read from what is left of it."""
MAX_SEED = 2**63 - 1
"""The largest integer that SQLite shows as one."""

_SEAL = '{"digest":"'
_DIGEST_DIGITS = 32
_BODY = len(_SEAL) + _DIGEST_DIGITS + 2


@dataclass(frozen=True)
class Measurement:
    """What one fold of one target took, and how good it was.

    Attributes
    ----------
    workload : str
        Which targets are folded, see :func:`workload_hash`.
    target : str
        Name of the target.
    parameters : mapping
        Exact values of what was chosen, by name.
    seed : int
    wall_s, cpu_s : float
        Seconds by the clock, and of all processors.
    tm : float
        TM-score of the first model.
    when_s : float
        Seconds since 1970, as the caller's clock has them.
    machine, program : str
        Fingerprint of the machine; version of the program and hash of its other parameters.

    Raises
    ------
    InputError
        For seconds that are negative or not finite, a TM-score outside 0 to 1, and names that are missing.

    Examples
    --------
    >>> m = Measurement("w", "1ubq", {"annealing.steps": 600}, 1, 2.5, 2.4, 0.98, 1.0, "two cores", "0.1.0")
    >>> m.parameters
    {'annealing.steps': Fraction(600, 1)}
    """

    workload: str
    target: str
    parameters: Mapping[str, Fraction]
    seed: int
    wall_s: float
    cpu_s: float
    tm: float
    when_s: float
    machine: str
    program: str

    def __post_init__(self) -> None:
        for name in ("workload", "target", "machine", "program"):
            if not isinstance(getattr(self, name), str) or not getattr(self, name):
                raise InputError(f"a measurement whose {name} is {getattr(self, name)!r}; name it")
        for name in ("wall_s", "cpu_s", "tm", "when_s"):
            object.__setattr__(self, name, self._finite(name, getattr(self, name)))
        if self.tm > 1:
            raise InputError(f"{self.target}: a TM-score of {self.tm} is above 1; hand in a score of 0 to 1")
        whole = isinstance(self.seed, Integral) and not isinstance(self.seed, bool)
        if not whole or not -MAX_SEED <= self.seed <= MAX_SEED:
            raise InputError(f"{self.target}: {self.seed!r} is no seed; use an integer of at most 63 bits")
        object.__setattr__(self, "seed", int(self.seed))
        object.__setattr__(self, "parameters", self._exact_parameters())
        if len(sealed(self, MAX_SEED)) > MAX_LINE_BYTES:
            raise InputError(f"{self.target}: a measurement of more than {MAX_LINE_BYTES} bytes; shorten its names")

    def _finite(self, name: str, value: Any) -> float:
        if not isinstance(value, Real) or isinstance(value, bool) or not math.isfinite(value) or value < 0:
            raise InputError(f"{self.target}: {name} is {value!r}; only finite numbers of at least 0 are measurements")
        return float(value)

    def _exact_parameters(self) -> dict[str, Fraction]:
        if not self.parameters or not all(isinstance(name, str) and name for name in self.parameters):
            raise InputError(f"{self.target}: a measurement without named parameters; say what was chosen")
        try:
            return {name: exact(self.parameters[name]) for name in sorted(self.parameters)}
        except (TypeError, ValueError) as problem:
            raise InputError(f"{self.target}: a parameter is no exact number ({problem}); use fractions") from None


def workload_hash(inputs: Mapping[str, bytes]) -> str:
    """Name of a set of targets: the same names with the same inputs give the same one, in whatever order.

    Examples
    --------
    >>> workload_hash({"a": b"MK", "b": b"GG"}) == workload_hash({"b": b"GG", "a": b"MK"})
    True
    """
    parts = {name: hashlib.sha256(data).hexdigest() for name, data in inputs.items()}
    return hashlib.sha256(_canonical(parts).encode()).hexdigest()[:_DIGEST_DIGITS]


def canonical_parameters(parameters: Mapping[str, Fraction]) -> str:
    """Names in order with exact values, as JSON.

    Examples
    --------
    >>> canonical_parameters({"b": Fraction(103, 10000), "a": Fraction(600)})
    '{"a":"600","b":"103/10000"}'
    """
    return _canonical({name: str(value) for name, value in parameters.items()})


def sealed(measurement: Measurement, row: int) -> str:
    """A line of canonical JSON, which begins with a digest of the rest; the number of the row is part of it."""
    fields = {**vars(measurement), "parameters": {k: str(v) for k, v in measurement.parameters.items()}, "row": row}
    body = _canonical(fields)[1:]
    return f'{_SEAL}{_digest(body)}",{body}'


def unsealed(line: str) -> tuple[int, Measurement] | None:
    """Row and measurement of a sealed line; None where its digest is not that of its text, or its form not known."""
    body = line[_BODY:]
    if not line.startswith(_SEAL) or line[len(_SEAL) : _BODY] != f'{_digest(body)}",':
        return None
    try:
        fields = json.loads("{" + body)
        row = int(fields.pop("row"))
        fields["parameters"] = {name: Fraction(value) for name, value in fields["parameters"].items()}
        return row, Measurement(**fields)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def sealed_lines(data: bytes) -> Iterator[str]:
    """Every whole sealed line among bytes that may be anything, each as often as it stands there."""
    at = data.find(_SEAL.encode())
    while at >= 0:
        text = data[at : at + MAX_LINE_BYTES].decode("latin-1")
        try:
            _, end = json.JSONDecoder().raw_decode(text)
        except (ValueError, RecursionError):
            end = 0
        if end and unsealed(text[:end]):
            yield text[:end]
        at = data.find(_SEAL.encode(), at + max(end, 1))


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode("latin-1", "replace")).hexdigest()[:_DIGEST_DIGITS]


def _canonical(fields: Mapping[str, Any]) -> str:
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
