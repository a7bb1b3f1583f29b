"""Step 6: writes labels.json beside labels.onnx, with the threshold that was chosen on validation photos.

usage: card.py MODEL_DIR VERSION MIN_SCORE
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path

from draw import TOKENS
from train import STRIDE

SHORT_SIDES = [320, 200, 124]
"""A factor of 1.6 apart: characters of 3.5 to 18 % of the short side have 12 to 25 pixels at one or two of them."""
LONG_SIDE_MAX = 1024


def main() -> None:
    folder, version, score = Path(sys.argv[1]), sys.argv[2], float(sys.argv[3])
    weights = (folder / "labels.onnx").read_bytes()
    card = {
        "name": "huoyan-label-reader",
        "version": version,
        "file": "labels.onnx",
        "sha256": hashlib.sha256(weights).hexdigest(),
        "input": "grey",
        "output": "logits",
        "stride": STRIDE,
        "tokens": TOKENS,
        "scales": {"shortSides": SHORT_SIDES, "longSideMax": LONG_SIDE_MAX},
        "minScore": score,
    }
    part = folder / "labels.json.part"
    part.write_text(json.dumps(card, ensure_ascii=False, indent=2) + "\n")
    os.replace(part, folder / "labels.json")


if __name__ == "__main__":
    main()
