"""Rule 2: the suffix says who may read a file; device-safe headers stay device-safe."""

from __future__ import annotations

import re
from pathlib import Path

from cpp_functions import blank_noise, function_bodies
from repository import committed_files, files, read

ALLOWED = {
    "cpp/include": {".h", ".hpp", ".in"},
    "cpp/src": {".hpp", ".cpp"},
    "cuda": {".h", ".hpp", ".cuh", ".cu", ".cpp", ".in"},
    "bindings": {".hpp", ".cpp"},
    "tests/cpp": {".hpp", ".cpp"},
    "python/prct": {".py", ".pyi", ".typed", ".npz", ".npy", ".json", ".csv", ".md", ".so"},
}
BUILT_INS = Path("cuda/kernels/device.h")
"""Includes the host's emulation of CUDA where the compiler is no CUDA compiler."""
NOT_ON_A_DEVICE = re.compile(
    r"\bstd::(vector|string|map|unordered_map|set|function|shared_ptr|unique_ptr|span|ostream|cout|cerr)\b"
    r"|\bnew\s+\w|\bmalloc\s*\(|\bthrow\b|\bvirtual\b"
)
HOST_INCLUDE = re.compile(
    r'^\s*#\s*include\s*("[^"]+\.hpp"|<(vector|string|map|memory|functional|iostream|span)>)', re.M
)


def misplaced(paths: list[Path]) -> list[str]:
    """Files whose suffix does not belong in their folder."""
    return [
        str(path)
        for path in paths
        for folder, suffixes in ALLOWED.items()
        if path.is_relative_to(folder) and path.suffix not in suffixes
    ]


def device_hazards(text: str) -> list[str]:
    """What a device-safe header may not contain."""
    code = blank_noise(text)
    return [m.group() for m in NOT_ON_A_DEVICE.finditer(code)] + [m.group() for m in HOST_INCLUDE.finditer(text)]


def test_every_suffix_belongs_in_its_folder():
    assert misplaced(list(committed_files())) == []


def test_device_safe_headers_hold_nothing_of_the_host():
    headers = [p for p in files(".h") if p != BUILT_INS]
    hazards = {str(p): found for p in headers if (found := device_hazards(read(p)))}
    assert not hazards, f"move these to a .hpp header: {hazards}"


def test_device_safe_functions_are_marked():
    unmarked = {
        str(p): found for p in files(".h", under="cpp/include/prct/physics") if (found := unmarked_functions(read(p)))
    }
    assert not unmarked, f"mark these functions PRCT_HD: {unmarked}"


def unmarked_functions(text: str) -> list[str]:
    """Functions without PRCT_HD."""
    return [body.head for body in function_bodies(text) if "PRCT_HD" not in body.head]


def test_kernels_allocate_only_in_the_memory_room():
    outside = [p for p in files(".cu", ".cuh", ".hpp", ".cpp", under="cuda") if not p.is_relative_to("cuda/memory")]
    hits = [str(p) for p in outside if re.search(r"\bcudaMalloc\w*|\bcudaFree\w*", blank_noise(read(p)))]
    assert hits == []


def test_the_checks_catch_what_they_look_for():
    assert misplaced([Path("cpp/src/a.h")]) == ["cpp/src/a.h"]
    assert device_hazards("#include <vector>\nstd::vector<int> v;  // std::map\n") == [
        "std::vector",
        "#include <vector>",
    ]
    assert unmarked_functions("int f(int x) {\n    g(x);\n}\nPRCT_HD int h() { return 1; }\n") == ["int f(int x)"]
