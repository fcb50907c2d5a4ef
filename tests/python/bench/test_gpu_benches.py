"""The benches of the platform cuda: smoke runs on the emulation, arguments, counters, and the report of a GPU run."""

import importlib.util
import json
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[3]
BENCH = ROOT / "bench" / "gpu"
PROGRAMS = ("throughput", "forces", "fold_rate", "first_folds", "equivalence", "kernels", "large")


@pytest.fixture(autouse=True)
def own_path(monkeypatch):
    """Benches put their folders into the path."""
    monkeypatch.setattr(sys, "path", list(sys.path))


def load(name, folder=BENCH):
    spec = importlib.util.spec_from_file_location(f"loaded_{name}", folder / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


TIMES = ("trajectories/s", "traces/s", "batch s", "proteins/s", "one s", "us a step", "wall us", "cpu wall s")


@pytest.mark.parametrize("name", PROGRAMS)
def test_smoke_run_verifies_on_the_emulation_and_has_no_times(name, tmp_path):
    target = tmp_path / "rows.json"
    command = [sys.executable, str(BENCH / f"{name}.py"), "--smoke", "--json", str(target)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    record = json.loads(target.read_text())
    assert record["bench"] == name and record["smoke"] and "gpus" in record["provenance"]
    assert record["rows"]
    for row in record["rows"]:
        assert row["platform"] in ("cuda-emulation", "cpu", "cpu-f64") and "failed" not in row
        assert not set(TIMES) & set(row)


@pytest.mark.parametrize("name", PROGRAMS)
def test_without_a_gpu_the_full_run_says_why(name, tmp_path, capsys, monkeypatch):
    bench = load(name)
    no_gpu = "no GPU driver here"
    monkeypatch.setattr(sys.modules["gpu_bench"], "ready_platform", lambda _: (_ for _ in ()).throw(gpu_error(no_gpu)))
    bench.main(["--json", str(tmp_path / "rows.json")])
    assert no_gpu in capsys.readouterr().out
    assert json.loads((tmp_path / "rows.json").read_text())["rows"] == [{"platform": "cuda", "left out": no_gpu}]


def folded(bench, begin, stop, *ends, workers=1):
    return bench.Folded(begin, stop, ends, workers, 0.0, 0.0, (), 0)


def test_folds_count_while_all_processes_do():
    bench = load("fold_rate")
    early = folded(bench, 0.0, 8.0, 0.0, 1.0, 2.5, 4.0, 7.0, 9.0)
    late = folded(bench, 2.0, 10.0, 1.5, 2.0, 3.0, 5.0, 9.0)
    assert bench.rate([early]) == 4 / 8
    assert bench.rate([early, late]) == 5 / 6
    failed = sys.modules["gpu_bench"].CheckFailed
    with pytest.raises(failed, match=r"counted for 3\.0 s only"):
        bench.rate([early, folded(bench, 5.0, 13.0)])
    with pytest.raises(failed, match="4 folds ended while 5 were under way"):
        bench.rate([folded(bench, 0.0, 8.0, 1.0, 2.5, 4.0, 7.0, workers=5)])


@pytest.mark.parametrize("processes", [1, 3])
def test_the_rate_of_a_full_pipeline_is_found(processes):
    """Workers that end a fold every second, 0.9 s apart at most, began at once, and empty the pipeline at the end."""
    bench, workers, seconds = load("fold_rate"), 10, 5.0
    shares = []
    for k in range(processes):
        ends = sorted(0.1 * k + 1.0 + n + 0.09 * w for n in range(8) for w in range(workers))
        begin = ends[workers - 1]
        shares.append(folded(bench, begin, begin + seconds, *ends, workers=workers))
    assert bench.rate(shares) == pytest.approx(workers * processes, rel=0.05)


def gpu_error(text):
    from prct.base.errors import GpuError

    return GpuError(text)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("throughput", ["--trajectories", "0"]),
        ("throughput", ["--sweep", "-1"]),
        ("fold_rate", ["--lengths"]),
        ("equivalence", ["--seeds", "none"]),
        ("kernels", ["--cases", "coffee"]),
        ("large", ["--lengths", "0"]),
    ],
)
def test_bad_arguments(name, arguments, capsys):
    with pytest.raises(SystemExit) as stop:
        load(name).main(arguments)
    assert stop.value.code == 2
    assert arguments[0] in capsys.readouterr().err


