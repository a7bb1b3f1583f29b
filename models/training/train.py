"""Trains the detector from scratch on tiles that prepare.py has cut.

usage: train.py WORK_DIR RUN_NAME --pools A [B ...] --samples N [--seed N] [--rate R] [--start CHECKPOINT]
                [--validate DIR] [--threads N] [--network detector|neighbours|wavelets]

Writes WORK_DIR/runs/RUN_NAME/last.pt (resumable; `average` holds the weights to use) and log.tsv. The process id
stands in WORK_DIR/train.pid. Learning rate falls along a cosine over N samples.
"""

from __future__ import annotations

import argparse
import csv
import math
import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from baselines import NETWORKS
from model import Detector, normalise
from optimiser import RATE, Optimiser
from validate import Validation

CROP = 128
BATCH = 64
SMOOTHING = 0.05
EDITED = 2.0
LABELS = {"real": 0.0, "ai": 1.0, "edited": EDITED}
AVERAGE = 0.998
SAVE_EVERY = 25_000
REPORT_EVERY = 100_000


PATCH = 16
"""Pixels that one patch logit stands for."""
TOUCHED, FILLED = 0.05, 0.5
"""A patch with fewer replaced pixels counts as real, one with more as generated, one in between as neither."""


@dataclass
class Tiles:
    """Tiles of several pools with their labels; where a pool has masks, edited tiles have patch labels instead."""

    pixels: list[np.ndarray]
    labels: list[np.ndarray]
    masks: list[np.ndarray | None]
    crop: int
    patch: int

    @classmethod
    def load(cls, work: Path, pools: list[str], crop: int = CROP, patch: int = PATCH) -> Tiles:
        """Opens pools without reading them into memory; a patch label stands for `patch` pixels each way."""
        pixels = [np.load(work / f"{pool}.npy", mmap_mode="r") for pool in pools]
        labels = []
        for pool, tiles in zip(pools, pixels):
            label = np.full(len(tiles), np.nan, np.float32)
            for row in csv.DictReader((work / f"{pool}.csv").open(newline="")):
                label[int(row["index"])] = LABELS[row["label"]]
            labels.append(label)
        paths = [work / f"{pool}.masks.npy" for pool in pools]
        masks = [np.load(path, mmap_mode="r") if path.exists() else None for path in paths]
        return cls(pixels, labels, masks, crop, patch)

    @property
    def shares(self) -> np.ndarray:
        """Pools are drawn by their size."""
        sizes = np.array([len(tiles) for tiles in self.pixels], float)
        return sizes / sizes.sum()

    def batch(self, random: np.random.Generator, count: int = BATCH) -> tuple[Tensor, Tensor, Tensor]:
        """Neighbours in a pool form pairs (real, generated); whole pairs are drawn, turned and cropped alike.

        Tiles [N, 3, crop, crop], labels [N] and patch labels [N, crop / patch, crop / patch]; NaN where there is none.
        """
        crop, side = self.crop, self.crop // self.patch
        pixels = np.empty((count, crop, crop, 3), np.uint8)
        labels: list[float] = []
        patches: list[np.ndarray] = []
        while len(labels) < count:
            which = int(random.choice(len(self.pixels), p=self.shares))
            at = 2 * int(random.integers(len(self.pixels[which]) // 2))
            if np.isnan(self.labels[which][at : at + 2]).any():
                continue
            pair = self.pixels[which][at : at + 2]
            x, y = random.integers(pair.shape[1] - crop + 1, size=2)
            here = (slice(None), slice(y, y + crop), slice(x, x + crop))
            mirror, quarter = random.random() < 0.5, random.random() < 0.25
            pixels[len(labels) : len(labels) + 2] = turned(pair[here], mirror, quarter)
            label = self.labels[which][at : at + 2]
            mask = self.masks[which]
            grids = np.full((2, side, side), np.nan, np.float32)
            if mask is not None:
                grids = patch_labels(turned(mask[at : at + 2][here], mirror, quarter), self.patch)
                label = np.where(label == EDITED, np.nan, label)
            labels.extend(label)
            patches.extend(grids)
        planes = torch.from_numpy(pixels).permute(0, 3, 1, 2)
        return planes, torch.tensor(np.array(labels, np.float32)), torch.from_numpy(np.stack(patches))


def turned(pair: np.ndarray, mirror: bool, quarter: bool) -> np.ndarray:
    """Mirrored or not, upright or a quarter turned."""
    if mirror:
        pair = pair[:, :, ::-1]
    return np.rot90(pair, 1, (1, 2)) if quarter else pair


def patch_labels(masks: np.ndarray, patch: int) -> np.ndarray:
    """float32 [N, H / patch, W / patch]: 1 replaced, 0 not, NaN for a seam."""
    count, height, width = masks.shape
    cells = masks.reshape(count, height // patch, patch, width // patch, patch).mean((2, 4))
    return np.where(cells >= FILLED, 1, np.where(cells <= TOUCHED, 0, np.nan)).astype(np.float32)


def known_loss(logits: Tensor, labels: Tensor) -> Tensor:
    """Binary cross-entropy, a little smoothed, over the labels that are known; 0 if none is."""
    known = ~labels.isnan()
    if not known.any():
        return logits.sum() * 0
    smooth = labels[known] * (1 - SMOOTHING) + SMOOTHING / 2
    return F.binary_cross_entropy_with_logits(logits[known].float(), smooth)


def faded(tiles: Tensor) -> Tensor:
    """Saturation and exposure at random, so that a glossy palette is no evidence."""
    count = len(tiles)
    grey = tiles.mean(1, keepdim=True)
    saturation = torch.empty(count, 1, 1, 1).uniform_(0, 1.4)
    gain = torch.empty(count, 1, 1, 1).uniform_(0.8, 1.2)
    shift = torch.empty(count, 3, 1, 1).uniform_(-0.25, 0.25)
    changed = (grey + (tiles - grey) * saturation) * gain + shift
    keep = (torch.rand(count, 1, 1, 1) < 0.5).float()
    return tiles * keep + changed * (1 - keep)


def rate_at(seen: int, total: int, peak: float) -> float:
    """Warm-up, then a cosine to zero."""
    warm = min(1.0, seen / (0.03 * total))
    return peak * warm * 0.5 * (1 + math.cos(math.pi * min(1.0, seen / total)))


@torch.no_grad()
def follow(average: Detector, network: Detector, step: int) -> None:
    """Moves the averaged weights towards the trained ones."""
    keep = min(AVERAGE, (1 + step) / (10 + step))
    trained = network.state_dict()
    for name, value in average.state_dict().items():
        if value.dtype.is_floating_point:
            value.lerp_(trained[name], 1 - keep)
        else:
            value.copy_(trained[name])


def begun(start: Path, network: Detector) -> dict[str, Tensor]:
    """An earlier run's averaged weights; channels that its front end did not have yet count nothing at first."""
    weights = torch.load(start, weights_only=True)["average"]
    stem = network.state_dict()["stem.0.weight"]
    missing = stem.shape[1] - weights["stem.0.weight"].shape[1]
    weights["stem.0.weight"] = F.pad(weights["stem.0.weight"], (0, 0, 0, 0, 0, missing))
    return weights


@dataclass
class Run:
    """One training run that can be stopped and resumed."""

    folder: Path
    kind: str
    network: Detector
    average: Detector
    optimiser: Optimiser
    seen: int = 0

    @classmethod
    def open(cls, folder: Path, kind: str, start: Path | None = None) -> Run:
        """A run that goes on where it stopped; else a new one, from an earlier run's averaged weights if given."""
        folder.mkdir(parents=True, exist_ok=True)
        network = NETWORKS[kind]().to(memory_format=torch.channels_last)
        average = NETWORKS[kind]().to(memory_format=torch.channels_last).eval()
        if start:
            network.load_state_dict(begun(start, network))
        average.load_state_dict(network.state_dict())
        run = cls(folder, kind, network, average, Optimiser(network))
        if (folder / "last.pt").exists():
            state = torch.load(folder / "last.pt", weights_only=True)
            network.load_state_dict(state["network"])
            average.load_state_dict(state["average"])
            run.optimiser.load_state_dict(state["optimiser"])
            run.seen = state["seen"]
        return run

    def save(self) -> None:
        """By atomic rename, so that a stop in between loses nothing."""
        state = {
            "kind": self.kind,
            "network": self.network.state_dict(),
            "average": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "seen": self.seen,
        }
        part = self.folder / "last.part"
        torch.save(state, part)
        os.replace(part, self.folder / "last.pt")

    def step(self, tiles: Tensor, labels: Tensor, patches: Tensor, rate: float) -> float:
        """One update; the loss of the tiles is returned."""
        self.network.train()
        inputs = faded(normalise(tiles)).contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16):
            logit, grid = self.network(inputs)
        loss = known_loss(logit, labels)
        share = (~patches.isnan()).any(2).any(1).float().mean()
        self.optimiser.step(loss + share * known_loss(grid, patches), rate)
        self.seen += len(labels)
        follow(self.average, self.network, self.seen // BATCH)
        return loss.item()


def train(run: Run, tiles: Tiles, total: int, peak: float, seed: int, validation: Validation | None) -> None:
    """Runs to the end, reporting now and then."""
    random = np.random.default_rng((seed, run.seen))
    losses: list[float] = []
    started, from_ = time.time(), run.seen
    reader = ThreadPoolExecutor(1)
    coming = reader.submit(tiles.batch, random)
    while run.seen < total:
        batch, coming = coming.result(), reader.submit(tiles.batch, random)
        losses.append(run.step(*batch, rate_at(run.seen, total, peak)))
        if run.seen % SAVE_EVERY < BATCH or run.seen >= total:
            run.save()
        if run.seen % REPORT_EVERY < BATCH or run.seen >= total:
            figures = validation.figures(run.average) if validation else ""
            speed = (run.seen - from_) / (time.time() - started)
            line = f"{run.seen}\t{speed:.0f}/s\tloss {np.mean(losses):.4f}\t{figures}"
            print(line, flush=True)
            with (run.folder / "log.tsv").open("a") as log:
                log.write(line + "\n")
            losses.clear()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("name")
    parser.add_argument("--pools", nargs="+", required=True)
    parser.add_argument("--samples", type=int, required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--start", type=Path)
    parser.add_argument("--validate", type=Path)
    parser.add_argument("--network", choices=NETWORKS, default="detector")
    args = parser.parse_args()
    # Two threads on two idle cores: 370 crops a second. On shared cores they wait for each other; then set one.
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    (args.work.parent / "train.pid").write_text(str(os.getpid()))
    validation = Validation.load(args.work, args.validate) if args.validate else None
    run = Run.open(args.work / "runs" / args.name, args.network, args.start)
    train(run, Tiles.load(args.work, args.pools), args.samples, args.rate, args.seed, validation)


if __name__ == "__main__":
    main()
