"""AlphaFold2's network with random weights: the peer of a ranked fold on the same GPU.

Usage: python bench/gpu/alphafold_network.py [--lengths N ...] [--repeats N] [--ways WAY ...] [--json FILE] [--smoke]

The network is model_3 (no templates) of the JAX package alphafold-colabfold: 48 Evoformer blocks on 128 clustered
sequences, 4 on 1,024 extra ones, the structure module of 8 layers, bf16, and 3 recycles, that is 4 passes. Weights are
random and none of them zero, since a matrix of zeros is multiplied in less time; a random alignment goes through the
package's own preparation of features, which is not timed. Searching sequences, which a prediction needs besides, is
not timed either, nor are a second to fifth model, as ColabFold runs by default. The wheels are listed in
peer_wheels.txt beside this file.

`network s` is the median over inputs that lie on the device already, from the first pass to the last result ready
there; every repeat folds another alignment. `predict s` is the package's own `RunModel.predict` on the same inputs,
from host to host. Compilation is excluded: each length is compiled ahead of time, and such a program cannot be
compiled again. Three ways of running the same network are timed, the fastest one is the peer:

- chunked: as the package and ColabFold run it by default, attention and transitions four rows at a time
- whole: without these chunks; needs more memory
- fused: the Triton kernels of colabfold-kernels (ColabFold's --use-fast-kernels), on a GPU only

Before it is timed each way is verified: the number of weights, shapes, that all is finite, that every pass moves the
atoms, and that the passes end where `RunModel.predict` ends (`off A`: the largest difference in Å).
"""

from __future__ import annotations

import argparse
import fcntl
import functools
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import harness

PEERS = ("alphafold-colabfold", "colabfold-kernels", "dm-haiku", "jax", "jaxlib")
MODEL = "model_3"
NAME = f"AlphaFold2 {MODEL}"
WAYS = ("chunked", "whole", "fused")
# All weights of model_3 by the package itself; the paper's AlphaFold2 has 93 million, its templates included.
WEIGHTS_MILLION = 92.9
# ColabFold's compile_mode: full lets XLA try tiles for every matrix product, tuned fixes one, fast does without Triton.
COMPILE: dict[str, dict[str, Any] | None] = {
    "full": None,
    "tuned": {
        "xla_gpu_override_gemm_autotuner": "block_m: 64 block_n: 64 block_k: 16 num_stages: 3 num_warps: 4 num_ctas: 1"
    },
    "fast": {"xla_gpu_enable_triton_gemm": False},
}


@dataclass(frozen=True)
class Size:
    """What may be cut down for a smoke run; the defaults are the sizes that are reported."""

    clusters: int = 128
    extra: int = 1024
    evoformer_blocks: int = 48
    extra_blocks: int = 4
    recycles: int = 3

    @property
    def passes(self) -> int:
        return self.recycles + 1


SMOKE = Size(clusters=8, extra=16, evoformer_blocks=2, extra_blocks=1)


def command_line(name: str, description: str | None, ways: Sequence[str]) -> argparse.ArgumentParser:
    """The arguments that the networks beside PRCT share."""

    def positive(text: str) -> int:
        value = int(text)
        if value < 1:
            raise argparse.ArgumentTypeError(f"{value} is too small; give at least 1")
        return value

    parser = argparse.ArgumentParser(prog=name, description=(description or "").split("\n")[0])
    parser.add_argument("--lengths", type=positive, nargs="+", default=[128, 256, 384], metavar="RESIDUES")
    parser.add_argument("--repeats", type=positive, default=5, help="timed predictions of a length, each of new input")
    parser.add_argument("--ways", nargs="+", choices=ways, default=list(ways), help="ways of running the network")
    parser.add_argument("--smoke", action="store_true", help="a tiny network on the CPU: does it run at all")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows with their provenance")
    return parser


def timed(call: Callable[[], Any], ready: Callable[[Any], Any]) -> tuple[Any, float]:
    """What `call` returns and the wall seconds until `ready` has waited for it."""
    start = time.perf_counter()
    result = ready(call())
    return result, time.perf_counter() - start


