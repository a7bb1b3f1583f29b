"""The detector's network: fixed high-pass filters, a small plain ResNet, a map of patch logits and their mean; a map of edits."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

MEAN = (0.5, 0.5, 0.5)
STD = (0.25, 0.25, 0.25)
"""Normalisation of the input; detector.json repeats it for the service."""

SRM = torch.tensor(
    [[-1, 2, -2, 2, -1], [2, -6, 8, -6, 2], [-2, 8, -12, 8, -2], [2, -6, 8, -6, 2], [-1, 2, -2, 2, -1]]
).float()
"""The 5 x 5 square filter of the spatial rich model: what is left when a pixel is predicted from its neighbours."""
HAAR_HH = torch.tensor([[1.0, -1.0], [-1.0, 1.0]]) / 2
RESIDUAL_GAIN = 4.0
"""Residuals are small; this brings them to about the spread of the colours before they saturate."""


def fixed_filters() -> Tensor:
    """[6, 3, 5, 5]: the SRM residual of each colour, then its diagonal Haar detail."""
    filters = torch.zeros(6, 3, 5, 5)
    for colour in range(3):
        filters[colour, colour] = SRM / 12
        filters[3 + colour, colour, 2:4, 2:4] = HAAR_HH
    return filters * RESIDUAL_GAIN


def neighbour_differences(rgb: Tensor) -> Tensor:
    """How each pixel differs from the first of its four: what shrinking by two and growing again loses."""
    return rgb - F.interpolate(rgb[:, :, ::2, ::2], scale_factor=2, mode="nearest")


class Residuals(nn.Module):
    """RGB (normalised) to twelve channels: per colour itself, its SRM residual, its diagonal Haar detail, its neighbours.

    The last is how each pixel differs from the first of its four, after Tan et al., "Rethinking the Up-Sampling
    Operations in CNN-based Generative Network for Generalizable Deepfake Detection", CVPR 2024.
    """

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("filters", fixed_filters(), persistent=False)

    def forward(self, rgb: Tensor) -> Tensor:
        # In float32 even under autocast: bfloat16 would round away the very residuals that are wanted.
        with torch.autocast("cpu", enabled=False):
            details = F.conv2d(F.pad(rgb.float(), (2, 2, 2, 2), mode="reflect"), self.filters)
            neighbours = neighbour_differences(rgb.float()) * RESIDUAL_GAIN
            return torch.cat([rgb, torch.tanh(details), torch.tanh(neighbours)], 1)


class Block(nn.Module):
    """Two 3 x 3 convolutions around a shortcut; the first may halve the size."""

    def __init__(self, inside: int, outside: int, stride: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(inside, outside, 3, stride, 1, bias=False),
            nn.BatchNorm2d(outside),
            nn.ReLU(inplace=True),
            nn.Conv2d(outside, outside, 3, 1, 1, bias=False),
            nn.BatchNorm2d(outside),
        )
        same = stride == 1 and inside == outside
        self.shortcut = (
            nn.Identity()
            if same
            else nn.Sequential(nn.Conv2d(inside, outside, 1, stride, bias=False), nn.BatchNorm2d(outside))
        )

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.body(x) + self.shortcut(x))


class Detector(nn.Module):
    """Tiles [N, 3, T, T] to (logit [N], patches [N, T/16, T/16]); above 0 speaks for "generated".

    The tile's logit is the mean of its patch logits, so the map says exactly where the evidence was found.
    """

    def __init__(
        self,
        front: nn.Module | None = None,
        channels: int = 12,
        stride: int = 2,
        widths: tuple[int, ...] = (32, 64, 128, 192),
        dropout: float = 0.2,
    ) -> None:
        """Another front end than the residuals says how many channels it makes, and how the first convolution steps."""
        super().__init__()
        self.residuals = front or Residuals()
        self.stem = nn.Sequential(
            nn.Conv2d(channels, widths[0], 3, stride, 1, bias=False), nn.BatchNorm2d(widths[0]), nn.ReLU(inplace=True)
        )
        blocks = [Block(widths[0], widths[0], 1)]
        blocks += [Block(a, b, 2) for a, b in zip(widths, widths[1:])]
        blocks += [Block(widths[-1], widths[-1], 1)]
        self.blocks = nn.Sequential(*blocks)
        self.dropout = nn.Dropout2d(dropout)
        self.head = nn.Conv2d(widths[-1], 1, 1)

    def stages(self, tiles: Tensor) -> list[Tensor]:
        """What each block makes, [N, width, T/s, T/s] with s of 2, 4, 8, 16 and 16."""
        found = [self.blocks[0](self.stem(self.residuals(tiles)))]
        for block in self.blocks[1:]:
            found.append(block(found[-1]))
        return found

    def judged(self, last: Tensor) -> tuple[Tensor, Tensor]:
        """Logits and patch logits from what the last block makes."""
        patches = self.head(self.dropout(last)).squeeze(1)
        return patches.mean((1, 2)), patches

    def forward(self, tiles: Tensor) -> tuple[Tensor, Tensor]:
        return self.judged(self.stages(tiles)[-1])


class EditMap(nn.Module):
    """What the blocks of a detector see, to a logit for each cell of 8 x 8 pixels, [N, T/8, T/8]; above 0: replaced.

    Whether a place fits its surroundings shows only beside them: each cell is seen with what sets it apart from the tile's
    mean, and dilated convolutions see 120 pixels each way.
    """

    CELL = 8
    WIDTHS = (64, 128, 192)
    """Channels of the stages that it reads."""

    def __init__(self, inside: int = 32) -> None:
        super().__init__()
        self.first = nn.Sequential(nn.Conv2d(sum(self.WIDTHS), inside, 1, bias=False), nn.BatchNorm2d(inside), nn.ReLU())
        layers: list[nn.Module] = []
        for step, channels in zip((1, 2, 4, 8), (2 * inside, inside, inside, inside)):
            layers += [nn.Conv2d(channels, inside, 3, 1, step, step, bias=False), nn.BatchNorm2d(inside), nn.ReLU()]
        self.rest = nn.Sequential(*layers, nn.Conv2d(inside, 1, 1))

    def forward(self, stages: list[Tensor]) -> Tensor:
        _, quarter, eighth, _, sixteenth = stages
        seen = [F.avg_pool2d(quarter, 2), eighth, F.interpolate(sixteenth, scale_factor=2, mode="nearest")]
        here = self.first(torch.cat(seen, 1))
        return self.rest(torch.cat([here, here - here.mean((2, 3), keepdim=True)], 1)).squeeze(1)


class Whole(nn.Module):
    """What is shipped: tiles to logit, patches and edits."""

    def __init__(self, detector: Detector, edits: EditMap) -> None:
        super().__init__()
        self.detector, self.edits = detector, edits

    def forward(self, tiles: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        stages = self.detector.stages(tiles)
        return *self.detector.judged(stages[-1]), self.edits(stages)


def normalise(pixels: Tensor) -> Tensor:
    """uint8 [N, 3, H, W] to what the network takes."""
    mean = torch.tensor(MEAN).view(1, 3, 1, 1)
    std = torch.tensor(STD).view(1, 3, 1, 1)
    return (pixels.float() / 255 - mean) / std
