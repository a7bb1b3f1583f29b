"""Step 3: rounds the trained reader to integers, with ranges read off training crops.

usage: round.py PLAIN.onnx OUT.onnx POOL.npz
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).resolve().parents[1]))

from rounding import write_rounded  # noqa: E402

CROPS = 256


if __name__ == "__main__":
    plain, out, pool = map(Path, sys.argv[1:4])
    crops = np.load(pool)["crops"][:CROPS].astype(np.float32)[:, None]
    # Grey values enter the first convolution, and chances leave the last.
    write_rounded(plain, out, "grey", crops, untouched=[0, -1])
