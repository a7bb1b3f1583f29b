"""How many tiles a photo needs: validation figures by the number of tiles, the most textured first.

usage: tilecount.py WORK_DIR MODEL_DIR RASTERS_DIR
"""

from __future__ import annotations

import sys
from dataclasses import replace
from multiprocessing.pool import ThreadPool
from pathlib import Path

import numpy as np

import metrics
from scoring import Row, Scores, Shipped, photos_of

PER_SOURCE = 60
COUNTS = (1, 2, 4, 6, 8, 12, 16)


def main() -> None:
    work, model, rasters = map(Path, sys.argv[1:4])
    detector = Shipped(model)
    detector.plan = replace(detector.plan, count=max(COUNTS))
    rows = photos_of(work, rasters, "validation", PER_SOURCE)

    def logits(row: Row) -> np.ndarray | None:
        return detector.logits(np.load(rasters / f"{row['sha1']}.npy"))

    with ThreadPool(2) as pool:
        found = pool.map(logits, rows)
    judged = [(row, tiles) for row, tiles in zip(rows, found) if tiles is not None]
    for count in COUNTS:
        values = np.array([tiles[:count].mean() for _, tiles in judged])
        real, fake = Scores([row for row, _ in judged], values, np.zeros_like(values)).by_group(metrics.SMALL)
        auc, at5 = metrics.macro_auc(real, fake), metrics.detection_at(real, fake, 0.05)
        print(f"{count:2} tiles  macro AUC {auc:.4f}  found at 5 % {at5:.3f}")


if __name__ == "__main__":
    main()
