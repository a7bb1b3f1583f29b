"""Sets from which logits on cells count as edited and form a region that is told of, on validation photos only.

usage: calibrate_edits.py WORK_DIR MODEL_DIR EDITS_POOL RASTERS_DIR [...]

EDITS_POOL was cut from validation photos by prepare.py with --masked; each RASTERS_DIR holds these photos under one condition.
Writes both bars into MODEL_DIR/detector.json by atomic rename.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from calibrate import PER_SOURCE, strictest
from cards import write_card
from localise import own_maps
from scoring import Shipped, photos_of, valued

MARKED = 0.08
"""Share of the area of unedited tiles that the map of edits may mark."""
REGION_RATE = 0.02
"""Share of the photos of the worst real source in which a region may be told of."""


def edited_from(detector: Shipped, work: Path, pool: str) -> float:
    """From which logit on a cell counts as edited."""
    untouched = np.stack([grid for _, grid, _ in own_maps(detector, work, pool)])
    return round(float(np.quantile(untouched, 1 - MARKED)), 4)


def main() -> None:
    work, model_dir, pool = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    detector = Shipped(model_dir)
    cell = edited_from(detector, work, pool)
    strengths = []
    for folder in map(Path, sys.argv[4:]):
        rows = [row for row in photos_of(work, folder, "validation", PER_SOURCE) if row["label"] == "real"]
        strengths.append(valued(lambda raster: detector.look(raster, cell), rows, folder)[1])
    region, source = strictest(strengths, REGION_RATE)
    print(f"cells from {cell}, regions from {region:.3f}, set by {source}")
    card = detector.card
    card["edits"] |= {"cell": cell, "region": round(region, 4)}
    write_card(model_dir, card)


if __name__ == "__main__":
    main()