def test_a_failed_case_is_a_row_and_the_exit_code(tmp_path):
    bench = load("gpu_bench")
    options = bench.command_line("some", "A bench.").parse_args(["--smoke", "--json", str(tmp_path / "rows.json")])

    def broken():
        bench.check(False, "too hot\nby far")

    with pytest.raises(SystemExit, match="not every row"):
        bench.run("some", options, lambda platform: [bench.attempt(broken, platform=platform, residues=9)])
    row = json.loads((tmp_path / "rows.json").read_text())["rows"][0]
    assert row == {"platform": "cuda-emulation", "residues": 9, "failed": "CheckFailed: too hot"}


def test_a_batch_is_whole_waves():
    size = load("throughput").batch_size
    assert size(150, {"resident_blocks": 6, "multiprocessors": 132}) == 4 * 792
    assert size(150, {"resident_blocks": 3, "multiprocessors": 132}) == 8 * 396
    assert size(500, {"resident_blocks": 1, "multiprocessors": 132}) == 7 * 132


def test_differences_are_measured_in_standard_errors():
    throughput, equivalence = load("throughput"), load("equivalence")
    random = np.random.default_rng(1)
    a, b = random.normal(0, 1, 400), random.normal(0, 1, 400)
    assert abs(throughput.sigmas(a, b)) < 4
    assert throughput.sigmas(a + 1, b) == pytest.approx((a.mean() + 1 - b.mean()) * math.sqrt(200), rel=0.1)
    mean, low, high = equivalence.paired(np.array([0.1, 0.3, 0.2]))
    assert mean == pytest.approx(0.2)
    assert (low, high) == pytest.approx(
        (0.2 - 4.3027 * 0.1 / math.sqrt(3), 0.2 + 4.3027 * 0.1 / math.sqrt(3)), rel=1e-4
    )


def test_platforms_that_fold_differently_fail_the_equivalence():
    equivalence = load("equivalence")
    same = np.full((2, 3), 0.8)
    row = equivalence.case_row("cuda", {"cpu": same, "cuda": same - [[0.03, 0.02, 0.04]]}, {"cpu": 2.0, "cuda": 1.0})
    assert row["difference"] == pytest.approx(-0.03) and row["within 0.02"] is False and row["cuda wall s"] == 1.0
    with pytest.raises(sys.modules["gpu_bench"].CheckFailed, match="folds otherwise"):
        equivalence.case_row("cuda", {"cpu": same, "cuda": same - 0.2}, {})


def test_written_chains_are_a_data_set(prct_data, tmp_path, monkeypatch):
    equivalence = load("equivalence")
    monkeypatch.setenv("PRCT_DATA", str(prct_data))
    equivalence.main(["--write-chains", str(tmp_path)])
    given, kept = (list(equivalence.sources.chains(list(equivalence.CHAINS), data)) for data in (prct_data, tmp_path))
    assert [(chain.name, chain.sequence) for chain in kept] == [(chain.name, chain.sequence) for chain in given]
    for a, b in zip(given, kept, strict=True):
        np.testing.assert_allclose(a.coords_a, b.coords_a, atol=1e-3)


RAW_PAGE = """==PROF== Connected to process 1
"ID","Kernel Name","gpu__time_duration.sum","sm__throughput.avg.pct_of_peak_sustained_elapsed",\
"smsp__inst_executed.sum","smsp__inst_executed_pipe_fma.sum","smsp__sass_thread_inst_executed_op_ffma_pred_on.sum",\
"l1tex__data_bank_conflicts_pipe_lsu_mem_shared.sum","l1tex__data_pipe_lsu_wavefronts_mem_shared.sum"
"","","nsecond","%","inst","inst","inst","",""
"0","fold_trajectories_256(const TrajectoryTask *)","2,000,000","41.5","1000","250","5,000","30","300"
"1","fold_trajectories_256(const TrajectoryTask *)","4,000,000","42.5","3000","750","n/a","10","100"
"""


