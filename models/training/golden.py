"""Writes the golden tensor, which holds this code and the service to the same pixels.

usage: golden.py MODEL_DIR GOLDEN_DIR RASTER_NPY

RASTER_NPY is GOLDEN_DIR/photo.jpg as rasters.ts decodes it. Writes GOLDEN_DIR/golden.f32 (the first tile's tensor,
little-endian float32, [3, size, size]) and GOLDEN_DIR/golden.json (all tile positions, textures and logits, and how strong a region of edits is).
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import numpy as np

from scoring import Shipped
from tiles import choose_tiles, cut


def main() -> None:
    model_dir, golden_dir, raster_path = map(Path, sys.argv[1:4])
    detector = Shipped(model_dir)
    raster = np.load(raster_path)
    chosen = choose_tiles(raster, detector.plan)
    pixels = cut(raster, chosen, detector.plan.size)
    tensor = detector.tensor(pixels)
    logits, patches, edits = detector.outputs(pixels, "logit", "patches", "edits")
    cell = float(np.median(edits))
    tensor[0].astype("<f4").tofile(golden_dir / "golden.f32")
    facts = {
        "model": {"version": detector.card["version"], "sha256": detector.card["sha256"]},
        "photo": "photo.jpg",
        "photoSha256": hashlib.sha256((golden_dir / "photo.jpg").read_bytes()).hexdigest(),
        "raster": {
            "width": raster.shape[1],
            "height": raster.shape[0],
            "sha256": hashlib.sha256(raster.tobytes()).hexdigest(),
        },
        "tiles": [
            {"x": tile.x, "y": tile.y, "texture": tile.texture, "logit": float(logit)}
            | {"patchMean": float(patch.mean()), "editMean": float(edit.mean())}
            for tile, logit, patch, edit in zip(chosen, logits, patches, edits)
        ],
        "meanLogit": float(logits.mean()),
        "editedRegion": {"cell": cell, "strength": detector.look(raster, cell)[1]},
        "tensor": {"file": "golden.f32", "tile": 0, "shape": list(tensor.shape[1:])},
    }
    (golden_dir / "golden.json").write_text(json.dumps(facts, indent=2) + "\n")


if __name__ == "__main__":
    main()
