"""Regions of a photo that do not fit the rest, exactly as the service finds them (src/signals/generated/regions.ts)."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from tiles import Tile

CELLS = 32
"""Fewer cells are no region; at 8 x 8 pixels a cell these are 45 x 45 pixels."""


def laid_out(shape: tuple[int, int], tiles: list[Tile], grids: np.ndarray, size: int) -> np.ndarray:
    """float32 [rows, columns]: the tiles' cells over a photo of height x width, the mean where they overlap, NaN elsewhere."""
    cell = size / grids.shape[1]
    rows, columns = (int(np.ceil(length / cell)) for length in shape)
    sums, counts = np.zeros((rows, columns), np.float32), np.zeros((rows, columns), np.float32)
    steps = (np.arange(grids.shape[1]) + 0.5) * cell
    for tile, grid in zip(tiles, grids):
        here = np.ix_(((tile.y + steps) // cell).astype(int), ((tile.x + steps) // cell).astype(int))
        sums[here] += grid
        counts[here] += 1
    return np.divide(sums, counts, where=counts > 0, out=np.full_like(sums, np.nan))


def strength(grid: np.ndarray, cell: float) -> float:
    """The strongest region's: cells of at least `cell` that touch form one, as strong as its CELLS-th strongest cell."""
    names, count = ndimage.label(np.nan_to_num(grid, nan=-np.inf) >= cell)
    found = [np.sort(grid[names == name])[::-1] for name in range(1, count + 1)]
    return max((float(values[CELLS - 1]) for values in found if len(values) >= CELLS), default=float("-inf"))
