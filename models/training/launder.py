"""The ways that photos reach a merchant, applied to whole decoded photos; for validation and tests.

usage: launder.py WORK_DIR RASTERS_DIR SPLIT CONDITION OUT_DIR [PER_SOURCE]

Writes each photo of the split (at most PER_SOURCE of a source) as OUT_DIR/NAME.jpg (or .webp) and OUT_DIR/list.tsv, which rasters.ts then decodes.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from multiprocessing import Pool
from pathlib import Path

import numpy as np
from PIL import Image

from augment import CHROMA, jpeg
from tiles import TilePlan

LANCZOS = Image.Resampling.LANCZOS
EQUAL_SIDES = (400, 1024)


def limited(image: Image.Image, long_side: int) -> Image.Image:
    """Scaled down so that the long side fits; never so far that no tile remains, never up."""
    floor = TilePlan().size / min(image.size)
    scale = min(1.0, max(long_side / max(image.size), floor))
    return image.resize((max(1, round(image.width * scale)), max(1, round(image.height * scale))), LANCZOS)


def equalised(image: Image.Image, seed: int) -> tuple[Image.Image, dict[str, object]]:
    """Every photo at a random size and through one random JPEG, whatever it was before."""
    random = np.random.default_rng(seed)
    side = int(np.exp(random.uniform(*np.log(EQUAL_SIDES))))
    quality, chroma = int(random.integers(50, 96)), str(random.choice(CHROMA))
    return limited(image, side), {"format": "JPEG", "quality": quality, "subsampling": chroma}


def laundered(image: Image.Image, condition: str, seed: int) -> tuple[Image.Image, dict[str, object]]:
    """The picture and how it is to be saved under one condition."""
    if condition == "equalised":
        return equalised(image, seed)
    if condition == "jpeg":
        random = np.random.default_rng(seed)
        return image, {"format": "JPEG", "quality": int(random.integers(60, 96)), "subsampling": str(random.choice(CHROMA))}
    if condition == "jpeg50":
        return image, {"format": "JPEG", "quality": 50}
    if condition == "chain":
        return jpeg(limited(image, 1080), 75), {"format": "JPEG", "quality": 60}
    if condition == "webp":
        return image, {"format": "WEBP", "quality": 75}
    raise SystemExit(f"no such condition: {condition}")


def write(job: tuple[Path, str, Path]) -> Path:
    """One photo's laundered file."""
    raster, condition, out = job
    image, settings = laundered(Image.fromarray(np.load(raster)), condition, int(raster.stem[:8], 16))
    path = out / (raster.stem + (".webp" if settings["format"] == "WEBP" else ".jpg"))
    image.save(path, **settings)
    return path


def launder(work: Path, rasters: Path, split: str, condition: str, out: Path, per_source: int) -> None:
    """The first photos of each source of a split."""
    out.mkdir(parents=True, exist_ok=True)
    by_source: dict[tuple[str, str], list[Path]] = defaultdict(list)
    for row in csv.DictReader((work / "photos.csv").open(newline="")):
        path = rasters / f"{row['sha1']}.npy"
        if row["split"] == split and path.exists():
            by_source[row["label"], row["source"]].append(path)
    found = [path for paths in by_source.values() for path in paths[:per_source]]
    with Pool(2) as pool, (out / "list.tsv").open("w") as listing:
        for path in pool.imap(write, [(raster, condition, out) for raster in found], chunksize=8):
            listing.write(f"{path.stem}\t{path}\n")


if __name__ == "__main__":
    most = int(sys.argv[6]) if len(sys.argv) > 6 else 10**9
    launder(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4], Path(sys.argv[5]), most)
