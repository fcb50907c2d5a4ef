"""The examples in the docstrings of the extension module run, like those of the Python modules."""

from __future__ import annotations

import doctest
import inspect

import pytest
from prct import _core

DOCUMENTED = sorted(name for name, thing in inspect.getmembers(_core) if ">>>" in (inspect.getdoc(thing) or ""))


def failures(text: str) -> int:
    """Failed lines of the examples in a docstring."""
    examples = doctest.DocTestParser().get_doctest(inspect.cleandoc(text), {}, "docstring", None, 0)
    return doctest.DocTestRunner(verbose=False).run(examples, out=lambda report: None).failed


@pytest.mark.parametrize("name", DOCUMENTED)
def test_example_runs(name: str):
    assert failures(getattr(_core, name).__doc__) == 0


def test_the_check_sees_examples_and_their_failures():
    assert {"Platform", "Simulation", "State", "System"} <= set(DOCUMENTED)
    assert failures(">>> 1 + 1\n3\n") == 1
