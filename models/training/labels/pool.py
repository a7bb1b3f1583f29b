"""Step 1: draws a pool of crops with and without marks, as the network sees them at one of its scales.

usage: pool.py PHOTOS.csv RASTERS OUT.npz COUNT [--split train] [--seed 1]

Only photos of that split. A crop holds grey pixels and the middles of its tokens.
"""

from __future__ import annotations

import argparse
import csv
import random
from pathlib import Path

import numpy as np
from PIL import Image

from draw import TRAINED_FONTS, draw_mark, jpeg, legible, say_label, say_other

HEIGHT, WIDTH = 64, 256
EM = (12.0, 25.0)
"""Font sizes in pixels after scaling. Scales are 1.6 apart (`card.py`), so each mark falls between these at one of them."""
FILTERS = [Image.Resampling.LANCZOS, Image.Resampling.BICUBIC, Image.Resampling.BOX, Image.Resampling.BILINEAR]


def crop(rng: random.Random, raster: np.ndarray) -> tuple[np.ndarray, list[tuple[int, float, float]]] | None:
    em = rng.uniform(*EM)
    # The mark's size in the photo as sent decides how much scaling it goes through.
    sent = rng.uniform(max(em, 14), 40)
    factor = sent / em
    height, width = raster.shape[:2]
    tall, wide = round(HEIGHT * factor), round(WIDTH * factor)
    if tall > height or wide > width:
        grow = max(tall / height, wide / width)
        # The raster is smaller than the crop: enlarged no more than twice, as small photos are.
        if grow > 2:
            return None
        raster = np.asarray(Image.fromarray(raster).resize((int(width * grow) + 1, int(height * grow) + 1)))
        height, width = raster.shape[:2]
    top, left = rng.randint(0, height - tall), rng.randint(0, width - wide)
    base = Image.fromarray(raster[top : top + tall, left : left + wide])
    if rng.random() < 0.3:
        base = jpeg(base, rng.randint(60, 95), rng.choice([0, 2]))
    tokens: list[tuple[int, float, float]] = []
    what = rng.random()
    picture = base
    if what < 0.86:
        for line in range(rng.choice([1, 1, 2])):
            text = (say_label if rng.random() < 0.55 else say_other)(rng)
            light = float(np.asarray(picture.convert("L")).mean()) > 150
            mark = draw_mark(rng, text, sent * 0.92 * rng.uniform(0.95, 1.05), TRAINED_FONTS, light)
            x = rng.randint(min(0, wide - mark.layer.width), max(0, wide - mark.layer.width))
            lines = [(0, max(0, tall // 2 - mark.layer.height // 2)), (tall // 2, tall - mark.layer.height)]
            y = rng.randint(0, max(0, tall - mark.layer.height)) if line == 0 else rng.randint(*sorted(lines[1]))
            spot = (x, y, x + mark.layer.width, y + mark.layer.height)
            if line == 1 and abs(y - last) < mark.layer.height * 0.65:
                break
            last = y
            canvas = Image.new("RGBA", picture.size, (0, 0, 0, 0))
            canvas.paste(mark.layer, (x, y))
            drawn = Image.alpha_composite(picture.convert("RGBA"), canvas).convert("RGB")
            inside = (max(0, spot[0]), max(0, spot[1]), min(wide, spot[2]), min(tall, spot[3]))
            part = (inside[0] - x, inside[1] - y, inside[2] - x, inside[3] - y)
            mark.layer = mark.layer.crop(part)
            if not legible(drawn.crop(inside), mark):
                return None
            picture = drawn
            tokens += [(token, x + tx, y + ty) for token, tx, ty in mark.tokens]
    for _ in range(rng.choice([0, 1, 1, 2])):
        if rng.random() < 0.3:
            side = rng.uniform(0.6, 1)
            small = (max(8, round(picture.width * side)), max(8, round(picture.height * side)))
            # Never below the scale at which the network looks: the service does not see smaller marks either.
            if picture.width * side >= WIDTH:
                tokens = [(t, x * small[0] / picture.width, y * small[1] / picture.height) for t, x, y in tokens]
                picture = picture.resize(small, rng.choice(FILTERS))
        picture = jpeg(picture, rng.randint(35, 95), rng.choice([0, 2, 2]))
    tokens = [(t, x * WIDTH / picture.width, y * HEIGHT / picture.height) for t, x, y in tokens]
    seen = picture.convert("L").resize((WIDTH, HEIGHT), rng.choice(FILTERS[:3]))
    grey = np.asarray(seen)
    if rng.random() < 0.1:
        grey = np.clip(grey * rng.uniform(0.6, 1.2) + rng.uniform(-30, 30), 0, 255).astype(np.uint8)
    return grey, tokens


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("photos", type=Path)
    arguments.add_argument("rasters", type=Path)
    arguments.add_argument("out", type=Path)
    arguments.add_argument("count", type=int)
    arguments.add_argument("--split", default="train")
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    rng = random.Random(options.seed)
    with options.photos.open(newline="") as file:
        photos = [row["sha1"] for row in csv.DictReader(file) if row["split"] == options.split]
    photos = sorted(sha1 for sha1 in photos if (options.rasters / f"{sha1}.npy").exists())
    crops, tokens = [], []
    while len(crops) < options.count:
        raster = np.load(options.rasters / f"{rng.choice(photos)}.npy")
        for _ in range(6):
            made = crop(rng, raster)
            if made:
                tokens += [(len(crops), *token) for token in made[1]]
                crops.append(made[0])
        if len(crops) % 1200 < 6:
            print(len(crops), flush=True)
    np.savez(options.out, crops=np.stack(crops), tokens=np.array(tokens, dtype=np.float32))


if __name__ == "__main__":
    main()
