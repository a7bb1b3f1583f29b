"""Tiles of a raster, exactly as the service cuts them (src/photo/tiles.ts): native resolution, most texture first."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

import numpy as np

Raster = np.ndarray
"""uint8, height x width x 3."""


@dataclass(frozen=True)
class TilePlan:
    """How tiles are chosen; detector.json carries it to the service."""

    size: int = 256
    count: int = 12
    min_texture: float = 1.0
    min_count: int = 1


@dataclass(frozen=True)
class Tile:
    """Where a tile lies and how much texture it holds."""

    x: int
    y: int
    texture: float


def offsets(length: int, size: int) -> list[int]:
    """Starts of the fewest tiles that cover `length`, the first and last at its edges."""
    count = ceil(length / size)
    if count == 1:
        return [0]
    return [floor(i * (length - size) / (count - 1) + 0.5) for i in range(count)]


def luma(raster: Raster) -> np.ndarray:
    """Integer brightness, 0 to 255."""
    weighted = raster.astype(np.int32) @ np.array([77, 150, 29], np.int32)
    return weighted >> 8


def texture(light: np.ndarray) -> float:
    """Mean absolute difference of even pixels to those two to the right and two below."""
    even = light[::2, ::2]
    across = np.abs(even[:-1, 1:] - even[:-1, :-1])
    down = np.abs(even[1:, :-1] - even[:-1, :-1])
    return float(across.sum() + down.sum()) / (2 * across.size)


def choose_tiles(raster: Raster, plan: TilePlan) -> list[Tile]:
    """The tiles with the most texture; none when the photo is too small or too flat."""
    height, width, _ = raster.shape
    if min(height, width) < plan.size:
        return []
    light = luma(raster)
    grid = [(x, y) for y in offsets(height, plan.size) for x in offsets(width, plan.size)]
    tiles = [Tile(x, y, texture(light[y : y + plan.size, x : x + plan.size])) for x, y in grid]
    ranked = sorted(tiles, key=lambda tile: -tile.texture)[: plan.count]
    kept = [tile for tile in ranked if tile.texture >= plan.min_texture]
    return kept if len(kept) >= plan.min_count else []


def cut(raster: Raster, tiles: list[Tile], size: int) -> np.ndarray:
    """uint8 [N, 3, size, size]."""
    return np.stack([raster[t.y : t.y + size, t.x : t.x + size].transpose(2, 0, 1) for t in tiles])
