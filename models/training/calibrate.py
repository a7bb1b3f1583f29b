"""Turns mean logits into honest odds and sets the thresholds, on validation sources only.

usage: calibrate.py WORK_DIR MODEL_DIR RASTERS_DIR [RASTERS_DIR ...]

Each RASTERS_DIR holds the validation photos under one condition. Writes calibration and thresholds into
MODEL_DIR/detector.json by atomic rename.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from scoring import Scores, Shipped, even_weights, score

PER_SOURCE = 100
ENOUGH = 40
"""A 2 % quantile of fewer photos is mostly luck; smaller sources are pooled into one."""
SUSPECT_RATE, REVIEW_RATE = 0.02, 0.10
CLEAR_ODDS = float(np.log(0.25 / 0.75))


def platt(conditions: list[Scores]) -> tuple[float, float]:
    """Slope and intercept of the log-odds at an even prior."""
    values = np.concatenate([scores.values for scores in conditions])
    labels = np.concatenate([scores.fake for scores in conditions])
    weights = np.concatenate([even_weights(scores) for scores in conditions])
    fit = LogisticRegression(C=1e6).fit(values[:, None], labels, weights / weights.mean())
    return float(fit.coef_[0, 0]), float(fit.intercept_[0])


def strictest(conditions: list[Scores], rate: float) -> tuple[float, str]:
    """The highest of the sources' thresholds at a false-alarm rate, and the source that set it."""
    found = [
        (float(np.quantile(values, 1 - rate, method="higher")), name)
        for scores in conditions
        for name, values in scores.by_group(ENOUGH)[0].items()
    ]
    return max(found)


def main() -> None:
    work, model_dir, *folders = map(Path, sys.argv[1:])
    detector = Shipped(model_dir)
    conditions = [score(detector, work, folder, "validation", PER_SOURCE) for folder in folders]
    slope, intercept = platt(conditions)
    card = detector.card
    card["calibration"] = {
        "method": "platt",
        "slope": round(slope, 4),
        "intercept": round(intercept, 4),
        "fittedOn": f"{len(conditions[0].rows)} photos of validation sources under {len(folders)} conditions, "
        "classes and sources weighing alike",
    }
    thresholds = {"clear": CLEAR_ODDS}
    for band, rate in (("review", REVIEW_RATE), ("suspect", SUSPECT_RATE)):
        raw, source = strictest(conditions, rate)
        thresholds[band] = slope * raw + intercept
        print(f"{band}: {thresholds[band]:.3f}, set by {source}")
    card["thresholds"] = {band: round(value, 4) for band, value in thresholds.items()}
    part = model_dir / "detector.json.part"
    part.write_text(json.dumps(card, indent=2) + "\n")
    os.replace(part, model_dir / "detector.json")


if __name__ == "__main__":
    main()
