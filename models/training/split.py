"""Decides, by source, what is trained on, validated on and tested on.

usage: split.py PHOTOS_CSV SAMPLE_CSV PHOTOS_DIR WORK_DIR

Writes split.csv beside this script (source, generator, label, split), and in WORK_DIR photos.csv (the chosen photos),
list.tsv (all) and test.tsv (the test split) for rasters.ts. Photos of the public sample never enter training or
validation. Byte-equal photos are kept once, in the split that comes first in test, validation, train.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from pathlib import Path

TEST_SOURCES = {
    # real: small web re-saves, camera originals, studio catalogues, 12-megapixel phones
    "marcusklasson/GroceryStoreDataset",
    "metadata-group",
    "EdjeElectronics/TensorFlow-Object-Detection-API-Tutorial-Train-Multiple-Objects-Windows-10",
    "opencart/opencart",
    "smartstore/SmartStoreNET",
    "womza/bubumotos",
    "kaa/coins-dataset",
    "pupalupa/shophoto",
    "mkudija/fh_photos",
    # generated: whole generators that training never sees
    "aws-samples/sample-for-amazon-opensearch-service-tutorials-101",
    "EvoLinkAI/awesome-gpt-image-2-prompts",
    "freestylefly/awesome-gpt-image-2",
    "wanghao137/gpt-image",
    "leejet/stable-diffusion.cpp",
    "filipstrand/mflux",
    "muset-ai/awesome-nano-banana-pro",
    "PicoTrex/Awesome-Nano-Banana-images",
    "ML72/AI-Image-Classifier-Playground",
    "Comfy-Org/example_workflows",
    "JupitLunar/website",
    # generated: new shops and pictures of damage by a generator that training sees
    "Ismail26477/Dress-Code",
    "FanPactStores/tiger-support-hub",
    "AljazCeh/glosi-shine",
    "bulgarbuildbg-byte/roofing-renovation-hub",
    "SuthanSuresh/proedgerestoration",
    "shahril2206/khalzie-bodywork-kuching",
    "AaryanNIET/civic-sparkle-ui",
}
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
RESERVE_SOURCES = {
    # tried as additional training data; the kept model was trained without them
    "Perezented/psf_node_images",
    "glaukon-ariston/DIY-Telescope-Dobson-114mm",
    "HafsatiMohammed/Rent_appretment_pictures",
}
# Most photos taken from one source: beyond that, more of the same teaches little.
CAPS = {("train", "real"): 350, ("train", "ai"): 400}
CAP_ELSEWHERE = 150
ORDER = ("test", "validation", "train")

Row = dict[str, str]


def split_of(source: str) -> str:
    """The split that a whole source belongs to."""
    if source in TEST_SOURCES:
        return "test"
    if source in RESERVE_SOURCES:
        return "reserve"
    return "validation" if source in VALIDATION_SOURCES else "train"


def choose(rows: list[Row], sample: set[str]) -> list[Row]:
    """Photos by split, without duplicates, the sample out of training, each source capped; sample photos first."""
    by_source: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        split = split_of(row["source"])
        if split == "test" or (split != "reserve" and row["sha1"] not in sample):
            by_source[split, row["label"], row["source"]].append(row | {"split": split})
    seen: set[str] = set()
    chosen: list[Row] = []
    for split, label, source in sorted(by_source, key=lambda key: (ORDER.index(key[0]), key)):
        cap = CAPS.get((split, label), CAP_ELSEWHERE)
        ranked = sorted(by_source[split, label, source], key=lambda r: (r["sha1"] not in sample, r["sha1"]))
        fresh = [row for row in ranked if row["sha1"] not in seen][:cap]
        seen.update(row["sha1"] for row in fresh)
        chosen.extend(fresh)
    return chosen


def main() -> None:
    photos_csv, sample_csv, photos_dir, work = map(Path, sys.argv[1:5])
    rows = list(csv.DictReader(photos_csv.open(newline="")))
    sample = {row["sha1"] for row in csv.DictReader(sample_csv.open(newline=""))}
    parts = sorted({(r["source"], r["generator"], r["label"], split_of(r["source"])) for r in rows})
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
    (work / "test.tsv").write_text("".join(line for split, line in lines if split == "test"))
    with (work / "photos.csv").open("w", newline="") as out:
        fields = ("sha1", "label", "source", "generator", "content", "split", "width", "height", "bytes", "path")
        table = csv.DictWriter(out, fields, extrasaction="ignore", lineterminator="\n")
        table.writeheader()
        table.writerows(kept)
    print(f"{len(kept)} of {len(chosen)} chosen photos are there")


if __name__ == "__main__":
    main()
