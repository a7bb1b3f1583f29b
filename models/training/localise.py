"""How well the map of edits finds them: pixel F1 and IoU against masks, and the area falsely marked in originals.

usage: localise.py MODEL_DIR EDITS_CSV EDITS_DIR
       localise.py MODEL_DIR --own WORK_DIR POOL_NAME

EDITS_DIR holds the photos of EDITS_CSV as `collect --csv edits.csv` writes them; those that are not there are left out.
--own takes a pool that prepare.py cut with --masked, from photos that were not trained on, and tells the ways of editing apart. A
pixel counts as marked when its cell reaches the card's threshold; one for all, nothing is tuned here.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from scoring import Shipped
from tiles import offsets


def edit_map(detector: Shipped, raster: np.ndarray) -> np.ndarray | None:
    """A logit of every pixel, from all tiles of the grid, averaged where they overlap; none if too small."""
    size = detector.plan.size
    height, width, _ = raster.shape
    if min(height, width) < size:
        return None
    spots = [(y, x) for y in offsets(height, size) for x in offsets(width, size)]
    pixels = np.stack([raster[y : y + size, x : x + size].transpose(2, 0, 1) for y, x in spots])
    grids = detector.outputs(pixels, "edits")[0]
    total, count = np.zeros((height, width), np.float32), np.zeros((height, width), np.float32)
    for (y, x), grid in zip(spots, grids):
        cell = size // grid.shape[0]
        total[y : y + size, x : x + size] += np.kron(grid, np.ones((cell, cell), np.float32))
        count[y : y + size, x : x + size] += 1
    return total / count


def agreement(marked: np.ndarray, truth: np.ndarray) -> tuple[float, float]:
    """Pixel F1 and intersection over union."""
    both = float((marked & truth).sum())
    either = float((marked | truth).sum())
    return 2 * both / max(1.0, float(marked.sum() + truth.sum())), both / max(1.0, either)


def report(name: str, bar: float, pairs: list[tuple[np.ndarray, np.ndarray]], originals: list[np.ndarray]) -> None:
    """Means over edits, and over originals the share of pixels marked; beside them what marking everything would give."""
    scores = np.array([agreement(logits >= bar, truth) for logits, truth in pairs])
    everything = np.array([agreement(np.ones_like(truth), truth) for _, truth in pairs])
    ranks = [inside_above_outside(logits, truth) for logits, truth in pairs if 0 < truth.mean() < 1]
    print(
        f"{name}: {len(pairs)} edits, F1 {scores[:, 0].mean():.3f}, IoU {scores[:, 1].mean():.3f} "
        f"(marking everything {everything[:, 0].mean():.3f}, {everything[:, 1].mean():.3f}), "
        f"pixel AUC {np.mean(ranks):.3f}; false area on {len(originals)} originals "
        f"{np.mean([(logits >= bar).mean() for logits in originals]) if originals else float('nan'):.3f}"
    )


def inside_above_outside(logits: np.ndarray, truth: np.ndarray) -> float:
    """Chance that a replaced pixel has a higher logit than another one of the same photo."""
    inside, outside = np.sort(logits[truth]), logits[~truth]
    below = np.searchsorted(inside, outside, "left"), np.searchsorted(inside, outside, "right")
    return 1 - float((below[0] + below[1]).mean()) / 2 / len(inside)


def given(detector: Shipped, listing: Path, folder: Path) -> None:
    """The edited photos of a list, by repository."""

    def path(row: dict[str, str]) -> Path:
        name = row["sha1"] + Path(row["repo_path"]).suffix.lower()
        return folder / row["kind"] / row["repo"].replace("/", "__") / name

    def image(row: dict[str, str]) -> Image.Image:
        return Image.open(path(row))

    rows: dict[str, dict[str, dict[str, str]]] = defaultdict(dict)
    for row in csv.DictReader(listing.open(newline="")):
        if "not clean" not in row["tool"] and path(row).exists():
            rows[row["pair_id"]].setdefault(row["kind"], row)

    pairs: dict[str, list[tuple[np.ndarray, np.ndarray]]] = defaultdict(list)
    originals: list[np.ndarray] = []
    pictures: dict[str, list[np.ndarray]] = defaultdict(list)
    for kinds in rows.values():
        if not {"edited", "mask"} <= kinds.keys():
            continue
        for kind in kinds.keys() & {"edited", "original"}:
            picture = capped(image(kinds[kind]).convert("RGB"), detector)
            logits = edit_map(detector, picture)
            if logits is None:
                continue
            pictures[kind].append(picture)
            if kind == "original":
                originals.append(logits)
            else:
                mask = image(kinds["mask"]).convert("L").resize(logits.shape[::-1], Image.Resampling.BOX)
                pairs[kinds["edited"]["repo"]].append((logits, np.asarray(mask) >= 128))
    bar = detector.card["edits"]["cell"]
    for repository, found in pairs.items():
        report(repository, bar, found, [])
    report("all", bar, [pair for found in pairs.values() for pair in found], originals)
    for kind, found in sorted(pictures.items()):
        told_of(detector, kind, found)


def capped(image: Image.Image, detector: Shipped) -> np.ndarray:
    """The photo no larger than the service decodes it."""
    most = detector.card["raster"]["longSideMax"]
    scale = min(1.0, most / max(image.size))
    size = (round(image.width * scale), round(image.height * scale))
    return np.asarray(image if scale == 1 else image.resize(size, Image.Resampling.LANCZOS))


def told_of(detector: Shipped, name: str, pictures: list[np.ndarray]) -> None:
    """In how many pictures the service would tell of a region."""
    edits = detector.card["edits"]
    looks = [look for look in (detector.look(picture, edits["cell"]) for picture in pictures) if look is not None]
    print(f"{name}: a region is told of in {sum(strength >= edits['region'] for _, strength in looks)} of {len(looks)}")


def own_maps(detector: Shipped, work: Path, pool: str) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Our own edits: logits of each edited tile and of its original, and the pixels replaced."""
    tiles = np.load(work / f"{pool}.npy", mmap_mode="r")
    masks = np.load(work / f"{pool}.masks.npy", mmap_mode="r")
    for at in range(1, len(tiles), 2):
        yield edit_map(detector, tiles[at]), edit_map(detector, tiles[at - 1]), masks[at]


def own(detector: Shipped, work: Path, pool: str) -> None:
    """Our own edits, by the way of editing."""
    how = {int(row["index"]): row["generator"] for row in csv.DictReader((work / f"{pool}.csv").open(newline=""))}
    pairs: dict[str, list[tuple[np.ndarray, np.ndarray]]] = defaultdict(list)
    originals: list[np.ndarray] = []
    for number, (edited, original, truth) in enumerate(own_maps(detector, work, pool)):
        pairs[how[2 * number + 1]].append((edited, truth))
        originals.append(original)
    bar = detector.card["edits"]["cell"]
    for kind, found in sorted(pairs.items()):
        report(kind, bar, found, [])
    report("all", bar, [pair for found in pairs.values() for pair in found], originals)
    tiles = np.load(work / f"{pool}.npy", mmap_mode="r")
    told_of(detector, "edited tiles", list(tiles[1::2]))
    told_of(detector, "their originals", list(tiles[::2]))


if __name__ == "__main__":
    shipped = Shipped(Path(sys.argv[1]), 2)
    if sys.argv[2] == "--own":
        own(shipped, Path(sys.argv[3]), sys.argv[4])
    else:
        given(shipped, Path(sys.argv[2]), Path(sys.argv[3]))
