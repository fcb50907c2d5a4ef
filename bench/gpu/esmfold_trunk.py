"""ESMFold's folding trunk with random weights, through transformers: reported beside a ranked fold on the same GPU.

Usage: python bench/gpu/esmfold_trunk.py [--lengths N ...] [--repeats N] [--ways WAY ...] [--json FILE] [--smoke]

The trunk has its full size (48 blocks, 1,024 channels a residue, 128 a pair, the structure module of 8 blocks) and
recycles 3 times, that is 4 passes, which is ESMFold's default. Its weights are random as transformers makes them; none
is a matrix of zeros. Random states of the residues stand for what the language model would give.

`trunk s` is the median of the trunk alone, input on the device, until the device is done. `forward s` is the whole
model from the sequence to all heads, with a language model that is cut down to one small layer: ESM-2 of 3 billion
weights is left out, since a single pass of it (about 2 FLOP a weight and residue) is little beside the trunk's four
passes over all pairs. Both are therefore lower bounds of ESMFold's time. Every repeat folds another input.

The trunk is run eagerly, as transformers does; small proteins are limited by the launches of kernels. The ways differ
in the precision of matrix products and in `chunk_size`, which cuts triangular attention into pieces of 128 rows unless
it is whole. bf16 is autocast: weights of type bfloat16 are not taken by the structure module. The fastest way counts.
"""

from __future__ import annotations

import functools
import statistics
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from itertools import pairwise
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(1, str(Path(__file__).resolve().parents[1]))
import harness
from alphafold_network import attempt, check, command_line, timed

PEERS = ("torch", "transformers")
NAME = "ESMFold trunk"
RECYCLES = 3
# Precision of matrix products, and whether attention is computed in one piece.
WAYS = {
    "bf16": ("bf16", False),
    "bf16 whole": ("bf16", True),
    "tf32": ("tf32", False),
    "tf32 whole": ("tf32", True),
    "fp32": ("fp32", False),
}
FULL_TRUNK: dict[str, Any] = {"num_blocks": 48, "sequence_state_dim": 1024, "pairwise_state_dim": 128}
SMOKE_TRUNK: dict[str, Any] = {"num_blocks": 2, "sequence_state_dim": 64, "pairwise_state_dim": 32}


def build(trunk: dict[str, Any], device: str) -> Any:
    """ESMFold with random weights, the trunk of the given size, a language model of one small layer."""
    import torch
    from transformers import EsmConfig, EsmForProteinFolding
    from transformers.models.esm.configuration_esm import get_default_vocab_list

    language_model = {
        "vocab_size": 33,
        "mask_token_id": 32,
        "pad_token_id": 1,
        "hidden_size": 64,
        "num_hidden_layers": 1,
        "num_attention_heads": 4,
        "intermediate_size": 128,
        "position_embedding_type": "rotary",
        "token_dropout": True,
    }
    config = EsmConfig(
        **language_model,
        is_folding_model=True,
        vocab_list=get_default_vocab_list(),
        esmfold_config={"fp16_esm": False, "trunk": trunk},
    )
    default = config.esmfold_config.trunk.max_recycles
    check(default == RECYCLES + 1, f"ESMFold passes {default} times by default, {RECYCLES + 1} are timed")
    torch.manual_seed(1)
    model = EsmForProteinFolding(config).eval().to(device)
    zero = [name for name, value in model.trunk.named_parameters() if value.ndim > 1 and not value.any()]
    check(not zero, f"weights that are all zero: {', '.join(zero[:3])}")
    return model


class Trunk:
    """A model, one of `WAYS` and a length."""

    def __init__(self, model: Any, residues: int, way: str) -> None:
        import torch

        self.model, self.residues = model, residues
        self.device = next(model.parameters()).device
        self.precision, whole = WAYS[way]
        model.trunk.set_chunk_size(None if whole else model.config.esmfold_config.trunk.chunk_size)
        torch.set_float32_matmul_precision("high" if self.precision == "tf32" else "highest")
        torch.backends.cudnn.allow_tf32 = self.precision == "tf32"

    def autocast(self) -> AbstractContextManager[Any]:
        import torch

        return torch.autocast(self.device.type, torch.bfloat16, enabled=self.precision == "bf16")

    def random_input(self, seed: int) -> tuple[Any, ...]:
        """States of residues and pairs, amino acids, numbers of residues and mask, as the model hands them over."""
        import torch

        size = self.model.config.esmfold_config.trunk
        n, generator = self.residues, torch.Generator().manual_seed(seed)
        states = torch.randn(1, n, size.sequence_state_dim, generator=generator)
        pairs = torch.zeros(1, n, n, size.pairwise_state_dim)
        amino_acids = torch.randint(0, 20, (1, n), generator=generator)
        return tuple(x.to(self.device) for x in (states, pairs, amino_acids, torch.arange(n)[None], torch.ones(1, n)))

    def passes(self, given: tuple[Any, ...], recycles: int = RECYCLES) -> dict[str, Any]:
        import torch

        with torch.no_grad(), self.autocast():
            return self.model.trunk(*given, no_recycles=recycles)

    def forward(self, amino_acids: Any) -> Any:
        import torch

        with torch.no_grad(), self.autocast():
            return self.model(amino_acids, num_recycles=RECYCLES)

    def ready(self, result: Any) -> Any:
        import torch

        if self.device.type == "cuda":
            torch.cuda.synchronize(self.device)
        return result


