"""Step 4: draws marks over whole photos of one split, for choosing the threshold (validation) and for the test.

usage: photos.py PHOTOS.csv RASTERS OUT COUNT --split validation [--seed 1]

Of ten photos five get an AI label of 5 to 9 % of the short side, half of them in a font that was not trained on; four
get another text and one gets none. Then each is sent: scaled down to no less than 400 pixels, and saved as JPEG once or
twice. A label that does not stand out from what is beneath is drawn again elsewhere. Writes OUT/*.jpg and OUT/truth.csv.
"""

from __future__ import annotations

import argparse
import csv
import random
from pathlib import Path

import numpy as np
from PIL import Image

from draw import TRAINED_FONTS, UNSEEN_FONTS, draw_mark, jpeg, legible, say_label, say_other

PLACES = ["bottom right"] * 5 + ["bottom left"] * 2 + ["top left"] * 2 + ["top right", "bottom", "top"]
SHORT_SIDE_MIN = 400


def spot(rng: random.Random, place: str, room: tuple[int, int], mark: tuple[int, int], pad: int, short: int) -> tuple[int, int]:
    gap = rng.uniform(0.005, 0.05) * short
    left, right = gap - pad, room[0] - mark[0] - gap + pad
    x = left if "left" in place else right if "right" in place else (left + right) / 2
    y = gap - pad if "top" in place else room[1] - mark[1] - gap + pad
    return round(x), round(y)


def drawn(rng: random.Random, photo: Image.Image, kind: str) -> tuple[Image.Image, dict] | None:
    width, height = photo.size
    short = min(width, height)
    for _ in range(20):
        text = say_label(rng) if kind == "label" else say_other(rng)
        share = rng.uniform(0.05, 0.09)
        unseen = rng.random() < 0.5
        place = rng.choice(PLACES)
        look = random.Random(rng.random())
        light = rng.random() < 0.5
        mark = draw_mark(look, text, share * short, UNSEEN_FONTS if unseen else TRAINED_FONTS, light)
        pad = round(mark.font_size * 0.6)
        if mark.layer.width - 2 * pad > width * 0.94:
            continue
        x, y = spot(rng, place, photo.size, mark.layer.size, pad, short)
        canvas = Image.new("RGBA", photo.size, (0, 0, 0, 0))
        canvas.paste(mark.layer, (x, y))
        after = Image.alpha_composite(photo.convert("RGBA"), canvas).convert("RGB")
        inside = (max(0, x), max(0, y), min(width, x + mark.layer.width), min(height, y + mark.layer.height))
        mark.layer = mark.layer.crop((inside[0] - x, inside[1] - y, inside[2] - x, inside[3] - y))
        if legible(after.crop(inside), mark):
            return after, {"text": text, "font": "unseen" if unseen else "trained", "height": f"{share:.3f}", "place": place}
    return None


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("photos", type=Path)
    arguments.add_argument("rasters", type=Path)
    arguments.add_argument("out", type=Path)
    arguments.add_argument("count", type=int)
    arguments.add_argument("--split", required=True)
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    rng = random.Random(options.seed)
    with options.photos.open(newline="") as file:
        photos = [row for row in csv.DictReader(file) if row["split"] == options.split]
    photos = sorted((row["source"], row["sha1"]) for row in photos if (options.rasters / f"{row['sha1']}.npy").exists())
    sources = sorted({source for source, _ in photos})
    options.out.mkdir(parents=True, exist_ok=True)
    truth = []
    while len(truth) < options.count:
        # Sources weigh alike, however many photos they have.
        source = rng.choice(sources)
        sha1 = rng.choice([each for owner, each in photos if owner == source])
        photo = Image.fromarray(np.load(options.rasters / f"{sha1}.npy"))
        if min(photo.size) < SHORT_SIDE_MIN:
            continue
        kind = ["label"] * 5 + ["other"] * 4 + ["none"]
        row = {"kind": kind[len(truth) % 10], "text": "", "font": "", "height": "", "place": ""}
        if row["kind"] != "none":
            made = drawn(rng, photo, row["kind"])
            if made is None:
                continue
            photo, facts = made
            row |= facts
        if rng.random() < 0.5:
            photo = jpeg(photo, rng.randint(60, 95), rng.choice([0, 2]))
        if rng.random() < 0.5:
            side = rng.uniform(SHORT_SIDE_MIN / min(photo.size), 1)
            photo = photo.resize((round(photo.width * side), round(photo.height * side)), Image.Resampling.LANCZOS)
        quality = rng.randint(45, 95)
        name = f"{len(truth):04}.jpg"
        photo.save(options.out / name, "JPEG", quality=quality, subsampling=rng.choice([0, 2, 2]))
        truth.append({"file": name, **row, "quality": quality, "source": source, "sha1": sha1})
    with (options.out / "truth.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, list(truth[0]))
        writer.writeheader()
        writer.writerows(truth)


if __name__ == "__main__":
    main()
