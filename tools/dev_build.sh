#!/usr/bin/env bash
# Incremental build in build/dev; leaves _core beside the Python sources, so that PYTHONPATH=python runs the working tree.
# PYTHON names the interpreter (it needs pybind11); further arguments go to cmake, e.g. -DPRCT_SANITIZE=ON.
set -euo pipefail
cd "$(dirname "$0")/.."
python=$(command -v "${PYTHON:-python3}")
case $python in /*) ;; *) python=$PWD/$python ;; esac  # CMake would look for it from the build folder
launcher=()
if command -v ccache >/dev/null; then launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache); fi
cmake -S . -B build/dev -G Ninja -DPRCT_PYTHON=ON -DPRCT_TESTS=ON -DPython_EXECUTABLE="$python" \
  -Dpybind11_DIR="$("$python" -m pybind11 --cmakedir)" "${launcher[@]}" "$@" >/dev/null
cmake --build build/dev
cp --remove-destination build/dev/_core*.so python/prct/
[ ! -e build/dev/stubs/out/prct/_core.pyi ] || cp build/dev/stubs/out/prct/_core.pyi python/prct/
rm -rf python/prct/_device
mkdir -p python/prct/_device/cuda
cp -r cuda/kernels cuda/rtc python/prct/_device/cuda/
cp -r cpp/include python/prct/_device/include
