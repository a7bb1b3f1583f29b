"""Edits of our own: a part of a real photo replaced, with the pixels that were replaced."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from augment import Random

SHARE = (0.08, 0.55)
"""Least and largest part of a tile that is replaced."""
FEATHER = (0.5, 5.0)
"""Blur of the seam, in pixels."""
REPLACED = 0.5
"""From this opacity on, a pixel counts as replaced."""
KINDS = {"generated": 0.5, "pasted": 0.15, "copied": 0.15, "smeared": 0.2}
"""What a part is replaced by, and how often: a generated photo, another real one, another part of the same, its own blur."""


def blob(side: int, random: Random) -> np.ndarray:
    """float32 [side, side], 0 to 1: a rectangle or a rough round shape with a soft seam."""
    mask = Image.new("L", (side, side))
    pen = ImageDraw.Draw(mask)
    area = random.uniform(*SHARE) * side * side
    stretch = float(np.exp(random.uniform(-0.5, 0.5)))
    width, height = np.sqrt(area * stretch), np.sqrt(area / stretch)
    x, y = random.uniform(0, max(1, side - width)), random.uniform(0, max(1, side - height))
    if random.random() < 0.4:
        pen.rectangle((x, y, x + width, y + height), fill=255)
    else:
        angles = np.sort(random.uniform(0, 2 * np.pi, 12))
        radii = random.uniform(0.75, 1.15, 12)
        corners = [
            (x + width / 2 * (1 + r * np.cos(a)), y + height / 2 * (1 + r * np.sin(a))) for a, r in zip(angles, radii)
        ]
        pen.polygon(corners, fill=255)
    soft = mask.filter(ImageFilter.GaussianBlur(float(random.uniform(*FEATHER))))
    return np.asarray(soft, np.float32) / 255


def blended(original: np.ndarray, replacement: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """uint8 [side, side, 3]: the replacement where the mask is 1."""
    share = mask[..., None]
    return np.clip(replacement * share + original * (1 - share) + 0.5, 0, 255).astype(np.uint8)


def toned(replacement: np.ndarray, original: np.ndarray) -> np.ndarray:
    """The replacement with the original's mean colour, as an editor would match it."""
    shift = original.mean((0, 1), keepdims=True) - replacement.mean((0, 1), keepdims=True)
    return np.clip(replacement + shift, 0, 255)


def copied(original: np.ndarray, random: Random) -> np.ndarray:
    """The same picture turned or mirrored, so that other parts of it lie in each place."""
    return np.rot90(original, int(random.integers(1, 4))) if random.random() < 0.5 else original[:, ::-1]


def smeared(original: np.ndarray, random: Random) -> np.ndarray:
    """Smoothed away, as a healing brush does, with a little grain put back."""
    soft = Image.fromarray(original).filter(ImageFilter.GaussianBlur(float(random.uniform(2, 6))))
    grain = random.normal(0, random.uniform(0, 3), original.shape)
    return np.clip(np.asarray(soft, np.float32) + grain, 0, 255).astype(np.uint8)
