"""Photo scores of a network on laundered validation photos, while training and for choosing between runs.

usage: validate.py WORK_DIR RASTERS_DIR CHECKPOINT
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

import metrics
from model import Detector, normalise
from prepare import family
from tiles import TilePlan, choose_tiles, cut

PER_SOURCE = 60
PLAN = replace(TilePlan(), count=4)
"""Fewer tiles and photos than in service: enough to choose by, and quick."""
BATCH = 32


@dataclass
class Validation:
    """Tiles of validation photos, ready to be scored."""

    rows: list[dict[str, str]]
    tiles: np.ndarray
    owner: np.ndarray

    @classmethod
    def load(cls, work: Path, rasters: Path, split: str = "validation") -> Validation:
        """At most PER_SOURCE photos of each source."""
        taken: dict[str, int] = defaultdict(int)
        rows, tiles, owner = [], [], []
        for row in csv.DictReader((work / "photos.csv").open(newline="")):
            path = rasters / f"{row['sha1']}.npy"
            if row["split"] != split or taken[row["source"]] >= PER_SOURCE or not path.exists():
                continue
            raster = np.load(path)
            chosen = choose_tiles(raster, PLAN)
            if chosen:
                taken[row["source"]] += 1
                tiles.append(cut(raster, chosen, PLAN.size))
                owner.extend([len(rows)] * len(chosen))
                rows.append(row)
        return cls(rows, np.concatenate(tiles), np.array(owner))

    def scores(self, network: Detector) -> np.ndarray:
        """Mean tile logit of each photo."""
        logits = []
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
            for at in range(0, len(self.tiles), BATCH):
                inputs = normalise(torch.from_numpy(self.tiles[at : at + BATCH]))
                logits.append(network(inputs.contiguous(memory_format=torch.channels_last))[0].float().numpy())
        total = np.bincount(self.owner, np.concatenate(logits), len(self.rows))
        return total / np.bincount(self.owner, minlength=len(self.rows))

    def groups(self, scores: np.ndarray) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
        """Scores of real photos by source and of generated ones by family of generators."""
        real = np.array([row["label"] == "real" for row in self.rows])
        sources = [row["source"] for row in self.rows if row["label"] == "real"]
        families = [family(row["generator"]) for row in self.rows if row["label"] == "ai"]
        return (
            metrics.grouped(scores[real], sources, metrics.SMALL),
            metrics.grouped(scores[~real], families, metrics.SMALL),
        )

    def figures(self, network: Detector) -> str:
        """Macro AUC, its worst generator and real source, detection at 5 % false alarms; studio and home apart."""
        scores = self.scores(network)
        real, fake = self.groups(scores)
        by_generator = metrics.auc_table(real, fake)
        by_source = metrics.auc_table(fake, real)
        parts = [f"macro {metrics.macro_auc(real, fake):.4f}"]
        parts.append(f"tpr5 {metrics.detection_at(real, fake, 0.05):.3f}")
        parts.extend(f"{name[:14]} {value:.2f}" for name, value in by_generator.items())
        parts.append("|")
        parts.extend(f"{name.split('/')[-1][:14]} {1 - value:.2f}" for name, value in by_source.items())
        return " ".join(parts)


if __name__ == "__main__":
    from export import load

    work, rasters, checkpoint = map(Path, sys.argv[1:4])
    print(Validation.load(work, rasters).figures(load(checkpoint)))
