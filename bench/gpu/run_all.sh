#!/usr/bin/env bash
# Builds, tests and measures on a machine with a GPU and no network; the table comes last.
#
#   bench/gpu/run_all.sh OUT_DIR [build] [test] [bench] [peers]      (or all, the default)
#
# A stage is a list of steps. A step that fails, or takes longer than it may, is recorded and the next one runs; a step
# whose stage has no time left is left out. Results of earlier calls in the same copy are kept and reported again.
# OUT_DIR gets steps.json, bench.json, peers.json, table.md and logs.tar.gz. Exit code 1: something failed.
#
# Needs: python3 with numpy, scipy, pybind11, pytest, hypothesis; CUDA's nvcc; cmake and ninja. ncu, compute-sanitizer,
# jax, torch and transformers are used where they are. tools/pack_gpu_run.sh collects what else is needed:
#   PRCT_WHEELS  wheels/ and peer_wheels/ below it are installed for this run only
#   PRCT_GTEST   GoogleTest's sources
#   PRCT_DATA    structures/ with the chains of equivalence.py
# by default in build/gpu_run of this copy, or in ../gpu_run beside it.
#
# Seconds: PRCT_BUILD_S, PRCT_TEST_S, PRCT_BENCH_S, PRCT_PEERS_S for a stage, PRCT_TOTAL_S for the call.
# What: PRCT_ONLY="forces throughput ..." (benches), PRCT_SANITIZERS, PRCT_PEER_LENGTHS, PRCT_PEER_WAYS,
# PRCT_PEER_COMPILE, PRCT_PEER_REPEATS, and <BENCH>_ARGS, e.g. THROUGHPUT_ARGS="--sweep 50 500".
# PRCT_DRY=1 prints the steps and runs none. The GPU's settings are read and never changed.
set -uo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
python=${PYTHON:-python3}
work=${PRCT_WORK:-$root/build/gpu}
dry=${PRCT_DRY:-}
logs=$work/logs
results=$work/results

usage() { sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$0"; }

out=${1:-}
case $out in -h | --help) usage; exit 0 ;; "" | -*) usage >&2; exit 2 ;; esac
shift
stages=()
for name in "${@:-all}"; do
  case $name in
    build | test | bench | peers) stages+=("$name") ;;
    all) stages=(build test bench peers) ;;
    *) echo "run_all.sh: there is no stage $name; use build, test, bench, peers or all" >&2; exit 2 ;;
  esac
done
mkdir -p "$out" "$logs" "$results" || exit 2
out=$(cd "$out" && pwd)

carried() {  # carried NAME: the folder that tools/pack_gpu_run.sh filled
  local folder
  for folder in "$root/build/gpu_run/$1" "$root/../gpu_run/$1"; do
    if [ -d "$folder" ]; then (cd "$folder" && pwd); return; fi
  done
  echo "$root/build/gpu_run/$1"
}
wheels=${PRCT_WHEELS:-$(carried .)}
gtest=${PRCT_GTEST:-$(carried googletest)}
PRCT_DATA=${PRCT_DATA:-$(carried data)}
if [ -z "${PRCT_COMMIT:-}" ] && [ -s "$(carried .)/commit" ]; then PRCT_COMMIT=$(cat "$(carried .)/commit"); fi
export PRCT_DATA PRCT_COMMIT=${PRCT_COMMIT:-unknown}
site=$work/site
peer_site=$work/peer_site
export PYTHONPATH=$root/python:$site
export PYTHONDONTWRITEBYTECODE=1
cd "$root" || exit 2

SECONDS=0
total_s=${PRCT_TOTAL_S:-570}  # a lent machine ends a command after 600 s
stage=none
stage_end=0
failed=0
steps=$work/steps.tsv
touch "$steps"

record() {  # record NAME STATUS SECONDS
  printf '%s\t%s\t%s\t%s\n' "$stage" "$1" "$2" "$3" >>"$steps"
  printf '%-6s %-28s %-10s %4s s\n' "$stage" "$1" "$2" "$3"
  case $2 in FAILED | "timed out") failed=1 ;; esac
}