def verify(trunk: Trunk) -> float:
    """Stop unless all passes run and give sound coordinates; return the least shift of atoms by a pass, in Å."""
    seen: list[Any] = []
    hook = trunk.model.trunk.structure_module.register_forward_hook(
        lambda module, given, found: seen.append(found["positions"][-1].double())
    )
    try:
        given = trunk.random_input(seed=1)
        result = trunk.passes(given)
        check(len(seen) == RECYCLES + 1, f"{len(seen)} passes instead of {RECYCLES + 1}")
        trunk.forward(given[2])
        check(len(seen) == 2 * (RECYCLES + 1), "the whole model does not pass as often as the trunk alone")
    finally:
        hook.remove()
    n, size = trunk.residues, trunk.model.config.esmfold_config.trunk
    shapes = tuple(seen[0].shape), tuple(result["s_s"].shape), tuple(result["s_z"].shape)
    due = (1, n, 14, 3), (1, n, size.sequence_state_dim), (1, n, n, size.pairwise_state_dim)
    check(shapes == due, f"shapes {shapes} of coordinates, residues, pairs")
    check(all(bool(x.isfinite().all()) for x in (*seen, result["s_s"], result["s_z"])), "results are not finite")
    shift_a = min(float((a - b).abs().max()) for a, b in pairwise(seen[: RECYCLES + 1]))
    check(shift_a > 1e-2, f"a recycle moves no atom by more than {shift_a:.1g} Å: it does not run")
    return shift_a


def measure(model: Any, residues: int, way: str, repeats: int) -> dict[str, Any]:
    """Verify and time one length; a row of the table.

    Raises
    ------
    RuntimeError
        Where the trunk does not do what is to be timed.
    """
    import torch

    trunk = Trunk(model, residues, way)
    on_gpu = trunk.device.type == "cuda"
    if on_gpu:
        torch.cuda.reset_peak_memory_stats(trunk.device)
    # Untimed: the first call of everything that is timed below.
    shift_a = verify(trunk)
    trunk_s, pass_s, forward_s, seen = [], [], [], []
    for seed in range(2, 2 + repeats):
        given = trunk.ready(trunk.random_input(seed))
        result, seconds = timed(functools.partial(trunk.passes, given), trunk.ready)
        trunk_s.append(seconds)
        _, seconds = timed(functools.partial(trunk.passes, given, 0), trunk.ready)
        pass_s.append(seconds)
        _, seconds = timed(functools.partial(trunk.forward, given[2]), trunk.ready)
        forward_s.append(seconds)
        seen.append(result["positions"][-1].double())
        check(bool(seen[-1].isfinite().all()), "results are not finite")
    different = all(float((a - b).abs().max()) > 1e-2 for a, b in pairwise(seen))
    check(different, "two inputs give the same coordinates")
    return {
        "network": NAME,
        "way": way,
        "residues": residues,
        "passes": RECYCLES + 1,
        "trunk s": statistics.median(trunk_s),
        "fastest s": min(trunk_s),
        "slowest s": max(trunk_s),
        "one pass s": statistics.median(pass_s),
        "forward s": statistics.median(forward_s),
        "MiB": torch.cuda.max_memory_allocated(trunk.device) / 2**20 if on_gpu else "-",
        "M weights": sum(value.numel() for value in model.trunk.parameters()) / 1e6,
        "shift A": shift_a,
        "device": torch.cuda.get_device_name(trunk.device) if on_gpu else "cpu",
    }


def missing(smoke: bool) -> str | None:
    """Why the network cannot be timed here, or None where it can."""
    try:
        import torch
        from transformers import EsmForProteinFolding  # noqa: F401
    except (ImportError, AttributeError, RuntimeError) as error:
        return f"left out: transformers or torch does not import here ({error})"
    if not smoke and not torch.cuda.is_available():
        return "left out: torch finds no GPU here; the whole network is timed on a GPU only"
    return None


def main(arguments: Sequence[str] | None = None) -> None:
    options = command_line("esmfold_trunk", __doc__, list(WAYS)).parse_args(arguments)
    reason = missing(options.smoke)
    if reason:
        harness.report("esmfold_trunk", [{"network": NAME, "left out": reason}], options, PEERS)
        return
    if options.smoke:
        trunk, device, lengths, ways, repeats = SMOKE_TRUNK, "cpu", [24], ["bf16", "tf32 whole"], 1
    else:
        trunk, device, lengths, ways, repeats = FULL_TRUNK, "cuda", options.lengths, options.ways, options.repeats
    model = build(trunk, device)
    rows = [attempt(functools.partial(measure, model, n, way, repeats), NAME, way, n) for n in lengths for way in ways]
    harness.report("esmfold_trunk", rows, options, PEERS)


if __name__ == "__main__":
    main()
