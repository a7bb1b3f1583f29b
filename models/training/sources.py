"""Takes further photos out of repository snapshots, as sources.csv says, and checks what it says of each.

usage: sources.py SNAPSHOTS_DIR PHOTOS_DIR KNOWN_CSV MORE_CSV [--check]

SNAPSHOTS_DIR holds OWNER+NAME/repo. A photo is taken when its path matches the row's pattern and the row's proof holds:
`mark` (the file itself says that a trained algorithm made it), `author` (a site builder's own commit added it), `camera`
(EXIF names a camera maker, and no mark says that a program changed it), `before2022` (committed before July 2022), `path` (a person looked at the folder).
Near duplicates of photos taken before it, or of those in KNOWN_CSV (whose photos lie in PHOTOS_DIR), are left out.
Writes the photos as PHOTOS_DIR/LABEL/OWNER__NAME/SHA1.EXT, MORE_CSV in the form of KNOWN_CSV, and back into
sources.csv the commit and the number of photos of each row; --check compares these instead of writing them.
A row whose snapshot is not there keeps the photos that an existing MORE_CSV lists for it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path

import numpy as np
from PIL import Image

SOURCES = Path(__file__).with_name("sources.csv")
FIELDS = ("repository", "commit", "pattern", "proof", "label", "generator", "content", "split", "licence", "photos", "known")
SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")
BUILDERS = ("gpt-engineer-app[bot]", "lovable-dev[bot]", "v0")
MARK = b"trainedAlgorithmicMedia"
TOUCHED = b"rainedAlgorithmicMedia"
"""In photos that a program has made or, as compositeWithTrainedAlgorithmicMedia, changed."""
LAST_SURE_DAY = "2022-07-01"
"""Before it nobody could generate a photograph of a product or a room that passes for one."""
MIN_SIDE, MIN_BYTES, MAX_BYTES = 256, 12_000, 25_000_000
MOST = 400
NEAR = 5
"""Differing bits, of 64, up to which two photos count as the same."""
CAMERA_MAKER = 271

Row = dict[str, str]


@dataclass(frozen=True)
class Photo:
    """One photo of a source."""

    row: Row
    path: str
    blob: bytes
    sha1: str
    size: tuple[int, int]
    print: int


def git(folder: Path, *words: str) -> bytes:
    """What a git command prints."""
    return subprocess.run(["git", f"--git-dir={folder}", *words], capture_output=True, check=True).stdout


def git_dir(snapshots: Path, repository: str) -> Path:
    """A snapshot's git directory, bare or not."""
    folder = snapshots / repository.replace("/", "+", 1) / "repo"
    return folder / ".git" if (folder / ".git").is_dir() else folder


def added(folder: Path, commit: str) -> dict[str, tuple[str, str]]:
    """Author and day of the commit that first added each path."""
    found: dict[str, tuple[str, str]] = {}
    log = git(folder, "log", commit, "--no-renames", "--diff-filter=A", "--name-only", "-z", "--format=%x01%an%x02%cI%x03")
    for entry in log.decode("utf-8", "replace").split("\x01")[1:]:
        head, _, paths = entry.partition("\x03")
        author, day = head.split("\x02")
        for path in filter(None, paths.replace("\n", "\0").split("\0")):
            found[path] = (author, day[:10])
    return found


def holds(proof: str, blob: bytes, image: Image.Image, author: str, day: str) -> bool:
    """Whether the photo is what the row says, as far as a program can tell."""
    if proof == "mark":
        return MARK in blob
    if proof == "author":
        return author in BUILDERS
    if proof == "camera":
        return bool(image.getexif().get(CAMERA_MAKER)) and TOUCHED not in blob
    if proof == "before2022":
        return "" < day < LAST_SURE_DAY
    return proof == "path"


def see_through(image: Image.Image) -> bool:
    """Cut-outs are no photos."""
    if image.mode not in ("RGBA", "LA", "P"):
        return False
    return image.convert("RGBA").getchannel("A").getextrema()[0] < 250


def difference_hash(image: Image.Image) -> int:
    """64 bits: where the picture, at 9 x 8, grows darker to the right."""
    image.draft("L", (128, 128))
    small = np.asarray(image.convert("L").resize((9, 8), Image.Resampling.BOX), np.int16)
    bits = (small[:, 1:] < small[:, :-1]).ravel()
    return int("".join("1" if bit else "0" for bit in bits), 2)