step() {  # step NAME MOST_SECONDS COMMAND...: the log is NAME.log
  local name=$1 most=$2 left=$((stage_end - SECONDS)) start=$SECONDS code
  shift 2
  if [ -n "$dry" ]; then printf '%s %s (at most %s s): %s\n' "$stage" "$name" "$most" "$*"; return 0; fi
  if [ "$left" -lt 5 ]; then record "$name" "left out" 0; return 0; fi
  if [ "$most" -gt "$left" ]; then most=$left; fi
  timeout -k 5 "$most" "$@" >"$logs/$name.log" 2>&1
  code=$?
  case $code in
    0) record "$name" passed $((SECONDS - start)) ;;
    124 | 137) record "$name" "timed out" $((SECONDS - start)) ;;
    *) record "$name" FAILED $((SECONDS - start)); tail -n 12 "$logs/$name.log" | cut -c1-300 ;;
  esac
  return "$code"
}

refuse() {  # refuse NAME PATTERN: a step that passed has not, where its log says so
  if [ -z "$dry" ] && grep -qE "$2" "$logs/$1.log" 2>/dev/null; then
    record "$1: $(grep -oEm1 "$2" "$logs/$1.log" | cut -c1-60)" FAILED 0
  fi
}

begin() {  # begin STAGE SECONDS
  stage=$1
  printf '=== %s\n' "$stage"
  stage_end=$((SECONDS + $2))
  if [ "$stage_end" -gt "$total_s" ]; then stage_end=$total_s; fi
  sed -i "/^$stage\t/d" "$steps"
}

collect() {  # what OUT_DIR gets, after every stage: a call that is ended early leaves what it had
  if [ -n "$dry" ]; then return 0; fi
  tar -czf "$out/logs.tar.gz" -C "$work" logs
  "$python" tools/report_gpu_run.py "$work" "$out" >"$work/report.log" 2>&1 || { cat "$work/report.log"; failed=1; }
}
trap 'collect; exit 143' TERM INT

build_stage() {
  begin build "${PRCT_BUILD_S:-240}"
  step machine 20 bash -c 'nvidia-smi; nvcc --version; nproc; free -g; '"$python"' -m pip list 2>/dev/null' || true
  if compgen -G "$wheels/wheels/*.whl" >/dev/null; then
    step wheels 60 "$python" -m pip install --quiet --no-index --no-deps --upgrade --target "$site" "$wheels"/wheels/*.whl
  fi
  if compgen -G "$wheels/peer_wheels/*.whl" >/dev/null; then
    step peer_wheels 60 "$python" -m pip install --quiet --no-index --no-deps --upgrade --target "$peer_site" \
      "$wheels"/peer_wheels/*.whl
  fi
  # Tests of what runs on a GPU only; the others need none.
  step build 230 env PYTHON="$python" bash tools/dev_build.sh "-DPRCT_TEST_FOLDERS=cuda;parity" "-DPRCT_GTEST=$gtest"
  step info 30 "$python" -m prct info
}

program=build/dev/prct_tests
small_tests='*Parity.AllTermsTogether/cuda_40_33_helical:*Parity.AllTermsTogether/cuda_1_2_17_coil'
small_tests+=':*TrajectoryParity.StepsAreThoseOfTheReference/cuda'

test_stage() {
  local tool tests
  begin test "${PRCT_TEST_S:-160}"
  # Many of them emulate a GPU beside the real one, on one core each.
  # shellcheck disable=SC2016  # for the shell of each shard
  step gpu_tests 120 bash -c 'seq 0 7 | xargs -P 8 -I{} env GTEST_TOTAL_SHARDS=8 GTEST_SHARD_INDEX={} "$0" "$1"' \
    "$program" '--gtest_filter=-*/cpu*:*/cuda_emulation*'
  refuse gpu_tests 'needs a CUDA device|Running 0 tests'
  mapfile -t tests < <(grep -rlE 'mark\.(multi_)?gpu' --include='test_*.py' tests/python tests/end_to_end 2>/dev/null)
  step python_tests 60 "$python" -m pytest -q -p no:cacheprovider tests/python/app/test_gpu.py "${tests[@]}"
  step fold_command 60 "$python" -m prct fold examples/ubiquitin/sequence.fasta \
    --restraints examples/ubiquitin/contacts.rr --platform cuda --out "$work/ubiquitin" --overwrite
  for tool in ${PRCT_SANITIZERS-memcheck racecheck}; do
    command -v compute-sanitizer >/dev/null || [ -n "$dry" ] || { record "$tool" "left out" 0; continue; }
    step "$tool" 60 compute-sanitizer --tool "$tool" --error-exitcode 9 "$program" \
      --gtest_filter="${PRCT_SMALL_TESTS:-$small_tests}"
    refuse "$tool" 'needs a CUDA device|Running 0 tests'
  done
}

