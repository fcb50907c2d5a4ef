"""Rule 1: one stem in header, source, binding, Python face and test."""

from __future__ import annotations

import re
from pathlib import Path

from repository import files, read

HEADERS = Path("cpp/include/prct")


def untested(headers: list[Path], tests: dict[Path, str]) -> list[str]:
    """Headers that no test includes and no test is named after."""
    names = {p.stem.removesuffix("_test").removeprefix("test_") for p in tests}
    text = "\n".join(tests.values())
    return [
        str(h) for h in headers if h.stem not in names and f'"{h.relative_to(HEADERS.parent).as_posix()}"' not in text
    ]


def test_every_header_in_a_room_has_a_test_that_names_it():
    headers = [h for h in files(".h", ".hpp", under=str(HEADERS)) if h.parent != HEADERS]
    tests = {p: read(p) for p in files(".cpp", ".py", ".cu", under="tests") if not p.is_relative_to("tests/meta")}
    bare = untested(headers, tests)
    assert not bare, "no test includes these headers or is named after them:\n" + "\n".join(bare)


def test_every_source_has_a_header_of_its_stem():
    known = {p.relative_to(HEADERS).with_suffix("") for p in files(".h", ".hpp", ".in", under=str(HEADERS))}
    known |= {Path(p.name.split(".")[0]) for p in files(".in", under=str(HEADERS))}
    known |= {p.relative_to("cpp/src").with_suffix("") for p in files(".hpp", under="cpp/src")}
    sources = [p for p in files(".cpp", under="cpp/src") if not p.is_relative_to("cpp/src/platform")]
    lonely = [str(p) for p in sources if not is_part_of(p.relative_to("cpp/src").with_suffix(""), known)]
    assert not lonely, f"name each source after its header (or header stem + _part): {lonely}"


def is_part_of(source: Path, headers: set[Path]) -> bool:
    """True for ``room/stem`` and for ``room/stem_part`` where ``room/stem`` is a header."""
    parts = source.name.split("_")
    return any(source.with_name("_".join(parts[:k])) in headers for k in range(len(parts), 0, -1))


def test_every_binding_is_declared_and_listed():
    declared = set(re.findall(r"void (bind_\w+)\(", read(Path("bindings/bindings.hpp"))))
    listed = set(re.findall(r"^\s*(bind_\w+)\(m\);", read(Path("bindings/module.cpp")), re.M))
    stems = {p.stem for p in files(".cpp", under="bindings") if p.stem.startswith("bind_")}
    assert declared == listed
    assert stems <= declared, "each bindings/bind_<stem>.cpp defines bind_<stem>(py::module_&)"


def test_the_checks_catch_what_they_look_for():
    header = HEADERS / "graph" / "tour.hpp"
    assert untested([header], {}) == [str(header)]
    assert untested([header], {Path("tests/cpp/graph/tour_test.cpp"): ""}) == []
    assert untested([header], {Path("tests/cpp/x_test.cpp"): '#include "prct/graph/tour.hpp"'}) == []
    assert is_part_of(Path("graph/tour_kicks"), {Path("graph/tour")})
    assert not is_part_of(Path("graph/route"), {Path("graph/tour")})