def photos_of(snapshots: Path, row: Row) -> Iterator[Photo]:
    """The photos of one row, in the order of their sha1, at most MOST."""
    folder = git_dir(snapshots, row["repository"])
    commit = row["commit"]
    history = added(folder, commit)
    entries = [line.split(b"\t", 1) for line in git(folder, "ls-tree", "-r", "-l", "-z", commit).split(b"\0") if line]
    found: list[Photo] = []
    for meta, name in entries:
        path = name.decode("utf-8", "replace")
        _, _, oid, size = meta.split()
        if not path.lower().endswith(SUFFIXES) or not re.match(row["pattern"], path):
            continue
        if not size.isdigit() or not MIN_BYTES <= int(size) <= MAX_BYTES:
            continue
        blob = git(folder, "cat-file", "blob", oid.decode())
        try:
            image = Image.open(io.BytesIO(blob))
            good = min(image.size) >= MIN_SIDE and holds(row["proof"], blob, image, *history.get(path, ("", "")))
            if not good or see_through(image):
                continue
            found.append(Photo(row, path, blob, hashlib.sha1(blob).hexdigest(), image.size, difference_hash(image)))
        except (OSError, ValueError):
            continue
    yield from sorted(found, key=lambda photo: photo.sha1)[:MOST]


def hash_of(path: Path) -> int | None:
    """The difference hash of a file."""
    try:
        return difference_hash(Image.open(path))
    except (OSError, ValueError):
        return None


def known_hashes(photos: Path, known: Path) -> list[int]:
    """Hashes of the photos that are there already."""
    rows = csv.DictReader(known.open(newline=""))
    paths = [file_of(photos, row["label"], row["repo"], row["sha1"], row["repo_path"]) for row in rows]
    with Pool(2) as pool:
        return [found for found in pool.map(hash_of, [path for path in paths if path.exists()], 64) if found is not None]


def file_of(photos: Path, label: str, repository: str, sha1: str, path: str) -> Path:
    """Where a photo lies."""
    return photos / label / repository.replace("/", "__") / (sha1 + Path(path).suffix.lower())


class Seen:
    """Hashes of photos taken so far."""

    def __init__(self, hashes: list[int]) -> None:
        self.hashes = np.array(hashes, np.uint64)

    def add(self, value: int) -> bool:
        """False if a near duplicate was there before."""
        near = np.bitwise_count(self.hashes ^ np.uint64(value)) <= NEAR
        if near.any():
            return False
        self.hashes = np.append(self.hashes, np.uint64(value))
        return True


def earlier(more: Path) -> list[Row]:
    """What an earlier run wrote to MORE_CSV."""
    return list(csv.DictReader(more.open(newline=""))) if more.exists() else []


def kept(row: Row, old: list[Row], photos: Path, seen: Seen) -> list[Row]:
    """The earlier lines of a row whose snapshot is gone, without near duplicates of photos taken before them."""
    lines = []
    for line in old:
        if (line["repo"], line["label"]) != (row["repository"], row["label"]):
            continue
        if not re.match(row["pattern"], line["repo_path"]):
            continue
        value = hash_of(file_of(photos, line["label"], line["repo"], line["sha1"], line["repo_path"]))
        if value is None or seen.add(value):
            about = {"generator": row["generator"], "content": row["content"], "license": row["licence"]}
            lines.append(line | about)
    return lines


def written(row: Row, taken: list[Photo], photos: Path) -> list[Row]:
    """The photos of one row as files and as rows of MORE_CSV."""
    lines = []
    for photo in taken:
        path = file_of(photos, row["label"], row["repository"], photo.sha1, photo.path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(photo.blob)
        lines.append({
            "label": row["label"], "generator": row["generator"], "source": row["repository"], "repo": row["repository"],
            "commit": row["commit"], "repo_path": photo.path, "width": str(photo.size[0]), "height": str(photo.size[1]),
            "bytes": str(len(photo.blob)), "content": row["content"], "license": row["licence"], "sha1": photo.sha1,
        })  # fmt: skip
    return lines


def main() -> None:
    snapshots, photos, known, more = map(Path, sys.argv[1:5])
    rows = list(csv.DictReader(SOURCES.open(newline="")))
    seen = Seen(known_hashes(photos, known))
    old = earlier(more)
    lines: list[Row] = []
    differing = []
    for row in sorted(rows, key=lambda row: row["split"] != "test"):
        there = git_dir(snapshots, row["repository"]).is_dir()
        if not there:
            found = kept(row, old, photos, seen)
        else:
            if not row.get("commit"):
                row["commit"] = git(git_dir(snapshots, row["repository"]), "rev-parse", "HEAD").decode().strip()
            taken = [photo for photo in photos_of(snapshots, row) if seen.add(photo.print)]
            found = written(row, taken, photos)
        if row.get("photos") and row["photos"] != str(len(found)):
            differing.append(f"{row['repository']}: {len(found)} photos, not {row['photos']}")
        row["photos"] = str(len(found))
        lines.extend(found)
        note = "" if there else "\tno snapshot"
        print(f"{row['split']}\t{row['label']}\t{row['repository']}\t{len(found)}{note}", flush=True)
    with more.open("w", newline="") as out:
        table = csv.DictWriter(out, list(lines[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(lines)
    if "--check" in sys.argv:
        raise SystemExit("\n".join(differing) or 0)
    with SOURCES.open("w", newline="") as out:
        table = csv.DictWriter(out, FIELDS, lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


if __name__ == "__main__":
    main()
