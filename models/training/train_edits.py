"""Trains the map of local edits on what a trained detector sees; the detector stays as it is.

usage: train_edits.py WORK_DIR RUN_NAME POOL_NAME --samples N [--seed N] [--threads N]

POOL_NAME was cut by prepare.py with --masked. Writes WORK_DIR/runs/RUN_NAME/edits.pt beside the detector's last.pt.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch

from export import load
from model import EditMap, normalise
from train import Tiles, known_loss

CROP = 192
BATCH = 24
PEAK_RATE = 3e-3
DECAY = 0.02
REPORT_EVERY = 100


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("name")
    parser.add_argument("pool")
    parser.add_argument("--samples", type=int, required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    folder = args.work / "runs" / args.name
    detector = load(folder / "last.pt").to(memory_format=torch.channels_last)
    edits = EditMap().to(memory_format=torch.channels_last).train()
    optimiser = torch.optim.AdamW(edits.parameters(), weight_decay=DECAY)
    steps = args.samples // BATCH
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, PEAK_RATE, total_steps=steps)
    tiles = Tiles.load(args.work, [args.pool], CROP, EditMap.CELL)
    random = np.random.default_rng(args.seed)
    losses: list[float] = []
    for step in range(1, steps + 1):
        pixels, _, cells = tiles.batch(random, BATCH)
        with torch.autocast("cpu", torch.bfloat16):
            with torch.no_grad():
                stages = detector.stages(normalise(pixels).contiguous(memory_format=torch.channels_last))
            logits = edits(stages)
        loss = known_loss(logits, cells)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        schedule.step()
        losses.append(loss.item())
        if step % REPORT_EVERY == 0 or step == steps:
            print(f"{step * BATCH}\tloss {np.mean(losses[-REPORT_EVERY:]):.4f}", flush=True)
    torch.save(edits.state_dict(), folder / "edits.pt")


if __name__ == "__main__":
    main()
