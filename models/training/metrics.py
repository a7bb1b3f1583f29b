"""Figures from scores: areas under the curve by generator and by real source, error rates, calibration."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from sklearn.metrics import roc_auc_score

SMALL = 12
"""Generators with fewer photos are judged together."""


def auc(real: np.ndarray, fake: np.ndarray) -> float:
    """Chance that a generated photo scores above a real one."""
    labels = np.r_[np.zeros(len(real)), np.ones(len(fake))]
    return float(roc_auc_score(labels, np.r_[real, fake]))


def grouped(scores: np.ndarray, names: list[str], small: int = 0) -> dict[str, np.ndarray]:
    """Scores by name; names with fewer than `small` scores share one group."""
    groups: dict[str, list[float]] = defaultdict(list)
    for name, score in zip(names, scores):
        groups[name].append(score)
    few = [name for name, found in groups.items() if len(found) < small]
    rest = [score for name in few for score in groups.pop(name)]
    if rest:
        groups["others"] = rest
    return {name: np.array(found) for name, found in groups.items()}


def auc_table(real: dict[str, np.ndarray], fake: dict[str, np.ndarray]) -> dict[str, float]:
    """For each generator the mean of its AUCs against each real source, so that no big source decides."""
    return {name: float(np.mean([auc(r, f) for r in real.values()])) for name, f in fake.items()}


def macro_auc(real: dict[str, np.ndarray], fake: dict[str, np.ndarray]) -> float:
    """Mean over generators and real sources."""
    return float(np.mean(list(auc_table(real, fake).values())))


def macro_interval(
    real: dict[str, np.ndarray], fake: dict[str, np.ndarray], rounds: int = 1000
) -> tuple[float, float]:
    """95 % interval of the macro AUC when other generators and other real sources had been drawn."""
    cells = np.array([[auc(r, f) for r in real.values()] for f in fake.values()])
    random = np.random.default_rng(0)
    rows, columns = cells.shape
    means = [
        cells[np.ix_(random.integers(rows, size=rows), random.integers(columns, size=columns))].mean()
        for _ in range(rounds)
    ]
    low, high = np.percentile(means, (2.5, 97.5))
    return float(low), float(high)


def detection_at(real: dict[str, np.ndarray], fake: dict[str, np.ndarray], rate: float) -> float:
    """Macro share of generated photos found at a false-alarm rate, each real source counting alike."""
    scores = np.concatenate(list(real.values()))
    weights = np.concatenate([np.full(len(r), 1 / len(r)) for r in real.values()]) / len(real)
    order = np.argsort(-scores)
    allowed = np.cumsum(weights[order]) <= rate
    threshold = scores[order][allowed].min() if allowed.any() else np.inf
    return float(np.mean([(f >= threshold).mean() for f in fake.values()]))


def calibration_error(odds: np.ndarray, labels: np.ndarray, weights: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error: how far stated and observed shares lie apart."""
    stated = 1 / (1 + np.exp(-odds))
    which = np.minimum((stated * bins).astype(int), bins - 1)
    total = 0.0
    for one in range(bins):
        here = which == one
        if here.any():
            share = weights[here].sum() / weights.sum()
            gap = np.average(stated[here], weights=weights[here]) - np.average(labels[here], weights=weights[here])
            total += share * abs(gap)
    return float(total)
