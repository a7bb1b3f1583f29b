"""Makes metrics.cases.json: small cases and what scikit-learn says of them. Run: python bench/metrics.cases.py"""

import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score, roc_curve

RATES = (0.01, 0.05, 0.2)


def expected(score, label, weight, bins=10):
    """Figures of one case; sklearn has no calibration error, so that one is numpy's."""
    which = np.minimum((score * bins).astype(int), bins - 1)
    gaps = [
        weight[which == b].sum()
        / weight.sum()
        * abs(np.average(score[which == b], weights=weight[which == b]) - np.average(label[which == b], weights=weight[which == b]))
        for b in range(bins)
        if weight[which == b].sum() > 0
    ]
    fpr, tpr, _ = roc_curve(label, score, sample_weight=weight, drop_intermediate=False)
    return {
        "auc": roc_auc_score(label, score, sample_weight=weight),
        "ap": average_precision_score(label, score, sample_weight=weight),
        "brier": brier_score_loss(label, score, sample_weight=weight),
        "ece": float(sum(gaps)),
        "fpr": fpr.tolist(),
        "tpr": tpr.tolist(),
    }


def by_group(score, label, group, weight):
    """Each generator against all real photos, each real source against all others."""
    real, fake = label == 0, label == 1
    generators = {}
    for g in np.unique(group[fake]):
        m = real | (fake & (group == g))
        generators[int(g)] = {
            "auc": roc_auc_score(label[m], score[m], sample_weight=weight[m]),
            "ap": average_precision_score(label[m], score[m], sample_weight=weight[m]),
        }
    sources = {}
    for g in np.unique(group[real]):
        m = fake | (real & (group == g))
        sources[int(g)] = roc_auc_score(label[m], score[m], sample_weight=weight[m])
    return {"generators": generators, "sources": sources}


def threshold(score, label, group, rate):
    """Highest over real sources of the score that a photo has to exceed."""
    highest = -np.inf
    for g in np.unique(group[label == 0]):
        own = np.sort(score[(label == 0) & (group == g)])[::-1]
        highest = max(highest, own[int(np.floor(rate * len(own) + 1e-9))])
    return float(highest)


def case(name, n, decimals, seed, weighted=False, share=0.3, groups=3):
    """Scores that overlap, rounded so far that ties occur."""
    random = np.random.default_rng(seed)
    label = (random.random(n) < share).astype(int)
    score = np.round(1 / (1 + np.exp(-random.normal(label * 1.5 - 1, 1.4))), decimals)
    group = random.integers(groups, size=n)
    weight = random.integers(0, 4, size=n).astype(float) if weighted else np.ones(n)
    return {
        "name": name,
        "score": score.tolist(),
        "label": label.tolist(),
        "group": group.tolist(),
        "weight": weight.tolist(),
        "expected": {
            **expected(score, label, weight),
            **by_group(score, label, group, weight),
            "thresholds": None if weighted else {str(r): threshold(score, label, group, r) for r in RATES},
        },
    }


CASES = [
    case("no ties", 60, 12, 1),
    case("ties", 80, 2, 2),
    case("mostly ties", 90, 1, 3),
    case("weights, some of them zero", 80, 2, 4, weighted=True),
    case("few positives", 120, 3, 5, share=0.05, groups=2),
    case("many groups of one class only", 40, 2, 6, groups=12),
]

if __name__ == "__main__":
    out = Path(__file__).with_suffix(".json")
    out.write_text(json.dumps({"sklearn": sklearn.__version__, "cases": CASES}) + "\n")
