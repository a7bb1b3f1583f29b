"""Cuts training tiles once, degraded as photos are on their way, so that training only has to read them.

usage: prepare.py WORK_DIR RASTERS_DIR POOL_NAME COUNT [--fakes DIR] [--masked] [--split NAME] [--seed N]

Writes WORK_DIR/POOL_NAME.npy (uint8 [COUNT, SIZE, SIZE, 3]) and POOL_NAME.csv (what each tile is): real, generated,
real, generated. Sources are drawn by the square root of their size, never by photo; both classes are drawn to the
same mixture of textures, so that smoothness alone tells nothing. With --fakes the pool holds real training photos and
their reconstructions by our own autoencoders instead, side by side and degraded alike. With --masked the second tile of
each pair is the first with a part replaced (masks.py), tiles are larger, and POOL_NAME.masks.npy (bool
[COUNT, EDITED_SIZE, EDITED_SIZE]) says which pixels.
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path

import numpy as np
from PIL import Image

import augment
import masks
from tiles import luma, texture

SIZE = 160
EDITED_SIZE = 256
"""Side of a tile; of one with a local edit, which shows only beside what surrounds it, as large as in service."""
TEXTURE_EDGES = (2.5, 4.5, 7.0, 11.0)
"""Bounds of the texture classes that both labels are drawn from evenly (mean absolute difference)."""
TRIES = 6

Row = dict[str, str]


@dataclass(frozen=True)
class Job:
    """One worker's share of a pool."""

    start: int
    count: int


def load_rows(work: Path, split: str, rasters: Path) -> list[Row]:
    """The chosen photos of one split whose raster is there."""
    rows = csv.DictReader((work / "photos.csv").open(newline=""))
    return [row for row in rows if row["split"] == split and (rasters / f"{row['sha1']}.npy").exists()]


def family(generator: str) -> str:
    """Generators that are one program under several names count once."""
    name = generator.lower()
    for known in ("lovable", "gemini", "dall-e", "sdxl", "sd1", "gpt-image"):
        if known in name:
            return known
    return name


class Drawer:
    """Draws photos: first the generator's family, then the source, then the photo."""

    def __init__(self, rows: list[Row]) -> None:
        groups: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
        for row in rows:
            groups[family(row["generator"])][row["source"]].append(row)
        self.families = [list(sources.values()) for sources in groups.values()]
        self.family_weights = root_weights([sum(map(len, sources)) for sources in self.families])
        self.source_weights = [root_weights([len(s) for s in sources]) for sources in self.families]

    def draw(self, random: augment.Random) -> Row:
        """One photo."""
        which = random.choice(len(self.families), p=self.family_weights)
        sources = self.families[which]
        source = sources[random.choice(len(sources), p=self.source_weights[which])]
        return source[random.integers(len(source))]


def root_weights(sizes: list[int]) -> np.ndarray:
    """Chances by the square root of the size."""
    roots = np.sqrt(np.array(sizes, float))
    return roots / roots.sum()


def region(raster: np.ndarray, scale: float, random: augment.Random, size: int = SIZE) -> tuple[int, int, int]:
    """x, y and side of the piece that becomes one tile after scaling; half of the time the most textured of three."""
    height, width, _ = raster.shape
    side = min(int(np.ceil(size / scale)), height, width)
    spots = [
        (int(random.integers(width - side + 1)), int(random.integers(height - side + 1)))
        for _ in range(3 if random.random() < 0.5 else 1)
    ]
    x, y = max(spots, key=lambda s: texture(luma(raster[s[1] : s[1] + side : 2, s[0] : s[0] + side : 2])))
    return x, y, side


def degrade(piece: np.ndarray, seed: int, size: int = SIZE) -> np.ndarray:
    """The piece as a merchant might get it. The same seed does the same to an original and to its reconstruction."""
    random = np.random.default_rng(seed)
    image = Image.fromarray(piece)
    if random.random() < 0.1:
        image = augment.jpeg(image, int(random.integers(70, 97)), str(random.choice(augment.CHROMA)))
    image = augment.resized(image, (size, size), random)
    return np.asarray(augment.resaved(augment.retouched(image, random), random))


