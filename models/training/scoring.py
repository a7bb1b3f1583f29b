"""Scores photos with the shipped files, as the service does: detector.json, detector.onnx, rasters, tiles, mean."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from dataclasses import dataclass
from multiprocessing.pool import ThreadPool
from pathlib import Path

import numpy as np
import onnxruntime

from prepare import family
from tiles import TilePlan, choose_tiles, cut

Row = dict[str, str]


class Shipped:
    """The detector as it is shipped."""

    def __init__(self, model_dir: Path, threads: int = 1) -> None:
        self.card = json.loads((model_dir / "detector.json").read_text())
        tiles = self.card["tiles"]
        self.plan = TilePlan(tiles["size"], tiles["count"], tiles["minTexture"], tiles["minCount"])
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self.session = onnxruntime.InferenceSession(str(model_dir / self.card["file"]), options)

    def tensor(self, pixels: np.ndarray) -> np.ndarray:
        """uint8 [N, 3, T, T] to the network's input."""
        mean = np.array(self.card["input"]["mean"], np.float32).reshape(1, 3, 1, 1)
        std = np.array(self.card["input"]["std"], np.float32).reshape(1, 3, 1, 1)
        return (pixels.astype(np.float32) / np.float32(255) - mean) / std

    def logits(self, raster: np.ndarray) -> np.ndarray | None:
        """Tile logits; none when the photo is too small or too flat."""
        chosen = choose_tiles(raster, self.plan)
        if not chosen:
            return None
        tiles = self.tensor(cut(raster, chosen, self.plan.size))
        return self.session.run([self.card["outputs"]["logit"]], {self.card["input"]["name"]: tiles})[0]


@dataclass
class Scores:
    """Photos that could be judged, and their mean tile logits."""

    rows: list[Row]
    values: np.ndarray
    abstained: int

    @property
    def fake(self) -> np.ndarray:
        """True where the photo is generated."""
        return np.array([row["label"] == "ai" for row in self.rows])

    def only(self, keep: np.ndarray) -> Scores:
        """Some of the photos."""
        return Scores([row for row, wanted in zip(self.rows, keep) if wanted], self.values[keep], 0)

    def by_group(self, small: int) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
        """Values of real photos by source, of generated ones by family of generators; groups below `small` merged."""
        groups: tuple[dict[str, list[float]], dict[str, list[float]]] = (defaultdict(list), defaultdict(list))
        for row, value in zip(self.rows, self.values):
            name = family(row["generator"]) if row["label"] == "ai" else row["source"]
            groups[row["label"] == "ai"][name].append(value)
        real, fake = (merged(group, small) for group in groups)
        return real, fake


def merged(groups: dict[str, list[float]], small: int) -> dict[str, np.ndarray]:
    """Groups with fewer than `small` values become one."""
    large = {name: np.array(found) for name, found in groups.items() if len(found) >= small}
    rest = [value for name, found in groups.items() if name not in large for value in found]
    return large | {"others": np.array(rest)} if rest else large


def photos_of(work: Path, rasters: Path, split: str, per_source: int) -> list[Row]:
    """The first photos of each source of a split whose raster is there."""
    taken: dict[str, int] = defaultdict(int)
    rows: list[Row] = []
    for row in csv.DictReader((work / "photos.csv").open(newline="")):
        here = row["split"] == split and (rasters / f"{row['sha1']}.npy").exists()
        if here and taken[row["source"]] < per_source:
            taken[row["source"]] += 1
            rows.append(row)
    return rows


def score(detector: Shipped, work: Path, rasters: Path, split: str, per_source: int) -> Scores:
    """Scores of one split's photos under the condition that made `rasters`; two photos side by side."""
    rows = photos_of(work, rasters, split, per_source)

    def mean_logit(row: Row) -> float:
        logits = detector.logits(np.load(rasters / f"{row['sha1']}.npy"))
        return np.nan if logits is None else float(logits.mean())

    with ThreadPool(2) as pool:
        values = np.array(pool.map(mean_logit, rows))
    judged = ~np.isnan(values)
    return Scores([row for row, kept in zip(rows, judged) if kept], values[judged], int((~judged).sum()))


def even_weights(scores: Scores) -> np.ndarray:
    """Both classes weigh alike, and within a class each source."""
    names = [(row["label"], row["source"]) for row in scores.rows]
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for name in names:
        counts[name] += 1
    sources = {label: sum(1 for name in counts if name[0] == label) for label in ("real", "ai")}
    return np.array([1 / counts[name] / sources[name[0]] for name in names])
