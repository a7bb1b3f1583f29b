"""Writes a trained network as ONNX, by atomic rename, and checks it against PyTorch.

usage: export.py CHECKPOINT MODEL_DIR
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from model import Detector
from tiles import TilePlan

TOLERANCE = 1e-3


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


def main() -> None:
    checkpoint, model_dir = map(Path, sys.argv[1:3])
    network = load(checkpoint)
    path = model_dir / "detector.onnx"
    write_onnx(network, path)
    gap = difference(network, path)
    if gap > TOLERANCE:
        raise SystemExit(f"ONNX differs from PyTorch by {gap}")
    print(f"{path.stat().st_size} bytes, sha256 {hashlib.sha256(path.read_bytes()).hexdigest()}, differs by {gap:.2g}")


if __name__ == "__main__":
    main()
