#!/usr/bin/env bash
# Installs what the tests need and runs them once: C++ by ctest, then Python by pytest.
# The last line says how many tests did not run for want of a GPU, several GPUs or a server.
set -euo pipefail
cd "$(dirname "$0")/.."

python=.venv/bin/python
jobs=${PRCT_JOBS:-$(nproc)}
[ -x "$python" ] || python3 -m venv .venv
"$python" -m pip install --quiet --disable-pip-version-check '.[test]'
export PATH="$PWD/.venv/bin:$PATH"

has_googletest() { echo '#include <gtest/gtest.h>' | "${CXX:-c++}" -E -x c++ - >/dev/null 2>&1; }
if ! has_googletest && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt-get install -y -qq libgtest-dev >/dev/null || { apt-get update -qq && apt-get install -y -qq libgtest-dev >/dev/null; } || true
fi
if ! has_googletest; then
  echo "tests/run.sh: GoogleTest is missing; install the package libgtest-dev (or your system's GoogleTest) and run again" >&2
  exit 2
fi

cmake_is_new_enough() { cmake --version 2>/dev/null | awk 'NR==1 {split($3, v, "."); exit !(v[1] > 3 || (v[1] == 3 && v[2] >= 25))}'; }
cmake_is_new_enough || "$python" -m pip install --quiet --disable-pip-version-check 'cmake>=3.25,<4'
command -v ninja >/dev/null || "$python" -m pip install --quiet --disable-pip-version-check ninja
hash -r

images=OFF  # machine code of the kernels is in the wheel; the C++ tests need it only where there is a GPU
command -v nvidia-smi >/dev/null && images=ON
cmake -S . -B build/tests -G Ninja -DPRCT_TESTS=ON -DPRCT_CUDA_IMAGES=$images >/dev/null
cmake --build build/tests -j "$jobs"
ctest --test-dir build/tests -j "$jobs" --output-on-failure --no-tests=error
"$python" -m pytest -q "$@"
