"""Writes a trained network as ONNX with its card, by atomic rename, and checks it against PyTorch.

usage: export.py CHECKPOINT MODEL_DIR VERSION WORK_DIR RASTERS_DIR

Beside CHECKPOINT lies edits.pt, the map of edits that train_edits.py made for it. Convolutions behind the first are rounded
to 8-bit integers, which takes less than half of the time in service; their ranges are read off tiles of training photos.
The card is not calibrated yet: run calibrate.py next.
"""

from __future__ import annotations

import csv
import os
import sys
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

import regions
from baselines import NETWORKS
from cards import write_card
from folded import fold
from model import MEAN, STD, Detector, EditMap, Whole
from prepare import load_rows
from rounding import write_rounded
from stamp import stamp
from tiles import TilePlan, choose_tiles, cut

TOLERANCE = 1e-3
ROUNDING = 0.1
"""By how much rounding may move a tile's logit on average."""
RANGE_PHOTOS = 96
OUTPUTS = ("logit", "patches", "edits")
LONG_SIDE_MAX = 1024
"""The size that rasters.ts decoded the training photos to."""
MIN_BYTES_PER_PIXEL = 0.025
"""A JPEG with fewer bytes a pixel tells real from generated too poorly to be judged (`lowquality.py`)."""


def load(checkpoint: Path) -> Detector:
    """The network with the averaged weights of a checkpoint."""
    state = torch.load(checkpoint, map_location="cpu", weights_only=True)
    network = NETWORKS[state.get("kind", "detector")]()
    network.load_state_dict(state["average"])
    return network.eval()


def load_whole(checkpoint: Path) -> Whole:
    """The same with its map of edits."""
    edits = EditMap()
    edits.load_state_dict(torch.load(checkpoint.with_name("edits.pt"), map_location="cpu", weights_only=True))
    return Whole(load(checkpoint), edits).eval()


def write_onnx(network: Whole, path: Path) -> None:
    """One file, weights inside, dynamic batch."""
    size = TilePlan().size
    part = path.with_suffix(".part")
    torch.onnx.export(
        network,
        (torch.zeros(2, 3, size, size),),
        str(part),
        input_names=["tiles"],
        output_names=list(OUTPUTS),
        dynamic_shapes={"tiles": {0: torch.export.Dim("count", min=1, max=1024)}},
        opset_version=18,
        dynamo=True,
        external_data=False,
        verbose=False,
    )
    os.replace(part, path)


def training_tiles(work: Path, rasters: Path) -> np.ndarray:
    """Network input [N, 3, T, T] from training photos spread over all sources whose raster is there."""
    rows = sorted(load_rows(work, "train", rasters), key=lambda row: (row["label"], row["source"], row["sha1"]))
    chosen = [rows[i] for i in np.linspace(0, len(rows) - 1, RANGE_PHOTOS, dtype=int)]
    plan = TilePlan(count=3)
    cuts = []
    for row in chosen:
        raster = np.load(rasters / f"{row['sha1']}.npy")
        tiles = choose_tiles(raster, plan)
        if tiles:
            cuts.append(cut(raster, tiles, plan.size))
    mean, std = (np.array(each, np.float32).reshape(1, 3, 1, 1) for each in (MEAN, STD))
    return (np.concatenate(cuts).astype(np.float32) / 255 - mean) / std


def outputs(path: Path, tiles: np.ndarray) -> list[np.ndarray]:
    """What ONNX Runtime makes of tiles: logits, patch logits and edit logits."""
    return onnxruntime.InferenceSession(str(path)).run(list(OUTPUTS), {"tiles": tiles})


def difference(network: Whole, path: Path, tiles: np.ndarray) -> float:
    """The largest difference between PyTorch's and ONNX Runtime's outputs."""
    with torch.inference_mode():
        expected = network(torch.from_numpy(tiles))
    return max(float(np.abs(e.numpy() - f).max()) for e, f in zip(expected, outputs(path, tiles)))


def trained_on(work: Path) -> dict[str, int]:
    """Photos and sources that training could draw from."""
    rows = [row for row in csv.DictReader((work / "photos.csv").open(newline="")) if row["split"] == "train"]
    real = [row["source"] for row in rows if row["label"] == "real"]
    fake = [row["source"] for row in rows if row["label"] == "ai"]
    return {
        "realPhotos": len(real),
        "realSources": len(set(real)),
        "generatedPhotos": len(fake),
        "generatedSources": len(set(fake)),
    }


def card(path: Path, version: str, work: Path) -> dict:
    """What detector.json says before calibration; the weights are told their version."""
    plan = TilePlan()
    return {
        "name": "huoyan-tile-resnet",
        "version": version,
        "file": path.name,
        "sha256": stamp(path, version),
        "raster": {"longSideMax": LONG_SIDE_MAX},
        "tiles": {
            "size": plan.size,
            "count": plan.count,
            "minTexture": plan.min_texture,
            "minCount": plan.min_count,
            "minBytesPerPixel": MIN_BYTES_PER_PIXEL,
        },
        "input": {"name": "tiles", "layout": "nchw", "mean": MEAN, "std": STD},
        "outputs": {name: name for name in OUTPUTS},
        "aggregate": "mean",
        "calibration": {"method": "platt", "slope": 1, "coarseness": 0, "intercept": 0, "fittedOn": "nothing yet"},
        "thresholds": {"clear": -1.1, "review": 2, "suspect": 4},
        "edits": {"cell": 0, "region": 0, "cells": regions.CELLS},
        "measured": {},
        "trainedOn": trained_on(work),
    }


def fragile(plain: Path) -> list[int]:
    """Places of the convolutions that stay in float32: those that see pixels or their residuals, and the heads.

    There a step of 8 bits would be as large as what is looked for.
    """
    graph = onnx.load(plain).graph
    weights = {tensor.name: tensor.dims for tensor in graph.initializer}
    convolutions = [node for node in graph.node if node.op_type == "Conv"]
    heads = [place for place, node in enumerate(convolutions) if weights[node.input[1]][0] == 1]
    return [0, 1, 2, *heads]


def main() -> None:
    checkpoint, model_dir, version, work, rasters = sys.argv[1:6]
    network = load_whole(Path(checkpoint))
    path = Path(model_dir) / "detector.onnx"
    tiles = training_tiles(Path(work), Path(rasters))
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        shipped = load_whole(Path(checkpoint))
        fold(shipped.detector)
        write_onnx(shipped, plain)
        gap = difference(network, plain, tiles[:6])
        if gap > TOLERANCE:
            raise SystemExit(f"ONNX differs from PyTorch by {gap}")
        write_rounded(plain, path, "tiles", tiles, untouched=fragile(plain))
        moved = float(np.abs(outputs(plain, tiles)[0] - outputs(path, tiles)[0]).mean())
    if moved > ROUNDING:
        raise SystemExit(f"rounding moves tiles by {moved} on average")
    write_card(Path(model_dir), card(path, version, Path(work)))
    print(f"{path.stat().st_size} bytes; ONNX differs from PyTorch by {gap:.2g}, rounding moves tiles by {moved:.2g}")


if __name__ == "__main__":
    main()
