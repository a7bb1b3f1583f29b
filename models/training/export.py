"""Writes a trained network as ONNX with its card, by atomic rename, and checks it against PyTorch.

usage: export.py CHECKPOINT MODEL_DIR VERSION WORK_DIR

The card is not calibrated yet: run calibrate.py next.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import sys
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from model import MEAN, STD, Detector
from tiles import TilePlan

TOLERANCE = 1e-3
LONG_SIDE_MAX = 1024
"""The size that rasters.ts decoded the training photos to."""


def load(checkpoint: Path) -> Detector:
    """The network with the averaged weights of a checkpoint."""
    network = Detector()
    network.load_state_dict(torch.load(checkpoint, map_location="cpu", weights_only=True)["average"])
    return network.eval()


def write_onnx(network: Detector, path: Path) -> None:
    """One file, weights inside, dynamic batch."""
    size = TilePlan().size
    part = path.with_suffix(".part")
    torch.onnx.export(
        network,
        (torch.zeros(2, 3, size, size),),
        str(part),
        input_names=["tiles"],
        output_names=["logit", "patches"],
        dynamic_shapes={"tiles": {0: torch.export.Dim("count", min=1, max=1024)}},
        opset_version=18,
        dynamo=True,
        external_data=False,
        verbose=False,
    )
    os.replace(part, path)


def difference(network: Detector, path: Path) -> float:
    """The largest difference between PyTorch's and ONNX Runtime's outputs on noise."""
    size = TilePlan().size
    tiles = torch.randn(3, 3, size, size)
    with torch.inference_mode():
        expected = network(tiles)
    found = onnxruntime.InferenceSession(str(path)).run(["logit", "patches"], {"tiles": tiles.numpy()})
    return max(float(np.abs(e.numpy() - f).max()) for e, f in zip(expected, found))


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
    """What detector.json says before calibration."""
    plan = TilePlan()
    return {
        "name": "huoyan-tile-resnet",
        "version": version,
        "file": path.name,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "raster": {"longSideMax": LONG_SIDE_MAX},
        "tiles": {
            "size": plan.size,
            "count": plan.count,
            "minTexture": plan.min_texture,
            "minCount": plan.min_count,
        },
        "input": {"name": "tiles", "layout": "nchw", "mean": MEAN, "std": STD},
        "outputs": {"logit": "logit", "patches": "patches"},
        "aggregate": "mean",
        "calibration": {"method": "platt", "slope": 1, "intercept": 0, "fittedOn": "nothing yet"},
        "thresholds": {"clear": -1.1, "review": 2, "suspect": 4},
        "measured": {},
        "trainedOn": trained_on(work),
    }


def main() -> None:
    checkpoint, model_dir, work = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[4])
    network = load(checkpoint)
    path = model_dir / "detector.onnx"
    write_onnx(network, path)
    gap = difference(network, path)
    if gap > TOLERANCE:
        raise SystemExit(f"ONNX differs from PyTorch by {gap}")
    part = model_dir / "detector.json.part"
    part.write_text(json.dumps(card(path, sys.argv[3], work), indent=2) + "\n")
    os.replace(part, model_dir / "detector.json")
    print(f"{path.stat().st_size} bytes, differs from PyTorch by {gap:.2g}")


if __name__ == "__main__":
    main()
