#!/usr/bin/env bash
# Collects, on a machine with network, what bench/gpu/run_all.sh needs on one without:
#   tools/pack_gpu_run.sh FOLDER        (by default build/gpu_run, where run_all.sh looks)
# wheels/ and peer_wheels/ for CPython 3.12, googletest/ from Debian's package of that name, data/ with the chains of
# bench/gpu/equivalence.py where PRCT_DATA names the data set, and the commit. PYTHON names an interpreter that has pip
# and, for the chains, prct.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${1:-build/gpu_run}
python=${PYTHON:-python3}
googletest=${GOOGLETEST:-/usr/src/googletest}
most_mib=40

download() {  # download LIST FOLDER
  rm -rf "${folder:?}/$2"
  "$python" -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --implementation cp \
    --python-version 3.12 --abi cp312 --abi abi3 --abi none --platform manylinux_2_28_x86_64 \
    --platform manylinux_2_17_x86_64 --platform manylinux2014_x86_64 --dest "$folder/$2" --requirement "$1"
}

if [ ! -e "$googletest/CMakeLists.txt" ]; then
  echo "pack_gpu_run.sh: no sources in $googletest; install Debian's package googletest, or name them by GOOGLETEST" >&2
  exit 2
fi
mkdir -p "$folder"
download bench/gpu/wheels.txt wheels
download bench/gpu/peer_wheels.txt peer_wheels
rm -rf "${folder:?}/googletest"
mkdir -p "$folder/googletest/googletest"
cp "$googletest/CMakeLists.txt" "$folder/googletest/"
cp -r "$googletest"/googletest/{CMakeLists.txt,cmake,include,src} "$folder/googletest/googletest/"
rm -rf "${folder:?}/data"
if [ -d "${PRCT_DATA:-../shared/data}/structures" ]; then
  PYTHONPATH=python:${PYTHONPATH:-} "$python" bench/gpu/equivalence.py --write-chains "$folder/data"
else
  echo "pack_gpu_run.sh: no data set; name its folder by PRCT_DATA, or equivalence.py is left out there" >&2
fi
git rev-parse HEAD >"$folder/commit" 2>/dev/null || echo unknown >"$folder/commit"
du -sh "$folder"/* | sort -h
mib=$(du -sm "$folder" | cut -f1)
if [ "$mib" -gt "$most_mib" ]; then
  echo "pack_gpu_run.sh: $mib MiB are more than the $most_mib that may travel" >&2
  exit 1
fi
