"""Aligned fakes: reconstructions of our own real training photos by small autoencoders of our own.

usage: autoencoders.py WORK_DIR RASTERS_DIR OUT_DIR [--samples N] [--photos N] [--seed N] [--held-out]

Trains each variant from scratch on real training photos, drops those below MIN_PSNR, and writes OUT_DIR/NAME.npy
(uint8 [1 + variants, SIDE, SIDE, 3]: the original, then its reconstructions). What tells the two apart is the trace
of the decoder alone: not the scene, the camera or the file. With --held-out it is the variant that is kept for measuring,
and the originals are validation photos.
"""

from __future__ import annotations

import argparse
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from prepare import Drawer, load_rows

SIDE = 224
CROP = 96
BATCH = 16
MIN_PSNR = 28.0


@dataclass(frozen=True)
class Variant:
    """How one autoencoder compresses and how it enlarges again."""

    name: str
    levels: int
    latent: int
    upsampler: str
    activation: type[nn.Module]


VARIANTS = (
    Variant("f4-nearest", 2, 12, "nearest", nn.SiLU),
    Variant("f4-transposed", 2, 14, "transposed", nn.LeakyReLU),
    Variant("f8-shuffle", 3, 40, "shuffle", nn.ReLU),
    Variant("f8-nearest", 3, 48, "nearest", nn.SiLU),
    Variant("f4-bilinear", 2, 10, "bilinear", nn.GELU),
)
HELD_OUT = "f8-nearest"
"""Never trained on: its copies of validation photos measure whether the traces of a new decoder are found."""


def enlarged(inside: int, outside: int, upsampler: str) -> nn.Module:
    """One step that doubles the size."""
    if upsampler == "shuffle":
        return nn.Sequential(nn.Conv2d(inside, 4 * outside, 3, 1, 1), nn.PixelShuffle(2))
    if upsampler == "transposed":
        return nn.ConvTranspose2d(inside, outside, 4, 2, 1)
    return nn.Sequential(nn.Upsample(scale_factor=2, mode=upsampler), nn.Conv2d(inside, outside, 3, 1, 1))


def convolved(inside: int, outside: int, activation: type[nn.Module]) -> list[nn.Module]:
    """A 3 x 3 convolution with its normalisation."""
    return [nn.Conv2d(inside, outside, 3, 1, 1), nn.GroupNorm(4, outside), activation()]


class Autoencoder(nn.Module):
    """Principal components of square cells as the code; a small decoder that enlarges it refines the linear copy.

    The components come from the training photos themselves, so that a few hundred steps give a faithful copy.
    """

    def __init__(self, variant: Variant, basis: Tensor) -> None:
        super().__init__()
        self.register_buffer("basis", basis)
        self.factor = 2**variant.levels
        widths = [24, 48, 64, 96][: variant.levels + 1]
        act = variant.activation
        layers: list[nn.Module] = convolved(len(basis), widths[-1], act)
        for a, b in zip(widths[:0:-1], widths[-2::-1]):
            layers += [enlarged(a, b, variant.upsampler), *convolved(b, b, act)]
        self.decoder = nn.Sequential(*layers, nn.Conv2d(widths[0], 3, 3, 1, 1))

    def forward(self, x: Tensor) -> Tensor:
        code = F.conv2d(x, self.basis, stride=self.factor)
        return F.conv_transpose2d(code, self.basis, stride=self.factor) + self.decoder(code)


def principal_cells(pieces: Pieces, factor: int, count: int) -> Tensor:
    """[count, 3, factor, factor]: the directions in which cells of real photos vary most."""
    cells = torch.cat([F.unfold(pieces.batch(), factor, stride=factor).transpose(1, 2).flatten(0, 1) for _ in range(8)])
    _, _, directions = torch.linalg.svd(cells.T @ cells)
    return directions[:count].reshape(count, 3, factor, factor)


class Pieces:
    """Random square pieces of the real photos of a split."""

    def __init__(self, work: Path, rasters: Path, seed: int, split: str = "train") -> None:
        self.rasters = rasters
        self.random = np.random.default_rng(seed)
        self.drawer = Drawer([row for row in load_rows(work, split, rasters) if row["label"] == "real"])

    def draw(self, side: int) -> tuple[str, np.ndarray]:
        """Name and pixels of one piece."""
        while True:
            row = self.drawer.draw(self.random)
            raster = np.load(self.rasters / f"{row['sha1']}.npy", mmap_mode="r")
            height, width, _ = raster.shape
            if min(height, width) >= side:
                x, y = self.random.integers(width - side + 1), self.random.integers(height - side + 1)
                return row["sha1"], np.ascontiguousarray(raster[y : y + side, x : x + side])

    def batch(self) -> Tensor:
        """[BATCH, 3, CROP, CROP] in -1 to 1."""
        return signed(np.stack([self.draw(CROP)[1] for _ in range(BATCH)]))


def signed(pixels: np.ndarray) -> Tensor:
    """uint8 [N, H, W, 3] to [N, 3, H, W] in -1 to 1."""
    return torch.from_numpy(pixels.transpose(0, 3, 1, 2).copy()).float() / 127.5 - 1


def trained(variant: Variant, pieces: Pieces, samples: int) -> Autoencoder:
    """An autoencoder after one pass over `samples` pieces."""
    basis = principal_cells(pieces, 2**variant.levels, variant.latent)
    network = Autoencoder(variant, basis).to(memory_format=torch.channels_last)
    steps = samples // BATCH
    optimiser = torch.optim.AdamW(network.parameters(), 2e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 2e-3, steps)
    for _ in range(steps):
        batch = pieces.batch().contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16):
            copy = network(batch)
        loss = F.l1_loss(copy.float(), batch)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        schedule.step()
    return network.eval()


def psnr(network: Autoencoder, pieces: Pieces) -> float:
    """Peak signal-to-noise ratio on fresh pieces, in dB."""
    with torch.inference_mode():
        batch = torch.cat([pieces.batch() for _ in range(8)])
        error = F.mse_loss(network(batch).clamp(-1, 1), batch).item()
    return 10 * math.log10(4 / error)


def write_pairs(networks: list[Autoencoder], pieces: Pieces, count: int, out: Path) -> None:
    """Originals with their reconstructions."""
    out.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        name, original = pieces.draw(SIDE)
        batch = signed(original[None])
        with torch.inference_mode():
            copies = [network(batch).clamp(-1, 1)[0] for network in networks]
        pixels = [((copy + 1) * 127.5).round().byte().numpy().transpose(1, 2, 0) for copy in copies]
        np.save(out / f"{name}-{number}.npy", np.stack([original, *pixels]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("rasters", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--samples", type=int, default=30_000)
    parser.add_argument("--photos", type=int, default=2500)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--held-out", action="store_true")
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    # One thread a process: on shared cores two threads mostly wait for each other (13 crops a second against 137).
    torch.set_num_threads(1)
    pieces = Pieces(args.work, args.rasters, args.seed)
    good: list[Autoencoder] = []
    for variant in VARIANTS:
        if (variant.name == HELD_OUT) != args.held_out:
            continue
        network = trained(variant, pieces, args.samples)
        quality = psnr(network, pieces)
        print(f"{variant.name}\t{quality:.1f} dB\t{'kept' if quality >= MIN_PSNR else 'dropped'}", flush=True)
        if quality >= MIN_PSNR:
            good.append(network)
    originals = Pieces(args.work, args.rasters, args.seed, "validation") if args.held_out else pieces
    write_pairs(good, originals, args.photos, args.out)


if __name__ == "__main__":
    main()
