"""What happens to photos on their way to a merchant. The same for both classes, so that it cannot tell them apart."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter

Random = np.random.Generator
KERNELS = (Image.Resampling.BILINEAR, Image.Resampling.BICUBIC, Image.Resampling.LANCZOS, Image.Resampling.BOX)
CHROMA = ("4:4:4", "4:2:2", "4:2:0", "4:2:0")


def jpeg(image: Image.Image, quality: int, chroma: str = "4:2:0") -> Image.Image:
    """The picture after one JPEG save."""
    return recoded(image, "JPEG", quality=quality, subsampling=chroma)


def webp(image: Image.Image, quality: int) -> Image.Image:
    """The picture after one lossy WebP save."""
    return recoded(image, "WEBP", quality=quality, method=1)


def recoded(image: Image.Image, container: str, **settings: object) -> Image.Image:
    """The picture as it comes back from a file."""
    file = io.BytesIO()
    image.save(file, container, **settings)
    return Image.open(file).convert("RGB")


def rescale(random: Random) -> float:
    """A factor by which a photo may have been resized on its way: mostly down."""
    return float(np.exp(random.uniform(np.log(0.5), np.log(1.2))))


def noisy(image: Image.Image, random: Random) -> Image.Image:
    """Sensor-like noise of one random strength."""
    pixels = np.asarray(image, np.float32)
    grain = random.normal(0, random.uniform(1, 6), pixels.shape).astype(np.float32)
    return Image.fromarray(np.clip(pixels + grain, 0, 255).astype(np.uint8))


def recoloured(image: Image.Image, random: Random) -> Image.Image:
    """Brightness, contrast and saturation a little off."""
    for change in (ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color):
        image = change(image).enhance(float(random.uniform(0.75, 1.3)))
    return image


def retouched(image: Image.Image, random: Random) -> Image.Image:
    """Blur, sharpening, noise and colour changes, each now and then."""
    steps: list[tuple[float, Callable[[Image.Image], Image.Image]]] = [
        (0.15, lambda i: recoloured(i, random)),
        (0.05, lambda i: i.filter(ImageFilter.GaussianBlur(float(random.uniform(0.3, 1.2))))),
        (0.05, lambda i: i.filter(ImageFilter.UnsharpMask(1.5, int(random.integers(30, 150)), 0))),
        (0.05, lambda i: noisy(i, random)),
    ]
    for chance, change in steps:
        if random.random() < chance:
            image = change(image)
    return image


def resaved(image: Image.Image, random: Random) -> Image.Image:
    """One lossy save, sometimes two, now and then none or WebP."""
    if random.random() < 0.05:
        return webp(image, int(random.integers(45, 96)))
    saves = random.choice(3, p=(0.10, 0.75, 0.15))
    for _ in range(saves):
        image = jpeg(image, int(random.integers(55, 98)), str(random.choice(CHROMA)))
    return image


def resized(image: Image.Image, size: tuple[int, int], random: Random) -> Image.Image:
    """The picture at another size, by a random kernel."""
    return image if image.size == size else image.resize(size, KERNELS[random.integers(len(KERNELS))])
