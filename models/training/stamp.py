"""Writes a version into a model's weights.

usage: stamp.py MODEL_DIR VERSION

A check is pinned by the sha256 of the weights' file. Weights that stay while their calibration changes get a new version
this way, before calibrate.py, and the old ones go to `older/`.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path

import onnx

from cards import write_card


def stamp(path: Path, version: str) -> str:
    """Names the version in the file's metadata, by atomic rename; the file's sha256 from then on."""
    model = onnx.load(path)
    onnx.helper.set_model_props(model, {"version": version})
    part = path.with_suffix(".part")
    onnx.save(model, part)
    os.replace(part, path)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> None:
    model_dir, version = Path(sys.argv[1]), sys.argv[2]
    card = json.loads((model_dir / "detector.json").read_text())
    card |= {"version": version, "sha256": stamp(model_dir / card["file"], version)}
    write_card(model_dir, card)


if __name__ == "__main__":
    main()