is_peer() { case $1 in alphafold_network | esmfold_trunk) return 0 ;; *) return 1 ;; esac; }

# What is not named here runs with its defaults for up to a minute. A large chain is a step for each length.
declare -A most=([forces]=60 [throughput]=90 [fold_rate]=130 [kernels]=100 [equivalence]=90 [large_10000]=60
  [kuramoto]=60 [large_100000]=90 [variants]=90)
declare -A arguments=(
  [throughput]="--sweep 50 300 500"
  [fold_rate]="--processes 1 4 --seconds 5 --singles 2"
  [kernels]="--cases fold_150 forces_150 large_10000"
  [large_10000]="--lengths 10000"
  [variants]="--blocks 3 4 5 --rounds 2"
  [large_100000]="--lengths 100000"
)
first_benches=(forces throughput fold_rate kernels equivalence large_10000 kuramoto large_100000)

bench_names() {  # in the order that matters most first, then what else there is
  local name file
  printf '%s\n' "${first_benches[@]}"
  for file in bench/gpu/*.py; do
    name=$(basename "$file" .py)
    if grep -q '__name__ == "__main__"' "$file" && ! is_peer "$name" && [ "$name" != large ]; then
      case " ${first_benches[*]} " in *" $name "*) ;; *) echo "$name" ;; esac
    fi
  done
}

bench_stage() {
  local name file knob
  begin bench "${PRCT_BENCH_S:-330}"
  while read -r name; do
    file=bench/gpu/${name%%_1000*}.py
    [ -e "$file" ] || continue
    if [ -n "${PRCT_ONLY:-}" ]; then case " $PRCT_ONLY " in *" $name "*) ;; *) continue ;; esac; fi
    knob=${name^^}_ARGS
    rm -f "$results/$name.json"
    # shellcheck disable=SC2086  # arguments are words
    step "$name" "${most[$name]:-60}" "$python" "$file" ${!knob:-${arguments[$name]:-}} --json "$results/$name.json"
  done < <(bench_names)
}

peers_stage() {
  local length way
  begin peers "${PRCT_PEERS_S:-200}"
  export PYTHONPATH=$PYTHONPATH:$peer_site XLA_PYTHON_CLIENT_PREALLOCATE=false
  # A network is compiled for each length and way: each is a step, so that a slow one costs no other.
  for length in ${PRCT_PEER_LENGTHS:-256}; do
    for way in ${PRCT_PEER_WAYS:-chunked fused}; do
      step "alphafold_${length}_$way" 120 "$python" bench/gpu/alphafold_network.py --lengths "$length" --ways "$way" \
        --repeats "${PRCT_PEER_REPEATS:-3}" --compile "${PRCT_PEER_COMPILE:-full}" \
        --json "$results/alphafold_${length}_$way.json"
    done
  done
  # shellcheck disable=SC2086  # lengths are words
  step esmfold 90 "$python" bench/gpu/esmfold_trunk.py --lengths ${PRCT_PEER_LENGTHS:-256} \
    --repeats "${PRCT_PEER_REPEATS:-3}" --ways bf16 "bf16 whole" --json "$results/esmfold_trunk.json"
}

for name in "${stages[@]}"; do
  case $name in build) build_stage ;; test) test_stage ;; bench) bench_stage ;; peers) peers_stage ;; esac
  collect
done
if [ -n "$dry" ]; then exit 0; fi
echo
cat "$out/table.md"
exit "$failed"