def check(sound: bool, message: str) -> None:
    """Refuse to time what does not do what it is timed for."""
    if not sound:
        raise RuntimeError(message)


def attempt(call: Callable[[], dict[str, Any]], network: str, way: str, residues: int) -> dict[str, Any]:
    """The row that `call` measures, or one that says why it failed: the other ways and lengths go on."""
    try:
        row = call()
    except Exception as error:  # memory, a kernel, a check: no narrower type is common to JAX, Triton and torch
        text = f"{type(error).__name__}: {error}".splitlines()[0][:200]
        row = {"network": network, "way": way, "residues": residues, "failed": text}
    print(harness.table([row]), file=sys.stderr, flush=True)
    return row


def settings(way: str, size: Size) -> Any:
    """The package's configuration of model_3 at `size`, run in one of `WAYS`."""
    from alphafold.model import config

    found = config.model_config(MODEL)
    found.data.eval.max_msa_clusters = size.clusters
    found.data.common.max_extra_msa = size.extra
    found.data.common.num_recycle = found.model.num_recycle = size.recycles
    found.model.embeddings_and_evoformer.evoformer_num_block = size.evoformer_blocks
    found.model.embeddings_and_evoformer.extra_msa_stack_num_block = size.extra_blocks
    flags = found.model.global_config
    check(flags.bfloat16 and not found.data.common.use_templates, f"{MODEL} is not bf16 without templates here")
    flags.zero_init = False
    if way == "whole":
        flags.subbatch_size = 2**20  # None, which stands for no chunks, is not taken by the package's transitions
    if way == "fused":
        from colabfold_kernels import compute_capability

        flags.use_pallas, flags.compute_capability = True, compute_capability()
    return found


@functools.lru_cache(maxsize=16)  # the ways of running a network share its inputs
def random_features(residues: int, size: Size, seed: int) -> dict[str, np.ndarray]:
    """Features of a random alignment, by the package's own preparation; the first axis is the pass."""
    from alphafold.model import model

    rng = np.random.default_rng(seed)
    sequences = size.clusters + size.extra
    # 20 amino acids, unknown and gap; the first row is the sequence itself and has neither.
    alignment = rng.integers(0, 22, (sequences, residues)).astype(np.int32)
    alignment[0] = rng.integers(0, 20, residues)
    every = np.full(residues, 1, np.int32)
    raw = {
        "aatype": np.eye(21, dtype=np.float32)[alignment[0]],
        "residue_index": np.arange(residues, dtype=np.int32),
        "seq_length": every * residues,
        "between_segment_residues": every * 0,
        "domain_name": np.array([b"random"], object),
        "sequence": np.array([b"A" * residues], object),
        "msa": alignment,
        "deletion_matrix_int": rng.binomial(3, 0.02, alignment.shape).astype(np.int32),
        "num_alignments": every * sequences,
    }
    features = model.RunModel(settings("chunked", size)).process_features(raw, seed)
    check(
        features["msa_feat"].shape == (size.passes, size.clusters, residues, 49)
        and features["extra_msa"].shape == (size.passes, size.extra, residues),
        f"the features have the shapes {features['msa_feat'].shape} and {features['extra_msa'].shape}",
    )
    return features


def random_weights(shapes: Mapping[str, Mapping[str, Any]], seed: int = 1) -> dict[str, dict[str, np.ndarray]]:
    """Weights of the given shapes: normal with variance 1 / inputs; scales of layer norms are 1.

    The package's own random weights would do, at the price of a long compilation.
    """
    rng = np.random.default_rng(seed)
    found: dict[str, dict[str, np.ndarray]] = {}
    for module, entries in shapes.items():
        found[module] = {}
        for name, entry in entries.items():
            # Stacked blocks have their number as the first axis.
            shape = entry.shape[1:] if "layer_stack" in module else entry.shape
            if name in ("query_w", "key_w", "value_w", "gating_w"):
                inputs = shape[0]
            else:
                inputs = int(np.prod(shape[:-1])) if len(shape) > 1 else 100
            values = rng.standard_normal(entry.shape, np.float32) / np.float32(np.sqrt(inputs))
            found[module][name] = np.ones(entry.shape, np.float32) if name == "scale" else values
    return found


