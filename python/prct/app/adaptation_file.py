"""What an adapted fold ran with, in a file: enough to run it again to the same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prct.app.adaptation import Published
from prct.base.errors import InputError
from prct.core.parameter_source import ParameterChange, RecordedParameters, change_of, row_of
from prct.io.atomic_write import write_bytes

ADAPTATION_FILE = "adaptation.json"
FORMAT = "prct adaptation 1"
MAX_BYTES = 64 << 20


@dataclass(frozen=True)
class AdaptationRecord:
    """An adapted fold.

    Attributes
    ----------
    fold : str
        Hash of its inputs and settings.
    complete : bool
        Whether all trajectories have ended; else nothing can be replayed.
    published : sequence of Published
        What was decided in the run that ended it.
    changes : mapping
        By trajectory, from 0.
    """

    fold: str
    complete: bool
    published: Sequence[Published]
    changes: Mapping[int, Sequence[ParameterChange]]

    def write(self, path: Path) -> None:
        """As JSON; trajectories count from 1 there, as in other files."""
        content = {
            "format": FORMAT,
            "fold": self.fold,
            "complete": self.complete,
            "published": [vars(one) for one in self.published],
            "changes": {str(k + 1): [row_of(c) for c in of] for k, of in sorted(self.changes.items())},
        }
        write_bytes(path, (json.dumps(content, indent=1, allow_nan=False) + "\n").encode())

    def source(self, fold: str) -> RecordedParameters:
        """Its parameters again, for the same fold.

        Raises
        ------
        InputError
            For another fold, or one that was stopped.
        """
        if fold != self.fold:
            raise InputError(
                "the recorded parameters are of other inputs, settings or another version; fold with those that they "
                "were recorded with"
            )
        if not self.complete:
            raise InputError("the recorded parameters are of a run that was stopped; go on with --adapt --resume")
        return RecordedParameters(self.changes)


def read_adaptation(path: Path) -> AdaptationRecord:
    """Read such a file.

    Raises
    ------
    InputError
        When it cannot be read, or is no such file.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"{path}: is larger than {MAX_BYTES >> 20} MiB; give an {ADAPTATION_FILE} of prct fold")
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as problem:
        raise InputError(f"{path}: cannot be read ({problem})") from None
    try:
        if content["format"] != FORMAT:
            raise ValueError(f"format {content['format']!r}")
        published = [Published(**one) for one in content["published"]]
        changes = {_number(name) - 1: [change_of(row) for row in rows] for name, rows in content["changes"].items()}
        RecordedParameters(changes)
        return AdaptationRecord(str(content["fold"]), content["complete"] is True, published, changes)
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError, InputError) as problem:
        raise InputError(f"{path}: is no {ADAPTATION_FILE} of prct fold --adapt ({problem})") from None


def described(published: Sequence[Published]) -> str:
    """What was decided, in a line.

    Examples
    --------
    >>> described([Published(2, 2500, 4, "energies hold", False), Published(3, 5000, 9, "energies are higher", True)])
    '2500 steps after 4 trajectories, back to 5000 after 9'
    """
    parts: list[str] = []
    for one in published:
        unit = ("", "") if parts else (" steps", " trajectories")
        parts.append(f"{'back to ' if one.rolled_back else ''}{one.steps}{unit[0]} after {one.after}{unit[1]}")
    return ", ".join(parts) or "nothing changed"


def _number(name: Any) -> int:
    number = int(name)
    if number < 1:
        raise ValueError(f"trajectory {name}")
    return number
