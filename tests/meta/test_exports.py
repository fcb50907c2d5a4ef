"""Rules 9 and 14: exports resolve, public names are documented, and what the facade exports has an example."""

from __future__ import annotations

import ast
import doctest
import importlib
import inspect
import pkgutil
import types

import prct
from repository import files, read


def modules() -> list[types.ModuleType]:
    """Every module of the installed package; ``__main__`` would start a program."""
    names = [m.name for m in pkgutil.walk_packages(prct.__path__, "prct.") if not m.name.endswith("__main__")]
    return [prct, *(importlib.import_module(name) for name in names)]


def undocumented(text: str) -> list[str]:
    """Public classes and functions at module level, and public methods, without a docstring."""
    tree = ast.parse(text)
    found = [] if ast.get_docstring(tree) or not tree.body else ["module"]
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            if not ast.get_docstring(node):
                found.append(node.name)
            for method in node.body if isinstance(node, ast.ClassDef) else []:
                if (
                    isinstance(method, ast.FunctionDef)
                    and not method.name.startswith("_")
                    and not ast.get_docstring(method)
                ):
                    found.append(f"{node.name}.{method.name}")
    return found


def has_example(thing: object) -> bool:
    return bool(doctest.DocTestParser().get_examples(inspect.getdoc(thing) or ""))


def test_all_names_in_all_resolve():
    for module in modules():
        missing = [name for name in getattr(module, "__all__", []) if not hasattr(module, name)]
        assert not missing, f"{module.__name__}.__all__ names what it does not have: {missing}"


def test_the_facade_says_what_it_exports():
    public = {k for k, v in vars(prct).items() if not k.startswith("_") and not isinstance(v, types.ModuleType)}
    assert public <= set(prct.__all__)


def test_what_the_facade_exports_has_a_docstring_with_an_example():
    exported = [name for name in prct.__all__ if callable(getattr(prct, name))]
    bare = [name for name in exported if not has_example(getattr(prct, name))]
    assert not bare, f"add an example that runs (>>>) to the docstrings of {bare}"


def test_public_names_have_docstrings():
    bare = {str(p): names for p in files(".py", under="python/prct") if (names := undocumented(read(p)))}
    assert not bare, f"document these: {bare}"


def test_the_package_is_typed():
    assert any(p.name == "py.typed" for p in files(".typed", under="python/prct"))


def test_the_checks_catch_what_they_look_for():
    assert undocumented("def f(): pass\nclass A:\n    'A.'\n    def g(self): pass\n") == ["module", "f", "A.g"]
    assert undocumented("'M.'\ndef _f(): pass\n") == []
    assert not has_example(test_all_names_in_all_resolve)
