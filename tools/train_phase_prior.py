"""Train the phase prior (Eq. 24c): from the sequence, the density of (phi, psi), the secondary structure, the burial.

    python tools/phase_prior_targets.py targets.npz
    python tools/train_phase_prior.py targets.npz -o python/prct/parameters/phase_prior.npz  # pip install '.[train]'

A network of residual convolutions gives the weights of von Mises components on the torus (shared by all residues),
three states and a burial. Teachers are trained on the chains of `train` and `flagged`; the student that ships learns
the mean of the teachers, also on sequences that were mutated at random, for which there are no structures. The choice
between settings is made on `held`. Runs on a GPU (three minutes) or on CPUs (hours); the same seed gives the same
network on the same device only. tools/fit_phase_background.py completes the file.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

STATES = 3
PLACES = 22  # 20 residues, an unknown one, the outside of the chain
CROP = 400  # residues of a training example at most
STATE_WEIGHT, BURIAL_WEIGHT = 0.3, 0.1  # of their losses beside the phases'


@dataclass(frozen=True)
class Plan:
    """Size and schedule; `masked` is the share of residues that teachers are not shown, `mutated` the largest share
    that is replaced in the student's sequences.
    """

    channels: int = 128
    blocks: int = 6
    kernel: int = 9
    components: int = 32
    dropout: float = 0.3
    epochs: int = 40
    student_epochs: int = 120
    batch: int = 32
    rate: float = 1e-3
    decay: float = 0.05
    teachers: int = 6
    masked: float = 0.0
    mutated: float = 0.3
    flagged: bool = True
    seed: int = 1


@dataclass
class Examples:
    """Chains cut to CROP and padded: residue [N, CROP] (21 outside), phases [N, CROP, 2], state, burial."""

    residue: torch.Tensor
    phases: torch.Tensor
    state: torch.Tensor
    burial: torch.Tensor

    def __getitem__(self, rows: torch.Tensor) -> Examples:
        return Examples(self.residue[rows], self.phases[rows], self.state[rows], self.burial[rows])


class Block(nn.Module):
    """x + W gelu(conv(norm(x))): the outside of the chain stays zero."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(plan.channels)
        self.wide = nn.Conv1d(plan.channels, plan.channels, plan.kernel, padding=plan.kernel // 2)
        self.back = nn.Linear(plan.channels, plan.channels)
        self.dropout = nn.Dropout(plan.dropout)

    def forward(self, x: torch.Tensor, inside: torch.Tensor) -> torch.Tensor:
        h = (self.norm(x) * inside).transpose(1, 2)
        h = functional.gelu(self.wide(h).transpose(1, 2), approximate="tanh")
        return (x + self.back(self.dropout(h))) * inside


class Network(nn.Module):
    """Residues to logits of components, states, and burial."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.embed = nn.Embedding(PLACES, plan.channels)
        self.dropout = nn.Dropout(0.5 * plan.dropout)
        self.blocks = nn.ModuleList(Block(plan) for _ in range(plan.blocks))
        self.norm = nn.LayerNorm(plan.channels)
        self.head = nn.Linear(plan.channels, plan.components + STATES + 1)

    def forward(self, residue: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        inside = (residue != PLACES - 1)[..., None].float()
        x = self.dropout(self.embed(residue)) * inside
        for block in self.blocks:
            x = block(x, inside)
        out = self.head(self.dropout(self.norm(x)))
        components = out.shape[-1] - STATES - 1
        return out[..., :components], out[..., components:-1], out[..., -1]


class Components(nn.Module):
    """von Mises components: density kappa-wise independent in phi and psi."""

    def __init__(self, start: torch.Tensor) -> None:
        super().__init__()
        self.centre = nn.Parameter(start.clone())
        self.log_kappa = nn.Parameter(torch.full_like(start, math.log(8.0)))

    def log_density(self, phases: torch.Tensor) -> torch.Tensor:
        """[..., K] of [..., 2]."""
        kappa = self.log_kappa.clamp(-1.0, 5.3).exp()
        apart = phases[..., None, :] - self.centre
        # ln I0(k) = ln i0e(k) + k
        norm = torch.log(2 * math.pi * torch.special.i0e(kappa))
        return (kappa * (torch.cos(apart) - 1) - norm).sum(-1)


def read(path: Path, part: str, device: torch.device) -> Examples:
    """The examples of one part of the targets."""
    stored = np.load(path)
    get = {name: stored[f"{part}_{name}"] for name in ("residue", "offsets", "phases", "state", "burial")}
    rows = []
    for first, last in zip(get["offsets"][:-1], get["offsets"][1:], strict=True):
        count = math.ceil((last - first) / CROP)
        cuts = np.linspace(first, last, count + 1).astype(int)
        rows += list(itertools.pairwise(cuts))
    residue = np.full((len(rows), CROP), PLACES - 1, np.int64)
    phases = np.full((len(rows), CROP, 2), np.nan, np.float32)
    state = np.full((len(rows), CROP), -100, np.int64)
    burial = np.full((len(rows), CROP), np.nan, np.float32)
    for k, (a, b) in enumerate(rows):
        residue[k, : b - a], phases[k, : b - a] = get["residue"][a:b], get["phases"][a:b]
        state[k, : b - a], burial[k, : b - a] = get["state"][a:b], get["burial"][a:b]
    return Examples(*(torch.from_numpy(a).to(device) for a in (residue, phases, state, burial)))


def joined(*parts: Examples) -> Examples:
    """All examples of several parts."""
    names = ("residue", "phases", "state", "burial")
    return Examples(*(torch.cat([getattr(part, name) for part in parts]) for name in names))


def phase_loss(logits: torch.Tensor, components: Components, phases: torch.Tensor) -> torch.Tensor:
    """Mean of -ln p(phi, psi), nats a residue."""
    known = torch.isfinite(phases).all(-1)
    log_p = torch.log_softmax(logits[known], -1) + components.log_density(phases[known])
    return -torch.logsumexp(log_p, -1).mean()


def other_losses(states: torch.Tensor, burial: torch.Tensor, x: Examples, scale: tuple[float, float]) -> torch.Tensor:
    """Cross entropy of the states and squared error of the burial in standard deviations."""
    cross = functional.cross_entropy(states.flatten(0, 1), x.state.flatten(), ignore_index=-100)
    known = torch.isfinite(x.burial)
    wanted = (x.burial[known] - scale[0]) / scale[1]
    return STATE_WEIGHT * cross + BURIAL_WEIGHT * functional.mse_loss(burial[known], wanted)


def batches(count: int, plan: Plan, epochs: int, generator: torch.Generator, device: torch.device):
    """Rows of every batch of every epoch."""
    for _ in range(epochs):
        order = torch.randperm(count, generator=generator)
        for first in range(0, count - plan.batch + 1, plan.batch):
            yield order[first : first + plan.batch].to(device)


def schedule(parameters: list[nn.Parameter], plan: Plan, steps: int):
    """AdamW that warms up and falls along a cosine."""
    optimiser = torch.optim.AdamW(parameters, lr=plan.rate, weight_decay=plan.decay)
    warm = max(1, steps // 20)
    shape = lambda s: min(1.0, (s + 1) / warm) * 0.5 * (1 + math.cos(math.pi * min(1.0, s / steps)))  # noqa: E731
    return optimiser, torch.optim.lr_scheduler.LambdaLR(optimiser, shape)


def train_teacher(x: Examples, components: Components, learn: bool, plan: Plan, seed: int, scale) -> Network:
    """One teacher; the components move with the first one and stay for the others."""
    device = x.residue.device
    torch.manual_seed(seed)
    network = Network(plan).to(device)
    parameters = list(network.parameters()) + (list(components.parameters()) if learn else [])
    steps = plan.epochs * (len(x.residue) // plan.batch)
    optimiser, falling = schedule(parameters, plan, steps)
    generator = torch.Generator().manual_seed(seed)
    for rows in batches(len(x.residue), plan, plan.epochs, generator, device):
        some = x[rows]
        hidden = (torch.rand(some.residue.shape, device=device) < plan.masked) & (some.residue < 20)
        logits, states, burial = network(torch.where(hidden, 20, some.residue))
        loss = phase_loss(logits, components, some.phases) + other_losses(states, burial, some, scale)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimiser.step()
        falling.step()
    return network.eval()


@torch.no_grad()
def mean_of(teachers: list[Network], residue: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Mean probabilities of components and states, mean burial."""
    outs = [teacher(residue) for teacher in teachers]
    weights = torch.stack([torch.softmax(out[0], -1) for out in outs]).mean(0)
    states = torch.stack([torch.softmax(out[1], -1) for out in outs]).mean(0)
    return weights, states, torch.stack([out[2] for out in outs]).mean(0)


def train_student(x: Examples, components: Components, teachers: list[Network], plan: Plan, scale) -> Network:
    """The network that ships: half its loss from the teachers on mutated sequences, half on the true ones."""
    device = x.residue.device
    torch.manual_seed(plan.seed + 1000)
    network = Network(plan).to(device)
    parameters = list(network.parameters())
    steps = plan.student_epochs * (len(x.residue) // plan.batch)
    optimiser, falling = schedule(parameters, plan, steps)
    generator = torch.Generator().manual_seed(plan.seed + 1000)
    counts = torch.bincount(x.residue.flatten(), minlength=PLACES)[:20].float()
    for rows in batches(len(x.residue), plan, plan.student_epochs, generator, device):
        some = x[rows]
        # a share between none and all of `mutated`, another for every chain
        share = plan.mutated * torch.rand(len(rows), 1, device=device)
        drawn = torch.multinomial(counts, some.residue.numel(), replacement=True).view_as(some.residue)
        replace = (torch.rand(some.residue.shape, device=device) < share) & (some.residue < 20)
        residue = torch.where(replace, drawn, some.residue)
        weights, states, burial = mean_of(teachers, residue)
        own = network(residue)
        inside = residue != PLACES - 1
        taught = -(weights * torch.log_softmax(own[0], -1)).sum(-1)[inside].mean()
        taught = taught - STATE_WEIGHT * (states * torch.log_softmax(own[1], -1)).sum(-1)[inside].mean()
        taught = taught + BURIAL_WEIGHT * functional.mse_loss(own[2][inside], burial[inside])
        optimiser.zero_grad()
        taught.backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimiser.step()
        falling.step()
    return network.eval()


def basin_masses(components: Components) -> torch.Tensor:
    """Share of each component in the basins of `basin_of`, [K, 3]."""
    device = components.centre.device
    angle = (torch.arange(72, device=device) + 0.5) * (2 * math.pi / 72) - math.pi
    grid = torch.stack(torch.meshgrid(angle, angle, indexing="ij"), -1).reshape(-1, 2)
    density = components.log_density(grid).exp() * (2 * math.pi / 72) ** 2
    inside = functional.one_hot(basin_of(grid), 3).float()
    return density.T @ inside


def basin_of(phases: torch.Tensor) -> torch.Tensor:
    """0 alpha, 1 beta, 2 left: phi > 0; alpha where psi lies in [-120, 60) degrees."""
    degrees = phases * (180 / math.pi)
    alpha = (degrees[..., 1] >= -120) & (degrees[..., 1] < 60)
    return torch.where(degrees[..., 0] > 0, 2, torch.where(alpha, 0, 1))


@torch.no_grad()
def measure(networks: list[Network], components: Components, x: Examples, scale) -> dict[str, float]:
    """Nats a residue, accuracy in three basins, Q3, correlation of the burial."""
    weights, states, burial = mean_of(networks, x.residue)
    known = torch.isfinite(x.phases).all(-1)
    predicted = (weights @ basin_masses(components)).argmax(-1)
    have = x.state >= 0
    nats = phase_loss(weights.clamp_min(1e-9).log(), components, x.phases)
    pair = torch.stack([burial[have], (x.burial[have] - scale[0]) / scale[1]])
    return {
        "nats": round(float(nats), 4),
        "basins": round(float((predicted[known] == basin_of(x.phases[known])).float().mean()), 4),
        "q3": round(float((states.argmax(-1)[have] == x.state[have]).float().mean()), 4),
        "burial": round(float(torch.corrcoef(pair)[0, 1]), 4),
    }


def save(network: Network, components: Components, plan: Plan, scale, record: dict, path: Path) -> None:
    """The parameters in half precision and where they came from."""
    arrays = {name.replace(".", "_"): tensor for name, tensor in network.state_dict().items()}
    arrays["centre_rad"] = components.centre
    arrays["kappa"] = components.log_kappa.clamp(-1.0, 5.3).exp()
    halves = {name: tensor.detach().cpu().numpy().astype(np.float16) for name, tensor in arrays.items()}
    np.savez_compressed(path, **halves, burial_scale=np.array(scale), provenance=json.dumps(record))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", type=Path)
    parser.add_argument("-o", "--output", type=Path)
    parser.add_argument("--plan", default="{}", help="JSON of the fields of Plan that differ from its defaults")
    arguments = parser.parse_args()
    plan = Plan(**json.loads(arguments.plan))
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.set_float32_matmul_precision("high")
    start = time.perf_counter()
    parts = [read(arguments.targets, part, device) for part in ("train", "flagged")]
    x, held = joined(*parts) if plan.flagged else parts[0], read(arguments.targets, "held", device)
    known = x.burial[torch.isfinite(x.burial)]
    scale = (float(known.mean()), float(known.std()))
    torch.manual_seed(plan.seed)
    seen = x.phases[torch.isfinite(x.phases).all(-1)]
    components = Components(seen[torch.randperm(len(seen), device=device)[: plan.components]]).to(device)
    teachers: list[Network] = []
    for k in range(plan.teachers):
        teachers.append(train_teacher(x, components, k == 0, plan, plan.seed + k, scale))
        seconds = round(time.perf_counter() - start)
        print(
            "teacher", k, measure(teachers[-1:], components, held, scale), f"{seconds} s", file=sys.stderr, flush=True
        )
    found = {"teachers": measure(teachers, components, held, scale)}
    network = teachers[0]
    if plan.student_epochs:
        network = train_student(x, components, teachers, plan, scale)
        found["student"] = measure([network], components, held, scale)
    stored = np.load(arguments.targets)
    digests = {name: str(stored[f"sha256_{name}"]) for name in ("train", "val")}
    record = {
        "made_by": "tools/phase_prior_targets.py, tools/train_phase_prior.py",
        "data_sha256": digests,
        "plan": asdict(plan),
        "chains": len(stored["train_offsets"]) - 1 + plan.flagged * (len(stored["flagged_offsets"]) - 1),
        "held": found,
    }
    print(json.dumps({**record["plan"], **found, "seconds": round(time.perf_counter() - start)}), flush=True)
    if arguments.output:
        save(network, components, plan, scale, record, arguments.output)


if __name__ == "__main__":
    main()
