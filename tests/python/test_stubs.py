"""The type stub of the extension module, docs/decisions/0002."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import prct
from prct import _core


def stub_names() -> set[str]:
    """Names defined at the top of the stub."""
    tree = ast.parse((Path(prct.__file__).parent / "_core.pyi").read_text(encoding="utf-8"))
    names = {n.name for n in tree.body if isinstance(n, ast.ClassDef | ast.FunctionDef)}
    return names | {n.target.id for n in tree.body if isinstance(n, ast.AnnAssign) and isinstance(n.target, ast.Name)}


def test_the_stub_names_everything_the_module_offers():
    offered = {
        name for name, thing in inspect.getmembers(_core) if not name.startswith("_") and not inspect.ismodule(thing)
    }
    assert offered <= stub_names()
    assert "__version__" in stub_names()