class Network:
    """model_3 with random weights, compiled for one length.

    Parameters
    ----------
    residues : int
    way : str, one of `WAYS`
    size : Size
    compiler : str, a key of `COMPILE`; of no effect on the CPU
    """

    def __init__(self, residues: int, way: str, size: Size, compiler: str = "full") -> None:
        import jax
        import jax.numpy as jnp
        from alphafold.model import model

        self.residues, self.size = residues, size
        self.runner = model.RunModel(settings(way, size))
        self.key = functools.cache(jax.random.PRNGKey)
        # Coordinates go from pass to pass in half precision, as in RunModel.predict.
        self.previous = {
            "prev_msa_first_row": jnp.zeros((residues, 256), jnp.float16),
            "prev_pair": jnp.zeros((residues, residues, 128), jnp.float16),
            "prev_pos": jnp.zeros((residues, 37, 3), jnp.float16),
        }
        first = self.batches(random_features(residues, size, seed=0))[0]
        shapes = jax.eval_shape(self.runner.init, self.key(0), first)
        self.runner.params = jax.device_put(random_weights(shapes))
        self.weights_million = sum(leaf.size for leaf in jax.tree_util.tree_leaves(shapes)) / 1e6
        start = time.perf_counter()
        lowered = self.runner.apply.lower(self.runner.params, self.key(0), {**first, "prev": self.previous})
        options = None if jax.default_backend() == "cpu" else COMPILE[compiler]
        # The compiled program takes the place of the function that would compile at its first call.
        self.runner.apply = lowered.compile(compiler_options=options)
        self.compile_s = time.perf_counter() - start
        check("bf16" in lowered.as_text(), "no bf16 in the network; global_config.bfloat16 is not heeded")

    def batches(self, features: Mapping[str, np.ndarray]) -> list[dict[str, Any]]:
        """The features of each pass, on the device."""
        import jax

        passes = [{key: value[k : k + 1] for key, value in features.items()} for k in range(self.size.passes)]
        return jax.block_until_ready(jax.device_put(passes))

    def passes(self, batches: Sequence[Mapping[str, Any]], seed: int) -> list[dict[str, Any]]:
        """The results of all passes, each fed with what the one before it found; does not wait for the device."""
        import jax

        key, previous, results = self.key(seed), self.previous, []
        for batch in batches:
            key, pass_key = jax.random.split(key)
            result = self.runner.apply(self.runner.params, pass_key, {**batch, "prev": previous})
            previous = result.pop("prev")
            results.append(result)
        return results

    def memory_mib(self) -> float | None:
        """Device memory of the compiled program: weights, input, output and temporaries."""
        found = self.runner.apply.memory_analysis()
        if found is None:
            return None
        sizes = found.argument_size_in_bytes, found.output_size_in_bytes, found.temp_size_in_bytes
        return sum(sizes) / 2**20


def positions(result: Mapping[str, Any]) -> np.ndarray:
    return np.asarray(result["structure_module"]["final_atom_positions"], np.float64)


def verify(network: Network, results: Sequence[Mapping[str, Any]]) -> float:
    """Stop unless all passes ran and their results are sound; return the least shift of an atom set by a pass, in Å."""
    import jax

    n = network.residues
    check(len(results) == network.size.passes, f"{len(results)} passes instead of {network.size.passes}")
    for result in results:
        shapes = positions(result).shape, result["distogram"]["logits"].shape, np.shape(result["plddt"])
        check(shapes == ((n, 37, 3), (n, n, 64), (n,)), f"shapes {shapes} of coordinates, distogram, confidence")
        leaves = (np.asarray(leaf, np.float32) for leaf in jax.tree_util.tree_leaves(result))
        check(all(np.isfinite(leaf).all() for leaf in leaves), "the network's results are not finite")
    shift_a = min(float(np.abs(positions(a) - positions(b)).max()) for a, b in pairwise(results))
    check(shift_a > 1e-2, f"a recycle moves no atom by more than {shift_a:.1g} Å: it does not run")
    return shift_a


