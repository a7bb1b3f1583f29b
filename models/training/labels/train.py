"""Step 2: trains the reader of labels from nothing and writes it as ONNX.

usage: train.py OUT.onnx MINUTES POOL.npz… --validation VALIDATION.npz [--seed 1] [--threads 1]

A small fully convolutional network: grey pixels in, for each token a map of how likely its middle is there, a cell each
4 pixels. Its field of view, 39 pixels, holds a character with its neighbours' edges; which characters stand side by
side is judged by the service (src/signals/provenance/visibleLabel.ts), not learnt.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from draw import TOKENS

STRIDE = 4
MEAN, STD = 0.5, 0.25
"""Of grey values in 0..1."""


class Block(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.a, self.na = nn.Conv2d(width, width, 3, padding=1, bias=False), nn.BatchNorm2d(width)
        self.b, self.nb = nn.Conv2d(width, width, 3, padding=1, bias=False), nn.BatchNorm2d(width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.relu(x + self.nb(self.b(torch.relu(self.na(self.a(x))))))


class Reader(nn.Module):
    def __init__(self, width: int = 48) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(1, 16, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU(),
            nn.Conv2d(16, width, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU(),
        )  # fmt: skip
        self.blocks = nn.Sequential(Block(width), Block(width))
        self.head = nn.Conv2d(width, len(TOKENS), 1)
        nn.init.constant_(self.head.bias, -5.0)

    def forward(self, grey: torch.Tensor) -> torch.Tensor:
        """Logits of shape N, tokens, H/4, W/4, from grey values 0..255."""
        return self.head(self.blocks(self.stem((grey / 255 - MEAN) / STD)))


def targets(rows: list[np.ndarray], height: int, width: int) -> torch.Tensor:
    """For each crop and token a map with a peak of 1 at each middle, falling off within a cell or two."""
    maps = torch.zeros(len(rows), len(TOKENS), height // STRIDE, width // STRIDE)
    ys, xs = torch.arange(height // STRIDE), torch.arange(width // STRIDE)
    for i, row in enumerate(rows):
        for _, token, x, y in row:
            cx, cy = x / STRIDE - 0.5, y / STRIDE - 0.5
            peak = torch.exp(-((ys - round(cy))[:, None] ** 2 + (xs - round(cx))[None, :] ** 2) / (2 * 0.7**2))
            maps[i, int(token)] = torch.maximum(maps[i, int(token)], peak)
    return maps


def loss_of(logits: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Focal loss that forgives cells beside a peak (as in CenterNet), divided by the number of peaks."""
    chance = torch.sigmoid(logits)
    is_peak = (wanted > 0.99).float()
    hit = -functional.logsigmoid(logits) * (1 - chance) ** 2 * is_peak
    miss = -functional.logsigmoid(-logits) * chance**2 * (1 - wanted) ** 4 * (1 - is_peak)
    return (hit.sum() + miss.sum()) / is_peak.sum().clamp(min=1)


class Pool:
    def __init__(self, files: list[Path]) -> None:
        crops, tokens, start = [], [], 0
        for file in files:
            data = np.load(file)
            crops.append(data["crops"])
            rows = data["tokens"].copy()
            rows[:, 0] += start
            tokens.append(rows)
            start += len(data["crops"])
        self.crops = np.concatenate(crops)
        rows = np.concatenate(tokens)
        rows = rows[np.argsort(rows[:, 0], kind="stable")]
        cuts = np.searchsorted(rows[:, 0], np.arange(start + 1))
        self.rows = [rows[cuts[i] : cuts[i + 1]] for i in range(start)]

    def batch(self, numbers: np.ndarray) -> tuple[torch.Tensor, torch.Tensor]:
        crops = torch.from_numpy(self.crops[numbers]).float()[:, None]
        return crops, targets([self.rows[i] for i in numbers], *self.crops.shape[1:])


@torch.no_grad()
def validate(network: Reader, pool: Pool) -> str:
    """Share of tokens found at their place at 0.3, and false peaks at 0.3 a crop."""
    network.eval()
    hits = np.zeros(len(TOKENS))
    wanted = np.zeros(len(TOKENS))
    false = 0
    for at in range(0, len(pool.crops), 100):
        crops, maps = pool.batch(np.arange(at, min(at + 100, len(pool.crops))))
        with torch.autocast("cpu", torch.bfloat16):
            chance = torch.sigmoid(network(crops).float())
        near = functional.max_pool2d(chance, 3, 1, 1)
        peaks = maps > 0.99
        hits += ((near > 0.3) & peaks).sum((0, 2, 3)).numpy()
        wanted += peaks.sum((0, 2, 3)).numpy()
        top = (chance > 0.3) & (chance == near)
        false += int((top & (functional.max_pool2d(maps, 3, 1, 1) < 0.3)).sum())
    network.train()
    each = " ".join(f"{token} {hit / max(1, count):.3f}" for token, hit, count in zip(TOKENS, hits, wanted))
    return f"found {hits.sum() / wanted.sum():.4f} ({each}), {false / len(pool.crops):.3f} false a crop"


def write(network: Reader, path: Path) -> None:
    part = path.with_suffix(".part")
    axes = {0: "bands", 2: "height", 3: "width"}
    torch.onnx.export(
        network.eval(), (torch.zeros(1, 1, 96, 128),), part, input_names=["grey"], output_names=["logits"],
        dynamic_axes={"grey": axes, "logits": axes}, opset_version=17, dynamo=False,
    )  # fmt: skip
    part.replace(path)
    network.train()


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("out", type=Path)
    arguments.add_argument("minutes", type=float)
    arguments.add_argument("pools", type=Path, nargs="+")
    arguments.add_argument("--validation", type=Path, required=True)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--threads", type=int, default=1)
    options = arguments.parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    rng = np.random.default_rng(options.seed)
    pool, validation = Pool(options.pools), Pool([options.validation])
    network = Reader().to(memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(network.parameters(), lr=3e-3, weight_decay=1e-3)
    started, steps, size = time.monotonic(), 0, 32
    length, running = options.minutes * 60, 0.0
    while (spent := time.monotonic() - started) < length:
        # One cycle over the time given: quick up, then down to nothing.
        rate = 3e-3 * min(1, (spent / length) / 0.05 + 0.02) * (1 - spent / length)
        for group in optimiser.param_groups:
            group["lr"] = rate
        crops, maps = pool.batch(rng.integers(0, len(pool.crops), size))
        with torch.autocast("cpu", torch.bfloat16):
            logits = network(crops.to(memory_format=torch.channels_last))
        loss = loss_of(logits.float(), maps)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimiser.step()
        steps += 1
        running += (loss.item() - running) / min(steps, 100)
        if steps % 200 == 0:
            print(f"{spent:.0f} s, {steps} steps, loss {running:.3f}", flush=True)
        if steps % 1000 == 0:
            print(validate(network, validation), flush=True)
            write(network, options.out)
    print(f"{steps} steps of {size} from {len(pool.crops)} crops: {validate(network, validation)}")
    write(network, options.out)


if __name__ == "__main__":
    main()
