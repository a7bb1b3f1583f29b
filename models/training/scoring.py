"""Scores photos with the shipped files, as the service does: detector.json, detector.onnx, rasters, tiles, mean."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.pool import ThreadPool
from pathlib import Path

import numpy as np
import onnxruntime

import regions
from prepare import family
from tiles import TilePlan, choose_tiles, cut

OTHERS = "others"
"""What groups that are too small are called together."""

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
        return self.outputs(cut(raster, chosen, self.plan.size), "logit")[0] if chosen else None

    def outputs(self, tiles: np.ndarray, *names: str) -> list[np.ndarray]:
        """uint8 [N, 3, T, T] to the outputs that the card calls so."""
        wanted = [self.card["outputs"][name] for name in names]
        return self.session.run(wanted, {self.card["input"]["name"]: self.tensor(tiles)})

    def look(self, raster: np.ndarray, cell: float | None) -> tuple[float, ...] | None:
        """The mean tile logit and, given from which logit on a cell counts as edited, how strong the strongest region is.

        None when the photo is too small or too flat.
        """
        chosen = choose_tiles(raster, self.plan)
        if not chosen:
            return None
        tiles, size = cut(raster, chosen, self.plan.size), self.plan.size
        if cell is None:
            return (float(self.outputs(tiles, "logit")[0].mean()),)
        logits, edits = self.outputs(tiles, "logit", "edits")
        return float(logits.mean()), regions.strength(regions.laid_out(raster.shape[:2], chosen, edits, size), cell)


@dataclass
class Scores:
    """Photos that could be judged, a value each (mean tile logit, log-odds or how strong the strongest region of edits is), and how
    coarsely the last save rounded what was looked at."""

    rows: list[Row]
    values: np.ndarray
    coarseness: np.ndarray
    abstained: int = 0

    @property
    def fake(self) -> np.ndarray:
        """True where the photo is generated."""
        return np.array([row["label"] == "ai" for row in self.rows])

    def only(self, keep: np.ndarray) -> Scores:
        """Some of the photos."""
        return Scores([row for row, wanted in zip(self.rows, keep) if wanted], self.values[keep], self.coarseness[keep])

    def of(self, source: str) -> np.ndarray:
        """True for the photos of a source."""
        return np.array([row["source"] == source for row in self.rows])

    def with_values(self, values: np.ndarray) -> Scores:
        """The same photos with another value each."""
        return Scores(self.rows, values, self.coarseness, self.abstained)

    def odds(self, calibration: dict[str, float]) -> Scores:
        """Mean tile logits as log-odds; cards of older versions know nothing of coarseness."""
        shift = calibration.get("coarseness", 0) * self.coarseness + calibration["intercept"]
        return self.with_values(calibration["slope"] * self.values + shift)

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
    return large | {OTHERS: np.array(rest)} if rest else large


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


def valued(look: Callable[[np.ndarray], tuple[float, ...] | None], rows: list[Row], rasters: Path) -> list[Scores]:
    """What a look at each photo's raster finds, each of its values for itself; two photos side by side."""
    with ThreadPool(2) as pool:
        found = pool.map(lambda row: look(np.load(rasters / f"{row['sha1']}.npy")), rows)
    judged = [row for row, values in zip(rows, found) if values is not None]
    columns = np.array([values for values in found if values is not None]).T
    saves = coarseness_of(rasters)
    coarseness = np.array([saves[row["sha1"]] for row in judged])
    return [Scores(judged, column, coarseness, len(rows) - len(judged)) for column in columns]


def coarseness_of(rasters: Path) -> dict[str, float]:
    """What rasters.ts wrote of each photo's last save."""
    lines = (line.split("\t") for line in (rasters / "coarseness.tsv").read_text().splitlines())
    return {name: float(value) for name, value in lines}


def even_weights(scores: Scores) -> np.ndarray:
    """Both classes weigh alike, and within a class each source."""
    names = [(row["label"], row["source"]) for row in scores.rows]
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for name in names:
        counts[name] += 1
    sources = {label: sum(1 for name in counts if name[0] == label) for label in ("real", "ai")}
    return np.array([1 / counts[name] / sources[name[0]] for name in names])