@contextmanager
def turn(lock: Path | None) -> Iterator[None]:
    """While the lock is held: processes that compile side by side are timed one after another."""
    if lock is None:
        yield
        return
    with lock.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def measure(
    residues: int, way: str, size: Size, repeats: int, compiler: str = "full", lock: Path | None = None
) -> dict[str, Any]:
    """Build, verify and time the network of one length; a row of the table.

    Raises
    ------
    RuntimeError
        Where the network does not do what is to be timed.
    """
    import jax

    network = Network(residues, way, size, compiler)
    if size == Size():
        check(abs(network.weights_million - WEIGHTS_MILLION) < 0.5, f"{network.weights_million:.1f} million weights")

    # Untimed: the first call of everything that is timed below, and its verification.
    features = random_features(residues, size, seed=1)
    results = network.passes(network.batches(features), seed=1)
    shift_a = verify(network, results)
    reference, last = network.runner.predict(features, random_seed=1)
    check(last == size.recycles, f"RunModel.predict stopped after {last} recycles of {size.recycles}")
    off_a = float(np.abs(positions(reference) - positions(results[-1])).max())
    seen = [positions(results[-1])]

    network_s, pass_s, predict_s = [], [], []
    print(f"{residues} residues, {way}: compiled", file=sys.stderr, flush=True)
    with turn(lock):
        for seed in range(2, 2 + repeats):
            features = random_features(residues, size, seed)
            batches = network.batches(features)
            results, seconds = timed(functools.partial(network.passes, batches, seed), jax.block_until_ready)
            network_s.append(seconds)
            _, seconds = timed(functools.partial(network.passes, batches[:1], seed), jax.block_until_ready)
            pass_s.append(seconds)
            predict = functools.partial(network.runner.predict, features, random_seed=seed)
            _, seconds = timed(predict, lambda found: found)
            predict_s.append(seconds)
            seen.append(positions(results[-1]))
            check(np.abs(seen[-1] - seen[-2]).max() > 1e-2, "two alignments give the same coordinates")
            check(bool(np.isfinite(seen[-1]).all()), "the network's results are not finite")
    return {
        "network": NAME,
        "way": way,
        "residues": residues,
        "sequences": f"{size.clusters}+{size.extra}",
        "passes": size.passes,
        "network s": statistics.median(network_s),
        "fastest s": min(network_s),
        "slowest s": max(network_s),
        "one pass s": statistics.median(pass_s),
        "predict s": statistics.median(predict_s),
        "compile s": network.compile_s,
        "MiB": network.memory_mib(),
        "M weights": network.weights_million,
        "shift A": shift_a,
        "off A": off_a,
        "device": jax.devices()[0].device_kind,
    }


def missing(smoke: bool) -> str | None:
    """Why the network cannot be timed here, or None where it can."""
    try:
        import alphafold.model.model  # noqa: F401
        import jax
    except (ImportError, AttributeError) as error:
        return f"left out: alphafold-colabfold does not import here ({error})"
    if not smoke and jax.default_backend() == "cpu":
        return "left out: JAX finds no GPU here; the whole network is timed on a GPU only"
    return None


def main(arguments: Sequence[str] | None = None) -> None:
    parser = command_line("alphafold_network", __doc__, WAYS)
    parser.add_argument("--compile", choices=list(COMPILE), default="full", help="how XLA compiles for a GPU")
    parser.add_argument("--lock", type=Path, metavar="FILE", help="wait for this lock before the network is timed")
    options = parser.parse_args(arguments)
    if options.smoke:
        os.environ["JAX_PLATFORMS"] = "cpu"
    reason = missing(options.smoke)
    if reason:
        harness.report("alphafold_network", [{"network": NAME, "left out": reason}], options, PEERS)
        return
    if options.smoke:
        lengths, ways, size, repeats = [24], ["chunked", "whole"], SMOKE, 1
    else:
        lengths, ways, size, repeats = options.lengths, options.ways, Size(), options.repeats
    rows = [
        attempt(functools.partial(measure, n, way, size, repeats, options.compile, options.lock), NAME, way, n)
        for n in lengths
        for way in ways
    ]
    harness.report("alphafold_network", rows, options, PEERS)


if __name__ == "__main__":
    main()