def texture_class(piece: np.ndarray) -> int:
    """Which of the texture classes a piece belongs to, at about the size that its tile will have."""
    step = max(1, round(piece.shape[0] / SIZE))
    return int(np.searchsorted(TEXTURE_EDGES, texture(luma(piece[::step, ::step]))))


def piece_of(row: Row, rasters: Path, random: augment.Random, size: int = SIZE) -> np.ndarray | None:
    """A piece of a photo that becomes one tile; none if the photo is too small."""
    raster = np.load(rasters / f"{row['sha1']}.npy", mmap_mode="r")
    if min(raster.shape[:2]) < size:
        return None
    scale = augment.rescale(random) if random.random() < 0.3 else 1.0
    x, y, side = region(raster, scale, random, size)
    return np.ascontiguousarray(raster[y : y + side, x : x + side])


def photo_tile(drawer: Drawer, wish: int, rasters: Path, random: augment.Random) -> tuple[Row, np.ndarray]:
    """A degraded tile of the wished texture class, or of the last piece tried."""
    found: tuple[Row, np.ndarray] | None = None
    tries = 0
    while found is None or tries < TRIES:
        tries += 1
        row = drawer.draw(random)
        piece = piece_of(row, rasters, random)
        if piece is not None:
            found = (row, piece)
            if texture_class(piece) == wish:
                break
    row, piece = found
    return row, degrade(piece, int(random.integers(2**31)))


def reconstruction_tiles(path: Path, random: augment.Random) -> tuple[np.ndarray, np.ndarray]:
    """An original and one of its reconstructions (mixed with the original by a random share), degraded alike."""
    versions = np.load(path, mmap_mode="r")
    original, copy = versions[0], versions[random.integers(1, len(versions))]
    share = random.uniform(0.5, 1.0)
    mixed = np.clip(copy * share + original * (1 - share) + 0.5, 0, 255).astype(np.uint8)
    scale = float(random.uniform(SIZE / min(original.shape[:2]), 1.3))
    x, y, side = region(original, scale, random)
    seed = int(random.integers(2**31))
    here = (slice(y, y + side), slice(x, x + side))
    return degrade(np.ascontiguousarray(original[here]), seed), degrade(np.ascontiguousarray(mixed[here]), seed)


def edited_tiles(
    drawers: dict[str, Drawer], rasters: Path, random: augment.Random
) -> tuple[str, np.ndarray, np.ndarray, np.ndarray]:
    """How, a piece of a real photo, the same with a part replaced (both degraded alike), and the replaced pixels."""
    original = edited_piece(drawers["real"], rasters, random)
    kind = str(random.choice(list(masks.KINDS), p=list(masks.KINDS.values())))
    mask = masks.blob(EDITED_SIZE, random)
    edited = masks.blended(original, replaced(original, kind, drawers, rasters, random), mask)
    seed = int(random.integers(2**31))
    return kind, degrade(original, seed, EDITED_SIZE), degrade(edited, seed, EDITED_SIZE), mask >= masks.REPLACED


def replaced(
    original: np.ndarray, kind: str, drawers: dict[str, Drawer], rasters: Path, random: augment.Random
) -> np.ndarray:
    """What stands in the place of each pixel of a tile if it is edited, of the tile's shape."""
    if kind == "copied":
        return masks.copied(original, random)
    if kind == "smeared":
        return masks.smeared(original, random)
    return masks.toned(edited_piece(drawers["ai" if kind == "generated" else "real"], rasters, random), original)


def edited_piece(drawer: Drawer, rasters: Path, random: augment.Random) -> np.ndarray:
    """uint8 [EDITED_SIZE, EDITED_SIZE, 3] of a photo that is large enough."""
    while True:
        piece = piece_of(drawer.draw(random), rasters, random, EDITED_SIZE)
        if piece is not None:
            return np.asarray(augment.resized(Image.fromarray(piece), (EDITED_SIZE, EDITED_SIZE), random))


