"""Train the pair prior: from the sequence alone, how far apart the CB of every two residues are (Eq. 24d).

    python tools/train_pair_prior.py -o python/prct/parameters/pair_prior.npz  # pip install '.[train]'; PRCT_DATA

A network of residual convolutions, first along the chain, then over the map of residue pairs, gives probabilities of
distances. Trained on the chains of `train` less those of tune.txt; the choice between settings is made on `val` and on
them. Runs on a GPU (minutes) or on CPUs (a day); the same seed gives the same network on the same device only.
"""

from __future__ import annotations

import argparse
import copy
import json
import math
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from pair_prior_targets import EDGES_A, Examples, examples
from torch import nn
from torch.nn import functional
from training_chains import data_folder, sha256

BINS = len(EDGES_A) + 1
PLACES = 22  # 20 residues, an unknown one, the outside of the chain
FURTHEST = 64  # separations from here on look alike
LENGTHS = 10  # classes of ln(length)
SEPARATION = 3
STATE_WEIGHT = 0.3  # of the loss of the secondary structure beside that of the distances
KEPT = 0.999  # of the moving average of the weights, a step


@dataclass(frozen=True)
class Plan:
    """Size and schedule; `mutated` is the largest share of residues that are replaced by others."""

    chain_channels: int = 96
    chain_blocks: int = 4
    channels: int = 64
    blocks: int = 12
    dropout: float = 0.25
    mutated: float = 0.3
    epochs: int = 56
    batch: int = 16
    crop: int = 128
    rate: float = 1.5e-3
    decay: float = 0.05
    seed: int = 2


