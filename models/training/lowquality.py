"""How little a JPEG may hold before the detector can tell nothing from it.

usage: lowquality.py WORK_DIR MODEL_DIR RASTERS_DIR [PER_SOURCE]

Validation photos, saved as JPEG of low quality, by how many bytes they hold a pixel: how well real and generated ones are
told apart, and what share of them is told to look captured.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

import numpy as np
from PIL import Image
from sklearn.metrics import roc_auc_score

from scoring import Shipped, photos_of

QUALITIES = (5, 10, 15, 20, 30, 40)
EDGES = (0.0, 0.02, 0.025, 0.03, 0.04, 0.06, np.inf)


def saved(raster: np.ndarray, quality: int) -> tuple[np.ndarray, float]:
    """The picture after one JPEG, and how many bytes that took a pixel."""
    file = io.BytesIO()
    Image.fromarray(raster).save(file, "JPEG", quality=quality)
    return np.asarray(Image.open(file).convert("RGB")), file.tell() / raster[..., 0].size


def main() -> None:
    work, model_dir, rasters = map(Path, sys.argv[1:4])
    detector = Shipped(model_dir)
    calibration, clear = detector.card["calibration"], detector.card["thresholds"]["clear"]
    found: list[tuple[float, float, bool]] = []
    for row in photos_of(work, rasters, "validation", int(sys.argv[4]) if len(sys.argv) > 4 else 3):
        raster = np.load(rasters / f"{row['sha1']}.npy")
        for quality in QUALITIES:
            picture, share = saved(raster, quality)
            logits = detector.logits(picture)
            if logits is not None:
                found.append((share, float(logits.mean()), row["label"] == "ai"))
    shares, logits, fake = map(np.array, zip(*found))
    # Qualities below 50 are the coarsest that coarseness tells apart.
    captured = calibration["slope"] * logits + calibration.get("coarseness", 0) + calibration["intercept"] <= clear
    for low, high in zip(EDGES, EDGES[1:]):
        here = (shares >= low) & (shares < high)
        if 0 < fake[here].sum() < here.sum():
            auc = roc_auc_score(fake[here], logits[here])
            told = [captured[here & each].mean() for each in (~fake, fake)]
            print(f"{low} to {high} bytes a pixel: {here.sum()} files, AUC {auc:.3f}, told to look captured: "
                  f"{told[0]:.2f} of real, {told[1]:.2f} of generated")  # fmt: skip


if __name__ == "__main__":
    main()