Facts = tuple[int, str, str, str, str]


def fill(job: Job) -> list[Facts]:
    """One worker's tiles, written in place."""
    args = settings()
    random = np.random.default_rng((args.seed, job.start))
    out = np.load(args.work / f"{args.pool}.npy", mmap_mode="r+")
    fill_with = fill_edits if args.masked else fill_reconstructions if args.fakes else fill_photos
    return fill_with(out, range(job.start, job.start + job.count - 1, 2), args, random)


def fill_photos(out: np.ndarray, places: range, args: argparse.Namespace, random: augment.Random) -> list[Facts]:
    """Real and generated photos by turns, both of one random texture class."""
    rows = load_rows(args.work, args.split, args.rasters)
    drawers = [(label, Drawer([row for row in rows if row["label"] == label])) for label in ("real", "ai")]
    facts: list[Facts] = []
    for at in places:
        wish = int(random.integers(len(TEXTURE_EDGES) + 1))
        for place, (label, drawer) in enumerate(drawers, at):
            row, out[place] = photo_tile(drawer, wish, args.rasters, random)
            facts.append((place, label, row["source"], row["generator"], row["content"]))
    return facts


def reconstructed(args: argparse.Namespace) -> list[Path]:
    """The originals with reconstructions whose photo is in the split."""
    chosen = {row["sha1"] for row in load_rows(args.work, args.split, args.rasters)}
    return [path for path in sorted(args.fakes.glob("*.npy")) if path.name.split("-")[0] in chosen]


def fill_reconstructions(
    out: np.ndarray, places: range, args: argparse.Namespace, random: augment.Random
) -> list[Facts]:
    """Originals and reconstructions by turns."""
    files = reconstructed(args)
    facts: list[Facts] = []
    for at in places:
        out[at], out[at + 1] = reconstruction_tiles(files[random.integers(len(files))], random)
        facts += [(at, "real", "own", "", ""), (at + 1, "ai", "own", "own-autoencoder", "")]
    return facts


def fill_edits(out: np.ndarray, places: range, args: argparse.Namespace, random: augment.Random) -> list[Facts]:
    """Originals and edits by turns; the replaced pixels go into the masks' file."""
    truth = np.load(args.work / f"{args.pool}.masks.npy", mmap_mode="r+")
    rows = load_rows(args.work, args.split, args.rasters)
    drawers = {label: Drawer([row for row in rows if row["label"] == label]) for label in ("real", "ai")}
    facts: list[Facts] = []
    for at in places:
        kind, out[at], out[at + 1], truth[at + 1] = edited_tiles(drawers, args.rasters, random)
        facts += [(at, "real", "own", "", ""), (at + 1, "edited", "own", kind, "")]
    return facts


def settings() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("rasters", type=Path)
    parser.add_argument("pool")
    parser.add_argument("count", type=int)
    parser.add_argument("--fakes", type=Path)
    parser.add_argument("--masked", action="store_true")
    parser.add_argument("--split", default="train", help="another one gives tiles to measure with")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def main() -> None:
    args = settings()
    size = EDITED_SIZE if args.masked else SIZE
    shape = (args.count, size, size)
    np.lib.format.open_memmap(args.work / f"{args.pool}.npy", "w+", np.uint8, (*shape, 3)).flush()
    if args.masked:
        np.lib.format.open_memmap(args.work / f"{args.pool}.masks.npy", "w+", np.bool_, shape).flush()
    step = 2000
    jobs = [Job(start, min(step, args.count - start)) for start in range(0, args.count, step)]
    with (args.work / f"{args.pool}.csv").open("w", newline="") as out, Pool(2) as pool:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("index", "label", "source", "generator", "content"))
        for facts in pool.imap_unordered(fill, jobs):
            writer.writerows(facts)
            out.flush()


if __name__ == "__main__":
    main()
