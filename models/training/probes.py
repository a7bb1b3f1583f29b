"""Shortcut gates: what can be told from a tile's size and weight alone, before any network looks at it.

usage: probes.py WORK_DIR POOL_NAME [...]

Several pools are judged together, as training mixes them. Stops with an error when a tree on (width, height, bytes per pixel) separates generated from real training tiles of
sources that it was not fitted on better than GATE, or when it separates one half of the real sources from the other.
"""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

import numpy as np
from PIL import Image
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

GATE = 0.55
TILES = 6000
ROUNDS = 8


def weight(tile: np.ndarray) -> tuple[int, int, float]:
    """Width, height and bytes per pixel of a tile after the same JPEG save for all."""
    file = io.BytesIO()
    Image.fromarray(tile).save(file, "JPEG", quality=85)
    return tile.shape[1], tile.shape[0], file.tell() / tile[..., 0].size


def separation(features: np.ndarray, labels: np.ndarray, sources: np.ndarray) -> float:
    """Mean AUC on sources that the tree was not fitted on, fold by fold."""
    found = []
    for fit, held in GroupKFold(5, shuffle=True, random_state=0).split(features, labels, sources):
        tree = HistGradientBoostingClassifier(max_leaf_nodes=8, max_iter=40).fit(features[fit], labels[fit])
        if 0 < labels[held].sum() < len(held):
            found.append(roc_auc_score(labels[held], tree.predict_proba(features[held])[:, 1]))
    return float(np.mean(found))


def real_against_real(features: np.ndarray, sources: np.ndarray) -> float:
    """The same for random halves of the real sources; anything but a half would be a fault of the probe."""
    random = np.random.default_rng(0)
    names = np.unique(sources)
    found = []
    for _ in range(ROUNDS):
        chosen = random.permutation(names)[: len(names) // 2]
        found.append(separation(features, np.isin(sources, chosen), sources))
    return float(np.mean(found))


def main() -> None:
    work, pools = Path(sys.argv[1]), sys.argv[2:]
    tiles = {pool: np.load(work / f"{pool}.npy", mmap_mode="r") for pool in pools}
    rows = [row | {"pool": pool} for pool in pools for row in csv.DictReader((work / f"{pool}.csv").open(newline=""))]
    rows = [rows[i] for i in np.random.default_rng(0).permutation(len(rows))[:TILES]]
    features = np.array([weight(tiles[row["pool"]][int(row["index"])]) for row in rows])
    labels = np.array([row["label"] == "ai" for row in rows])
    sources = np.array([row["source"] for row in rows])
    fake = separation(features, labels, sources)
    real = real_against_real(features[~labels], sources[~labels])
    print(f"metadata-only probe {fake:.3f}, real against real {real:.3f} (gate {GATE})")
    if fake > GATE or real > GATE:
        raise SystemExit("A shortcut is open: the tiles can be told apart without looking at them.")


if __name__ == "__main__":
    main()
