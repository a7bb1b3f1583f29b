"""The one report on test sources, with frozen thresholds.

usage: evaluate.py WORK_DIR MODEL_DIR NAME=RASTERS_DIR [...] [--split NAME] [--per-source N] [--json FILE]

Each NAME=RASTERS_DIR holds the test photos under one condition. Nothing may be chosen by what this prints.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from sklearn.metrics import average_precision_score

import metrics
from scoring import Scores, Shipped, even_weights, photos_of, valued

SMALL_REAL, SMALL_FAKE = 10, 12
STUDIO = {"studio"}
HOME = {"scene", "damage", "object", "food"}


def interval(values: tuple[float, float]) -> list[float]:
    """Rounded for reading."""
    return [round(value, 3) for value in values]


def kind(scores: Scores, real: set[str], fake: set[str]) -> dict[str, float]:
    """Macro AUC within one kind of picture."""
    keep = np.array([row["content"] in (fake if row["label"] == "ai" else real) for row in scores.rows])
    groups = scores.only(keep).by_group(1)
    return {"macroAuc": round(metrics.macro_auc(*groups), 3), "real": count(groups[0]), "generated": count(groups[1])}


def count(groups: dict[str, np.ndarray]) -> int:
    """How many photos."""
    return sum(map(len, groups.values()))


Groups = dict[str, np.ndarray]


def bands(real: Groups, fake: Groups, thresholds: dict[str, float]) -> dict[str, dict]:
    """False alarms (macro, and the worst source with its size) and detections at the shipped thresholds."""
    found = {}
    for band in ("review", "suspect"):
        alarms = shares_above(real, thresholds[band])
        worst = max(alarms, key=alarms.get)
        found[band] = {
            "falseAlarmsMacro": mean_of(alarms),
            "falseAlarmsWorst": [worst, alarms[worst], len(real[worst])],
            "foundMacro": mean_of(shares_above(fake, thresholds[band])),
            "falseAlarms": alarms,
        }
    return found


def told_of(strengths: Scores, bar: float) -> dict:
    """How often a region of edits is told of: in real photos (macro, and the worst source with its size), in generated ones."""
    real, fake = strengths.by_group(SMALL_REAL)[0], strengths.by_group(SMALL_FAKE)[1]
    alarms = shares_above(real, bar)
    worst = max(alarms, key=alarms.get)
    return {
        "realMacro": mean_of(alarms),
        "realWorst": [worst, alarms[worst], len(real[worst])],
        "generatedMacro": mean_of(shares_above(fake, bar)),
    }


def shares_above(groups: Groups, bar: float) -> dict[str, float]:
    """For each group the share at or above the bar."""
    return {name: round(float((values >= bar).mean()), 3) for name, values in groups.items()}


def mean_of(shares: dict[str, float]) -> float:
    """Each group counting alike."""
    return round(float(np.mean(list(shares.values()))), 3)


def report(scores: Scores, thresholds: dict[str, float]) -> dict:
    """All figures of one condition, from log-odds."""
    odds = scores.values
    real, fake = scores.by_group(SMALL_REAL)[0], scores.by_group(SMALL_FAKE)[1]
    weights = even_weights(scores)
    probability = 1 / (1 + np.exp(-odds))
    return {
        "photos": {"real": count(real), "generated": count(fake), "abstained": scores.abstained},
        "macroAuc": round(metrics.macro_auc(real, fake), 3),
        "macroAucInterval": interval(metrics.macro_interval(real, fake)),
        "pooledAuc": round(metrics.auc(odds[~scores.fake], odds[scores.fake]), 3),
        "averagePrecision": round(float(average_precision_score(scores.fake, odds, sample_weight=weights)), 3),
        "foundAt5": round(metrics.detection_at(real, fake, 0.05), 3),
        "foundAt1": round(metrics.detection_at(real, fake, 0.01), 3),
        "ece": round(metrics.calibration_error(odds, scores.fake, weights), 3),
        "brier": round(float(np.average((probability - scores.fake) ** 2, weights=weights)), 3),
        "bands": bands(real, fake, thresholds),
        "studio": kind(scores, STUDIO, {"product"}),
        "home": kind(scores, HOME, HOME),
        "byGenerator": {name: generator_figures(real, name, values) for name, values in fake.items()},
        "bySource": {name: [round(metrics.macro_auc({name: r}, fake), 3), len(r)] for name, r in real.items()},
    }


def generator_figures(real: Groups, name: str, values: np.ndarray) -> list[float]:
    """AUC against the real sources, its interval over them, and the number of photos."""
    alone = {name: values}
    return [round(metrics.macro_auc(real, alone), 3), *interval(metrics.macro_interval(real, alone)), len(values)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("conditions", nargs="+")
    parser.add_argument("--split", default="test")
    parser.add_argument("--per-source", type=int, default=100)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    detector = Shipped(args.model)
    figures = {}
    for condition in args.conditions:
        name, folder = condition.split("=")
        bars = detector.card.get("edits")
        rows = photos_of(args.work, Path(folder), args.split, args.per_source)
        scores, *strengths = valued(lambda raster: detector.look(raster, bars and bars["cell"]), rows, Path(folder))
        figures[name] = report(scores.odds(detector.card["calibration"]), detector.card["thresholds"])
        if bars:
            figures[name]["editedRegions"] = told_of(strengths[0], bars["region"])
        print(json.dumps({name: figures[name]}, indent=1), flush=True)
    if args.json:
        args.json.write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
