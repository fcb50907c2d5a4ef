"""Rules 4, 6 and 7 as far as text shows them, and what may not stand in a committed file."""

from __future__ import annotations

import ast
import re
import tokenize
from io import StringIO
from pathlib import Path

from cpp_functions import blank_noise
from repository import cpp_files, files, python_files, read, text_files

CLOCK_ROOMS = ("app", "cli", "timing", "tui", "studio")
GLOBAL_RANDOM = re.compile(
    r"\bnp\.random\.(?!default_rng\((?!\s*(?:\)|None))|Generator|Philox|PCG64|SeedSequence|BitGenerator)\w+|\brandom\.(random|choice|shuffle|"
    r"randint|seed|uniform|gauss)\("
)
WALL_CLOCK = re.compile(r"\btime\.time(_ns)?\(|\bdatetime\.(now|utcnow|today)\(|\bdate\.today\(|\buuid[14]\(")
CPP_HIDDEN_INPUT = re.compile(r"\bstd::random_device\b|\bs?rand\s*\(|\bsystem_clock\b|\bstd::time\s*\(|\bgetenv\s*\(")
OPEN_ENDS = re.compile("|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X\\b", "HA" + "CK\\b")))
MACHINE_PATH = re.compile(
    r"(?<![\w.{}$])/(?:" + "|".join(("home", "work", "tmp", "root", "Users", "mnt")) + r")/[\w.-]+"
)
REGISTRY_HOSTS = re.compile(
    "|".join(re.escape(".".join(p)) for p in (
        ("pypi", "org"), ("pythonhosted", "org"), ("registry", "npmjs", "org"), ("deb", "debian", "org"),
        ("crates", "io"), ("proxy", "golang", "org"), ("conda", "anaconda", "org"),
    ))
)  # fmt: skip
DATE = re.compile(r"\b(19|20)\d\d-[01]\d-[0-3]\d\b")


def findings(pattern: re.Pattern, text: str) -> list[str]:
    """``line: match`` for every match."""
    return [f"{text.count(chr(10), 0, m.start()) + 1}: {m.group()}" for m in pattern.finditer(text)]


def search(pattern: re.Pattern, paths: list[Path], view=lambda text: text) -> list[str]:
    return [f"{path}:{found}" for path in paths for found in findings(pattern, view(read(path)))]


def python_comments(text: str) -> str:
    """Only the comments, at their lines."""
    lines = [""] * (text.count("\n") + 2)
    for token in tokenize.generate_tokens(StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            lines[token.start[0] - 1] = token.string
    return "\n".join(lines)


def swallowed(text: str) -> list[int]:
    """Handlers of everything that do nothing."""
    broad = {None, "Exception", "BaseException"}
    return [
        node.lineno
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ExceptHandler)
        and (getattr(node.type, "id", None) if node.type else None) in broad
        and (node.type is None or isinstance(node.type, ast.Name))
        and all(
            isinstance(s, ast.Pass | ast.Continue) or isinstance(getattr(s, "value", None), ast.Constant)
            for s in node.body
        )
    ]


def test_no_open_ends():
    assert search(OPEN_ENDS, text_files()) == []


def test_no_path_of_a_machine():
    assert search(MACHINE_PATH, text_files()) == []


def test_no_registry_host():
    assert search(REGISTRY_HOSTS, text_files()) == []


def test_no_dates_in_comments():
    assert search(DATE, python_files(), python_comments) == []
    assert search(re.compile(r"//[^\n]*" + DATE.pattern), cpp_files()) == []


def test_no_error_is_swallowed():
    found = {str(p): lines for p in files(".py", under="python/prct") if (lines := swallowed(read(p)))}
    assert found == {}
    assert search(re.compile(r"catch\s*\(\.\.\.\)\s*\{\s*\}"), cpp_files(), blank_noise) == []


def test_randomness_comes_as_an_argument():
    assert search(GLOBAL_RANDOM, files(".py", under="python/prct")) == []
    assert search(CPP_HIDDEN_INPUT, files(".h", ".hpp", ".cpp", under="cpp"), blank_noise) == []


def test_time_and_identity_come_as_arguments():
    rooms = [Path("python/prct") / room for room in CLOCK_ROOMS]
    pure = [p for p in files(".py", under="python/prct") if not any(p.is_relative_to(room) for room in rooms)]
    assert search(WALL_CLOCK, [p for p in pure if p != Path("python/prct/base/clock.py")]) == []


def test_the_checks_catch_what_they_look_for():
    assert findings(OPEN_ENDS, "a\n# TO" + "DO b") == ["2: TO" + "DO"]
    assert findings(MACHINE_PATH, "open('/ho" + "me/me/x')") == ["1: /ho" + "me/me"]
    assert findings(MACHINE_PATH, "$x/tmp/a ../work/b") == []
    assert findings(REGISTRY_HOSTS, "https://py" + "pi.org/simple") == ["1: py" + "pi.org"]
    assert swallowed("try:\n    f()\nexcept Exception:\n    pass\n") == [3]
    assert swallowed("try:\n    f()\nexcept OSError:\n    pass\n") == []
    assert findings(GLOBAL_RANDOM, "np.random.rand(3); np.random.default_rng(seed)") == ["1: np.random.rand"]
    assert findings(GLOBAL_RANDOM, "np.random.default_rng()") == ["1: np.random.default_rng"]
    assert findings(GLOBAL_RANDOM, "np.random.default_rng(None)") == ["1: np.random.default_rng"]
    assert findings(GLOBAL_RANDOM, "np.random.default_rng([seed, 1])") == []
    assert findings(DATE, python_comments("x = '2020-01-01'\n# of 2020-01-02\n")) == ["2: 2020-01-02"]
