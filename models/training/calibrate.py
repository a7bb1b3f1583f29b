"""Turns mean logits into honest odds and sets the bands, on sources that were not trained on.

usage: calibrate.py WORK_DIR MODEL_DIR NAME=RASTERS_DIR [...]

Each NAME=RASTERS_DIR holds the validation photos under one condition. Writes calibration, thresholds and what they are worth
into MODEL_DIR/detector.json by atomic rename. What they are worth is read off sources left out: each is judged by the odds
that all others gave. The bands need a stated probability, and the worst source may ask for more.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from cards import write_card
from evaluate import report
from scoring import Scores, Shipped, even_weights, photos_of, valued

PER_SOURCE = 100
ENOUGH = 40
"""A quantile of fewer photos is mostly luck; smaller sources are pooled into one."""
STATED = {"clear": 0.25, "review": 0.90, "suspect": 0.99}
"""Probability of "generated", at an even prior, up to which a photo is clear and from which on the other bands begin."""
WORST_RATE = {"review": 0.10, "suspect": 0.03}
"""Share of the worst real source that a band may hold; where it would hold more, it begins higher."""

Conditions = dict[str, Scores]


def features(scores: Scores) -> np.ndarray:
    """[N, 2]: what the odds are made from."""
    return np.c_[scores.values, scores.coarseness]


def platt(conditions: Conditions) -> dict[str, float]:
    """Slope, weight of coarseness and intercept of the log-odds at an even prior."""
    inputs = np.concatenate([features(scores) for scores in conditions.values()])
    labels = np.concatenate([scores.fake for scores in conditions.values()])
    weights = np.concatenate([even_weights(scores) for scores in conditions.values()])
    fit = LogisticRegression(C=1e6).fit(inputs, labels, weights / weights.mean())
    slope, coarseness = fit.coef_[0]
    return {name: round(float(value), 4) for name, value in
            (("slope", slope), ("coarseness", coarseness), ("intercept", fit.intercept_[0]))}  # fmt: skip


def left_out(conditions: Conditions) -> Conditions:
    """Log-odds of every photo as a fit on all other sources gives them."""
    sources = sorted({row["source"] for scores in conditions.values() for row in scores.rows})
    odds = {name: np.zeros(len(scores.rows)) for name, scores in conditions.items()}
    for source in sources:
        here = {name: scores.of(source) for name, scores in conditions.items()}
        fit = platt({name: scores.only(~here[name]) for name, scores in conditions.items()})
        for name, scores in conditions.items():
            odds[name][here[name]] = scores.only(here[name]).odds(fit).values
    return {name: scores.with_values(odds[name]) for name, scores in conditions.items()}


def strictest(conditions: list[Scores], rate: float) -> tuple[float, str]:
    """The highest of the real sources' values that a share of their photos reaches, and the source that it is of."""
    found = [
        (float(np.quantile(values, 1 - rate, method="higher")), name)
        for scores in conditions
        for name, values in scores.by_group(ENOUGH)[0].items()
    ]
    return max(found)


def bands(odds: Conditions) -> dict[str, float]:
    """Where each band begins, in log-odds."""
    thresholds = {band: float(np.log(stated / (1 - stated))) for band, stated in STATED.items()}
    for band, rate in WORST_RATE.items():
        asked, source = strictest(list(odds.values()), rate)
        print(f"{band}: {STATED[band]:.0%} is {thresholds[band]:.3f}; {rate:.0%} of {source} reach {asked:.3f}")
        thresholds[band] = max(thresholds[band], asked)
    return {band: round(value, 4) for band, value in thresholds.items()}


def told(figures: dict) -> dict:
    """What the card says of a condition: all but the figures of single real sources."""
    bars = {band: {key: value for key, value in found.items() if key != "falseAlarms"} for band, found in figures["bands"].items()}
    return {key: value for key, value in figures.items() if key != "bySource"} | {"bands": bars}


def main() -> None:
    work, model_dir = map(Path, sys.argv[1:3])
    folders = {name: Path(folder) for name, folder in (each.split("=") for each in sys.argv[3:])}
    detector = Shipped(model_dir)
    card = detector.card
    conditions: Conditions = {}
    for name, folder in folders.items():
        rows = photos_of(work, folder, "validation", PER_SOURCE)
        (conditions[name],) = valued(lambda raster: detector.look(raster, None), rows, folder)
    photos = len(next(iter(conditions.values())).rows)
    card["calibration"] = {"method": "platt", **platt(conditions)} | {
        "fittedOn": f"{photos} photos of sources that were not trained on, as they came and under {len(folders) - 1} further "
        "conditions, classes and sources weighing alike"
    }
    judged = left_out(conditions)
    card["thresholds"] = bands(judged)
    found = {name: report(odds, card["thresholds"]) for name, odds in judged.items()}
    print(json.dumps(card["calibration"] | found, indent=1))
    card["measured"] = {
        "on": "the same sources, each judged by the odds that all others gave",
        "command": "python models/training/calibrate.py",
    } | {name: told(figures) for name, figures in found.items()}
    write_card(model_dir, card)


if __name__ == "__main__":
    main()
