"""Folding with kernels from other sources, side by side with the build's own: what a change of a kernel is worth.

Usage: python bench/gpu/variants.py [NAME=FOLDER ...] [--blocks N ...] [--residues N] [--case CASE] [--rounds N]
       [--smoke] [--json FILE]

FOLDER holds `cuda` and `include` as python/prct/_device does; each is compiled at run time. --blocks makes variants of
the build's own sources whose smallest kernel has registers for so many blocks a multiprocessor, where they would be as
many as its shared memory holds. A row a variant: the batch
of throughput.py, timed in rounds that take the variants in turn, each in a process of its own. `x built` is the median
over rounds of the time with the build's own kernels over that of the variant; `same` says whether all models are those
of the build's own to the last bit, and `energy` is their mean. Verified: no trajectory fails.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
import throughput
import workload
from gpu_bench import GPU, Row, attempt, check, command_line, positive, run, timings
from prct import _core
from prct.app.gpu import find_gpu
from prct.core.kernel_compiler import compile_kernel, device_sources
from prct.folding.settings import FoldSettings

STEM = "fold_trajectories"
BUILT = "built"
SMALLEST, BOUND = "cuda/kernels/fold_trajectories.cu", "blocks_of(160))"
READY, GO = "ready", "go"


def serve(platform: str, image: str, options: Any) -> None:
    """Runs the batch once for every line read, and writes what it took: the process of one variant."""
    if image:
        _core.set_kernel_image(STEM, Path(image).read_bytes())
    residues = 24 if options.smoke else options.residues
    settings = FoldSettings()
    if options.smoke:
        settings = settings.with_overrides(**workload.SMOKE_SETTINGS)
    gpu, chain = _core.Platform(platform), workload.made_chain(residues, options.case, first_folds=1)
    block = _core.fold_block(gpu, residues)
    count = 2 if options.smoke else options.trajectories or throughput.batch_size(residues, block)
    plans = workload.make_plans(chain, gpu, count, settings)
    print(json.dumps({"ready": READY, "trajectories": count, "resident": block["resident_blocks"]}), flush=True)
    for line in sys.stdin:
        if line.strip() != GO:
            return
        seconds, outcomes = throughput.timed_batch(gpu, plans, 1)
        found = throughput.outcomes_of(chain, outcomes)
        models = hashlib.sha256(b"".join(ended.model_a.tobytes() for ended in outcomes[:64])).hexdigest()
        print(json.dumps({"s": seconds, "energy": found["energy"].mean(), "models": models}), flush=True)


class Variant:
    """A process that runs the batch with the kernels of one variant."""

    def __init__(self, name: str, platform: str, image: str, arguments: Sequence[str]) -> None:
        self.name = name
        command = [sys.executable, str(Path(__file__).resolve()), *arguments, "--serve", platform, image]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.rounds: list[Row] = []
        self.shape = self.heard()

    def heard(self) -> Row:
        """The next answer; what a kernel prints goes to the log."""
        assert self.process.stdout
        for line in self.process.stdout:
            if line.startswith("{"):
                return json.loads(line)
            print(f"{self.name}: {line}", end="", file=sys.stderr)
        raise RuntimeError(f"the process of {self.name} ended with {self.process.wait()}")

    def go(self) -> None:
        """One round."""
        assert self.process.stdin
        self.process.stdin.write(GO + "\n")
        self.process.stdin.flush()
        self.rounds.append(self.heard())

    def close(self) -> None:
        """End the process."""
        self.process.communicate()


def image_of(sources: Path, architecture: str) -> bytes:
    """Machine code of the folding kernels."""
    return compile_kernel(STEM, architecture, sources=sources)[0]


def compiled(variants: dict[str, Path], folder: Path) -> dict[str, str]:
    """Files of machine code, by variant."""
    major, minor = find_gpu().capability
    found = {}
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as pool:
        images = {name: pool.submit(image_of, sources, f"sm_{major}{minor}") for name, sources in variants.items()}
        for name, image in images.items():
            found[name] = str(folder / f"{name.replace(' ', '_')}.cubin")
            Path(found[name]).write_bytes(image.result())
    return found


def row_of(variant: Variant, built: Variant, platform: str) -> Row:
    """What the rounds of a variant say."""
    ratios = [ours["s"] / theirs["s"] for ours, theirs in zip(built.rounds, variant.rounds, strict=True)]
    seconds = statistics.median(one["s"] for one in variant.rounds)
    trajectories = variant.shape["trajectories"]
    times = {
        "batch s": seconds,
        "trajectories/s": trajectories / seconds,
        "x built": statistics.median(ratios) * trajectories / built.shape["trajectories"],
    }
    return {
        "trajectories": trajectories,
        "resident": variant.shape["resident"],
        **timings(platform, times),
        "energy": variant.rounds[-1]["energy"],
        "same": variant.rounds[-1]["models"] == built.rounds[-1]["models"],
    }


def with_blocks(blocks: int, folder: Path) -> Path:
    """The build's own sources with another bound of the smallest kernel."""
    shutil.copytree(device_sources(), folder)
    text = (folder / SMALLEST).read_text()
    check(text.count(BOUND) == 1, f"{SMALLEST} has no bound {BOUND}")
    (folder / SMALLEST).write_text(text.replace(BOUND, f"{blocks})"))
    return folder


def rows_of(platform: str, options: Any, arguments: Sequence[str]) -> list[Row]:
    """A row for each variant, the build's own first."""
    folders = {name: Path(folder) for name, _, folder in (text.partition("=") for text in options.variants)}
    first = {"platform": platform, "residues": options.residues, "case": options.case}
    with tempfile.TemporaryDirectory() as folder:
        folders |= {f"{n} blocks": with_blocks(n, Path(folder) / f"blocks_{n}") for n in options.blocks}
        images = {BUILT: "", **(compiled(folders, Path(folder)) if platform == GPU else {})}
        variants = [Variant(name, platform, image, arguments) for name, image in images.items()]
        try:
            for _ in range(1 if options.smoke else options.rounds):
                for variant in variants:
                    variant.go()
            return [
                attempt(lambda one=one: row_of(one, variants[0], platform), **first, variant=one.name)
                for one in variants
            ]
        finally:
            for variant in variants:
                variant.close()


def main(arguments: Sequence[str] | None = None) -> None:
    parser = command_line("variants", __doc__)
    parser.add_argument("variants", nargs="*", metavar="NAME=FOLDER")
    parser.add_argument("--blocks", type=positive, nargs="*", default=[], metavar="N")
    parser.add_argument("--residues", type=positive, default=throughput.RESIDUES)
    parser.add_argument("--case", choices=list(workload.RESTRAINTS_A_RESIDUE), default=workload.DISTANCES)
    parser.add_argument("--trajectories", type=positive, help="of one batch")
    parser.add_argument("--rounds", type=positive, default=3)
    parser.add_argument("--serve", nargs=2, help="for its own processes")
    options = parser.parse_args(arguments)
    if options.serve:
        serve(*options.serve, options)
        return
    given = list(sys.argv[1:] if arguments is None else arguments)
    shape = ["--residues", str(options.residues), "--case", options.case]
    shape += ["--smoke"] if "--smoke" in given else []
    shape += ["--trajectories", str(options.trajectories)] if options.trajectories else []
    run("variants", options, lambda platform: rows_of(platform, options, shape))


if __name__ == "__main__":
    main()
