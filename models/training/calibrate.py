"""Turns mean logits into honest odds and sets the thresholds, on validation sources only.

usage: calibrate.py WORK_DIR MODEL_DIR EDITS_POOL RASTERS_DIR [RASTERS_DIR ...]

Each RASTERS_DIR holds the validation photos under one condition. EDITS_POOL was cut from validation photos by prepare.py
with --masked. Writes calibration and thresholds into MODEL_DIR/detector.json by atomic rename.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from localise import own_maps
from scoring import OTHERS, Scores, Shipped, even_weights, photos_of, valued

PER_SOURCE = 100
ENOUGH = 40
"""A 2 % quantile of fewer photos is mostly luck; smaller sources are pooled into one."""
TELLING = 20
"""Photos from which on a source left out shows whether a threshold carries over to it."""
SUSPECT_RATES, REVIEW_RATE = (0.05, 0.03, 0.02, 0.01, 0.005), 0.10
"""False alarms allowed on the worst source. Of several, the highest that carries over is taken, or else the lowest."""
REGION_RATE = 0.02
"""The same for regions of edits."""
MEAN_ALARMS, WORST_ALARMS = 0.02, 0.05
"""What `suspect` may raise on sources that did not set it, in the mean and on the worst."""
MARKED = 0.08
"""Share of the area of unedited tiles that the map of edits may mark."""
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


def carried_over(conditions: list[Scores], rate: float) -> tuple[float, float]:
    """False alarms, macro and worst, of each real source that tells at the threshold that the other sources set."""
    alarms = []
    for scores in conditions:
        for name, values in scores.by_group(TELLING)[0].items():
            if name == OTHERS:
                continue
            bar, _ = strictest([each.only(np.array([row["source"] != name for row in each.rows])) for each in conditions], rate)
            alarms.append(float((values >= bar).mean()))
    return float(np.mean(alarms)), max(alarms)


def suspect_rate(conditions: list[Scores]) -> float:
    """The highest of the rates at which sources left out in turn stay within the bounds."""
    for rate in SUSPECT_RATES:
        mean, worst = carried_over(conditions, rate)
        print(f"suspect at {rate:.1%} of the worst source: each source at the others', {mean:.3f}, worst {worst:.3f}")
        if mean <= MEAN_ALARMS and worst <= WORST_ALARMS:
            return rate
    return SUSPECT_RATES[-1]


def edited_from(detector: Shipped, work: Path, pool: str) -> float:
    """From which logit on a cell counts as edited."""
    untouched = np.stack([grid for _, grid, _ in own_maps(detector, work, pool)])
    return round(float(np.quantile(untouched, 1 - MARKED)), 4)


def main() -> None:
    work, model_dir = map(Path, sys.argv[1:3])
    pool, folders = sys.argv[3], list(map(Path, sys.argv[4:]))
    detector = Shipped(model_dir)
    cell = edited_from(detector, work, pool)
    conditions, edits = [], []
    for folder in folders:
        rows = photos_of(work, folder, "validation", PER_SOURCE)
        scores, strengths = valued(lambda raster: detector.look(raster, cell), rows, folder)
        conditions.append(scores)
        edits.append(strengths.only(~strengths.fake))
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
    for band, rate in (("review", REVIEW_RATE), ("suspect", suspect_rate(conditions))):
        raw, source = strictest(conditions, rate)
        thresholds[band] = slope * raw + intercept
        mean, worst = carried_over(conditions, rate)
        print(f"{band}: {thresholds[band]:.3f}, {rate:.1%} of {source}; each source at the others': {mean:.3f}, worst {worst:.3f}")
    card["thresholds"] = {band: round(value, 4) for band, value in thresholds.items()}
    region, source = strictest(edits, REGION_RATE)
    print(f"edits: cells from {cell}, regions from {region:.3f}, set by {source}")
    card["edits"] |= {"cell": cell, "region": round(region, 4)}
    part = model_dir / "detector.json.part"
    part.write_text(json.dumps(card, indent=2) + "\n")
    os.replace(part, model_dir / "detector.json")


if __name__ == "__main__":
    main()