def test_ncu_tables_are_read():
    counters = load("kernel_counters")
    (counted,) = counters.read_table(RAW_PAGE)
    assert counted.kernel == "fold_trajectories_256" and len(counted.launches) == 2
    assert "ffma" not in counted.launches[1]
    row = counters.summary(counted)
    assert row["launches"] == 2 and row["us"] == 3000.0 and row["SM %"] == 42.0
    assert row["fma %"] == 25.0 and row["conflicts %"] == 10.0
    assert row["GFLOP/s"] == pytest.approx(2 * 5000 / 3000 / 1e3)
    assert counters.read_table("==ERROR== ERR_NVGPUCTRPERM\n") == []


def test_ncu_that_fails_says_so(tmp_path):
    counters = load("kernel_counters")
    found, problem = counters.count([sys.executable, "-c", "print('==ERROR== no permission'); exit(1)"], 60)
    assert found == [] and "no permission" in problem and "exit 1" in problem
    found, problem = counters.count([str(tmp_path / "ncu")], 60)
    assert found == [] and "FileNotFoundError" in problem
    command = counters.command_for("ncu", "fold", 2, 3, ["python", "x.py"])
    assert command[-2:] == ["python", "x.py"] and command[command.index("--clock-control") + 1] == "none"


def test_the_fastest_way_of_a_network_is_the_peer():
    peer_rate = load("peer_rate")
    rows = [
        {"network": "N", "way": "slow", "residues": 256, "network s": 4.0},
        {"network": "N", "way": "quick", "residues": 256, "network s": 2.0},
        {"network": "N", "way": "broken", "residues": 256, "failed": "memory"},
    ]
    peers = peer_rate.peer_seconds(rows)
    assert peers == {256: ("N quick", 2.0)}
    folds = peer_rate.beside([{"residues": 256, "proteins/s": 8.0}, {"residues": 128, "proteins/s": 9.0}], peers)
    assert folds[0]["x peer"] == 16.0 and "x peer" not in folds[1]


def write_run(work, steps, **results):
    (work / "results").mkdir(parents=True)
    (work / "steps.tsv").write_text("".join("\t".join(step) + "\n" for step in steps))
    for name, rows in results.items():
        gpu = {"name": "a GPU", "clocks.sm": "1980 MHz"}
        known = {"gpus": [gpu], "cpu": "a CPU", "cores": 16, "commit": "c0ffee"}
        payload = {"bench": name.split("__")[0], "smoke": False, "provenance": known, "rows": rows}
        (work / "results" / f"{name}.json").write_text(json.dumps(payload))


def test_report_of_a_run(tmp_path):
    tool = load("report_gpu_run", ROOT / "tools")
    network = [{"network": "N", "way": "whole", "residues": 256, "network s": 3.0}]
    write_run(
        tmp_path / "work",
        [("test", "memcheck", "FAILED", "7"), ("bench", "fold_rate", "passed", "20")],
        fold_rate=[{"platform": "cuda", "residues": 256, "proteins/s": 4.0, "restraints": 9}],
        alphafold_network__256=network,
        alphafold_network__384=[{**network[0], "residues": 384}],
    )
    (tmp_path / "work" / "results" / "torn.json").write_text("{")
    text = tool.report(tmp_path / "work", tmp_path / "out")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "steps.json",
        "bench.json",
        "peers.json",
        "table.md",
    }
    assert "Failed: test memcheck: FAILED" in text and "name a GPU" in text and "commit c0ffee" in text
    assert "torn.json is no result" in text
    bench = json.loads((tmp_path / "out" / "bench.json").read_text())
    assert bench["fold_rate"]["rows"][0]["x peer"] == 12.0
    assert len(json.loads((tmp_path / "out" / "peers.json").read_text())["alphafold_network"]["rows"]) == 2


def test_report_without_results_is_a_report(tmp_path):
    tool = load("report_gpu_run", ROOT / "tools")
    (tmp_path / "work").mkdir()
    assert "Failed: nothing" in tool.report(tmp_path / "work", tmp_path / "out")


def test_a_variant_with_other_blocks_differs_in_nothing_else(tmp_path):
    variants = load("variants")
    folder = variants.with_blocks(3, tmp_path / "three")
    own = variants.device_sources()
    files = [path.relative_to(own) for path in own.rglob("*") if path.is_file()]
    other = [str(file) for file in files if (own / file).read_bytes() != (folder / file).read_bytes()]
    assert other == [variants.SMALLEST]
    assert "PRCT_KERNEL(160, 3) fold_trajectories_160" in (folder / variants.SMALLEST).read_text()
