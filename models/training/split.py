"""Decides, by source, what is trained on, validated on and tested on.

usage: split.py PHOTOS_CSV MORE_CSV SAMPLE_CSV PHOTOS_DIR WORK_DIR

PHOTOS_CSV is the given list; MORE_CSV is what sources.py took, whose splits stand in sources.csv. Writes split.csv
beside this script (source, generator, label, split), and in WORK_DIR photos.csv (the chosen photos), list.tsv (all),
validation.tsv and test.tsv for rasters.ts. Photos of the public sample are in no split, so that it stays fit for
measuring. Byte-equal photos are kept once, in the split that comes first in test, validation, train.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from pathlib import Path

VALIDATION_SOURCES = {
    "congduytran12/Trash-Classification-",
    "juniorpdiasCPLV/badconditiondagostini2",
    "hank8427/coin_detection",
    "zxing/zxing",
    "magento/magento2-sample-data",
    "vendure-ecommerce/vendure",
    "phpner/shlack",
    "alicevision/dataset_monstree",
    "SteaneMurphy/CEN207_Project",
    "songguoxs/gpt4o-image-prompts",
    "pure-justin/leila-frontend",
    "hp7887/pixel-renovate-pro",
    "fambi12121-lab/benji-sells-everything-hub",
    "jkuncheria/splash-mobile-detail",
    "scamai/genai-image-detection-test",
    "wiltodelta/remove-ai-watermarks",
    "dexer1/AI-Image-Detector",
}
# Most photos taken from one source: beyond that, more of the same teaches little.
CAPS = {"real": 350, "ai": 400}
CAPS_OF = {"validation": 150, "test": 60}
"""Where photos are only measured."""
ORDER = ("test", "validation", "train")
"""What an earlier version was tested on has been seen: it is trained on or validated on now, and `test` is new."""
SOURCES = {
    (row["repository"], row["label"]): row["split"]
    for row in csv.DictReader(Path(__file__).with_name("sources.csv").open(newline=""))
}

Row = dict[str, str]


def split_of(source: str, label: str) -> str:
    """The split that a whole source belongs to."""
    if source in VALIDATION_SOURCES:
        return "validation"
    return SOURCES.get((source, label), "train")


def choose(rows: list[Row], sample: set[str]) -> list[Row]:
    """Photos by split, without duplicates and without the public sample, each source capped."""
    by_source: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row["sha1"] not in sample:
            split = split_of(row["source"], row["label"])
            by_source[split, row["label"], row["source"]].append(row | {"split": split})
    seen: set[str] = set()
    chosen: list[Row] = []
    for split, label, source in sorted(by_source, key=lambda key: (ORDER.index(key[0]), key)):
        cap = CAPS_OF.get(split, CAPS[label])
        ranked = sorted(by_source[split, label, source], key=lambda row: row["sha1"])
        fresh = [row for row in ranked if row["sha1"] not in seen][:cap]
        seen.update(row["sha1"] for row in fresh)
        chosen.extend(fresh)
    return chosen


def main() -> None:
    photos_csv, more_csv, sample_csv, photos_dir, work = map(Path, sys.argv[1:6])
    rows = [row for path in (photos_csv, more_csv) for row in csv.DictReader(path.open(newline=""))]
    sample = {row["sha1"] for row in csv.DictReader(sample_csv.open(newline=""))}
    parts = sorted({(r["source"], r["generator"], r["label"], split_of(r["source"], r["label"])) for r in rows})
    with Path(__file__).with_name("split.csv").open("w", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("source", "generator", "label", "split"))
        writer.writerows(parts)

    chosen = choose(rows, sample)
    work.mkdir(parents=True, exist_ok=True)
    kept: list[Row] = []
    for row in chosen:
        name = row["sha1"] + Path(row["repo_path"]).suffix.lower()
        path = photos_dir / row["label"] / row["repo"].replace("/", "__") / name
        if path.exists():
            kept.append(row | {"path": str(path)})
    lines = [(row["split"], f"{row['sha1']}\t{row['path']}\n") for row in kept]
    (work / "list.tsv").write_text("".join(line for _, line in lines))
    for measured in ("validation", "test"):
        (work / f"{measured}.tsv").write_text("".join(line for split, line in lines if split == measured))
    with (work / "photos.csv").open("w", newline="") as out:
        fields = ("sha1", "label", "source", "generator", "content", "split", "width", "height", "bytes", "path")
        table = csv.DictWriter(out, fields, extrasaction="ignore", lineterminator="\n")
        table.writeheader()
        table.writerows(kept)
    print(f"{len(kept)} of {len(chosen)} chosen photos are there")


if __name__ == "__main__":
    main()