class ChainBlock(nn.Module):
    """x + W gelu(conv(norm(x))) along the chain."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(plan.chain_channels)
        self.wide = nn.Conv1d(plan.chain_channels, plan.chain_channels, 9, padding=4)
        self.back = nn.Linear(plan.chain_channels, plan.chain_channels)
        self.dropout = nn.Dropout(plan.dropout)

    def forward(self, x: torch.Tensor, inside: torch.Tensor) -> torch.Tensor:
        h = (self.norm(x) * inside).transpose(1, 2)
        h = functional.gelu(self.wide(h).transpose(1, 2), approximate="tanh")
        return (x + self.back(self.dropout(h))) * inside


class PairBlock(nn.Module):
    """x + W gelu(conv(h) + mean of h over the row and the column), h = norm(x)."""

    def __init__(self, plan: Plan, dilation: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(plan.channels)
        self.wide = nn.Conv2d(plan.channels, plan.channels, 3, padding=dilation, dilation=dilation)
        self.lines = nn.Linear(plan.channels, plan.channels, bias=False)
        self.back = nn.Linear(plan.channels, plan.channels)
        self.dropout = nn.Dropout2d(plan.dropout)

    def forward(self, x: torch.Tensor, inside: torch.Tensor, count: torch.Tensor) -> torch.Tensor:
        h = self.norm(x) * inside
        mean = self.lines(h.sum(2) / count)
        wide = self.wide(h.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)
        h = functional.gelu(wide + mean[:, :, None] + mean[:, None], approximate="tanh")
        h = self.dropout(h.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)
        return (x + self.back(h)) * inside


class Network(nn.Module):
    """Residues [B, L] and whole lengths [B] to logits of distances [B, L, L, BINS] and of states [B, L, 3]."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.embed = nn.Embedding(PLACES, plan.chain_channels)
        self.chain = nn.ModuleList(ChainBlock(plan) for _ in range(plan.chain_blocks))
        self.chain_norm = nn.LayerNorm(plan.chain_channels)
        self.states = nn.Linear(plan.chain_channels, 3)
        self.side = nn.Linear(plan.chain_channels, plan.channels)
        self.factor = nn.Linear(plan.chain_channels, plan.channels)
        self.separation = nn.Embedding(FURTHEST + 1, plan.channels)
        self.length = nn.Embedding(LENGTHS, plan.channels)
        self.pairs = nn.ModuleList(PairBlock(plan, (1, 2, 4, 8)[k % 4]) for k in range(plan.blocks))
        self.norm = nn.LayerNorm(plan.channels)
        self.head = nn.Linear(plan.channels, BINS)
        self.dropout = nn.Dropout(0.5 * plan.dropout)

    def forward(self, residue: torch.Tensor, length: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        inside = (residue != PLACES - 1)[..., None].float()
        x = self.dropout(self.embed(residue)) * inside
        for block in self.chain:
            x = block(x, inside)
        x = self.chain_norm(x)
        place = torch.arange(residue.shape[1], device=residue.device)
        apart = (place[:, None] - place[None]).abs().clamp_max(FURTHEST)
        side, factor = self.side(x), self.factor(x)
        pair = side[:, :, None] + side[:, None] + factor[:, :, None] * factor[:, None]
        pair = pair + self.separation(apart)[None] + self.length(length_class(length))[:, None, None]
        both = inside[:, :, None] * inside[:, None]
        pair, count = pair * both, inside.sum(1, keepdim=True)
        for block in self.pairs:
            pair = block(pair, both, count)
        logits = self.head(self.norm(pair))
        return 0.5 * (logits + logits.transpose(1, 2)), self.states(x)


def length_class(length: torch.Tensor) -> torch.Tensor:
    """0 below 30 residues, then one class for each factor of 1.3."""
    return (torch.log(length.float() / 30.0) / math.log(1.3)).ceil().long().clamp(0, LENGTHS - 1)


def losses(logits: torch.Tensor, states: torch.Tensor, x: Examples) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean nats a pair at SEPARATION or more, and a state."""
    place = torch.arange(logits.shape[1], device=logits.device)
    far = (place[None] - place[:, None]) >= SEPARATION
    counted = far[None] & (x.bins >= 0)
    pairs = functional.cross_entropy(logits[counted].float(), x.bins[counted].long())
    return pairs, functional.cross_entropy(states.flatten(0, 1).float(), x.state.flatten().long(), ignore_index=-100)


def mutate(residue: torch.Tensor, most: float) -> torch.Tensor:
    """Replace a share between none and `most` of each chain by residues of the batch."""
    inside = residue < 20
    share = most * torch.rand(len(residue), 1, device=residue.device)
    drawn = residue[inside][torch.randint(int(inside.sum()), residue.shape, device=residue.device)]
    return torch.where((torch.rand(residue.shape, device=residue.device) < share) & inside, drawn, residue)


def train(chains: Examples, held: Examples, plan: Plan) -> tuple[Network, dict[str, float]]:
    """The moving average of the weights, and what it reached."""
    device = chains.residue.device
    torch.manual_seed(plan.seed)
    network = Network(plan).to(device)
    average = copy.deepcopy(network).eval()
    optimiser = torch.optim.AdamW(network.parameters(), lr=plan.rate, weight_decay=plan.decay)
    generator = torch.Generator().manual_seed(plan.seed)
    steps_an_epoch = len(chains.residue) // plan.batch
    started = time.perf_counter()
    for epoch in range(plan.epochs):
        order = torch.randperm(len(chains.residue), generator=generator)
        for k in range(steps_an_epoch):
            done = (epoch + k / steps_an_epoch) / plan.epochs
            rate = plan.rate * min(1.0, done / 0.03 + 0.01) * 0.5 * (1 + math.cos(math.pi * done))
            for group in optimiser.param_groups:
                group["lr"] = rate
            some = chains.cropped(order[k * plan.batch : (k + 1) * plan.batch].to(device), plan.crop, generator)
            with torch.autocast(device.type, dtype=torch.bfloat16):
                logits, states = network(mutate(some.residue, plan.mutated), some.length)
            pairs, state = losses(logits, states, some)
            optimiser.zero_grad(set_to_none=True)
            (pairs + STATE_WEIGHT * state).backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            with torch.no_grad():
                kept = min(KEPT, 1 - 1 / (1 + epoch * steps_an_epoch + k))
                torch._foreach_lerp_(list(average.parameters()), list(network.parameters()), 1 - kept)
        if epoch % 5 == 4 or epoch + 1 == plan.epochs:
            found = {"epoch": epoch + 1, "train_nats": round(pairs.item(), 4), **measure([average], held)}
            print(found, f"{time.perf_counter() - started:.0f} s", file=sys.stderr, flush=True)
    return average, found


@torch.no_grad()
def measure(networks: list[Network], x: Examples) -> dict[str, float]:
    """Nats a pair, Q3, and precision of the L/5 likeliest contacts (8 Å) at separations 6-11, 12-23 and 24 on."""
    contact = int(np.searchsorted(EDGES_A, 8.0)) + 1
    nats, q3, hits = [], [], {6: [], 12: [], 24: []}
    for one in every(x):
        outs = [network(one.residue, one.length) for network in networks]
        logits = torch.stack([out[0].log_softmax(-1) for out in outs]).logsumexp(0)
        states = torch.stack([out[1].softmax(-1) for out in outs]).mean(0)
        nats.append(losses(logits, states.clamp_min(1e-9).log(), one)[0].item())
        have = one.state >= 0
        q3.append((states.argmax(-1)[have] == one.state[have]).float().mean().item())
        likely = logits[0].softmax(-1)[..., :contact].sum(-1)
        place = torch.arange(len(likely), device=likely.device)
        apart = place[None] - place[:, None]
        for least, most in ((6, 12), (12, 24), (24, 10**6)):
            counted = (apart >= least) & (apart < most) & (one.bins[0] >= 0)
            if counted.sum() < 20:
                continue
            top = likely[counted].topk(max(1, len(likely) // 5)).indices
            hits[least].append((one.bins[0][counted][top] < contact).float().mean().item())
    return {
        "nats": round(float(np.mean(nats)), 4),
        "q3": round(float(np.mean(q3)), 4),
        **{f"precision_{least}": round(float(np.mean(found)), 4) for least, found in hits.items()},
    }


def background(chains: Examples) -> np.ndarray:
    """Shares of the bins by separation and class of length, [FURTHEST + 1, LENGTHS, BINS]."""
    counts = np.ones((FURTHEST + 1, LENGTHS, BINS))
    for separation, length, found in map(known_pairs, every(chains)):
        cells = np.bincount(separation * BINS + found, minlength=(FURTHEST + 1) * BINS)
        counts[:, length] += cells.reshape(-1, BINS)
    return counts / counts.sum(-1, keepdims=True)


def background_nats(share: np.ndarray, held: Examples) -> float:
    """Nats a pair of `held` by the background alone."""
    return float(np.mean([-np.log(share[known_pairs(one)]).mean() for one in every(held)]))


def every(x: Examples) -> Iterator[Examples]:
    """One chain at a time, without the outside."""
    for k in range(len(x.residue)):
        yield x[torch.tensor([k], device=x.residue.device)].trimmed()


def known_pairs(one: Examples) -> tuple[np.ndarray, int, np.ndarray]:
    """Separation [K], class of length and bin [K] of a chain's pairs."""
    bins = one.bins[0].cpu().numpy()
    i, j = np.triu_indices(len(bins), SEPARATION)
    return np.minimum(j - i, FURTHEST), int(length_class(one.length)), bins[i, j]


def save(network: Network, share: np.ndarray, record: dict, path: Path) -> None:
    """The parameters in half precision and where they came from."""
    halves = {
        name.replace(".", "_"): tensor.detach().cpu().numpy().astype(np.float16)
        for name, tensor in network.state_dict().items()
    }
    tables = {"background": share.astype(np.float16), "edges_a": np.array(EDGES_A)}
    np.savez_compressed(path, **halves, **tables, provenance=json.dumps(record))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-o", "--output", type=Path)
    parser.add_argument("--plan", default="{}", help="JSON of the fields of Plan that differ from its defaults")
    arguments = parser.parse_args()
    plan = Plan(**json.loads(arguments.plan))
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.set_float32_matmul_precision("high")
    chains, held = (examples(part, device) for part in ("train", "held"))
    network, found = train(chains, held, plan)
    share = background(chains)
    record = {
        "made_by": "tools/train_pair_prior.py",
        "data_sha256": {name: sha256(data_folder() / "structures" / f"{name}.npz") for name in ("train", "val")},
        "plan": asdict(plan),
        "chains": len(chains.residue),
        "background_nats": round(background_nats(share, held), 4),
        "held": found,
    }
    print(json.dumps(record), flush=True)
    if arguments.output:
        save(network, share, record, arguments.output)


if __name__ == "__main__":
    main()
