"""What published small detectors look at, in front of our own trunk, to be trained on the same tiles and compared."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from model import Detector, neighbour_differences


class NeighbourResiduals(nn.Module):
    """What nearest-neighbour shrinking by two and growing again loses: how each pixel differs from the first of its four.

    After Tan et al., "Rethinking the Up-Sampling Operations in CNN-based Generative Network for Generalizable Deepfake
    Detection", CVPR 2024: every up-sampling leaves its relations between neighbours.
    """

    def forward(self, rgb: Tensor) -> Tensor:
        return neighbour_differences(rgb) * (2 / 3)


class Wavelets(nn.Module):
    """The four Haar bands of each colour, at half the size; details are raised to about the spread of the colours.

    After Wolter et al., "Wavelet-packets for deepfake image analysis and detection", Machine Learning 111, 2022, one
    level of them.
    """

    DETAIL_GAIN = 4.0

    def forward(self, rgb: Tensor) -> Tensor:
        a, b = rgb[:, :, ::2, ::2], rgb[:, :, ::2, 1::2]
        c, d = rgb[:, :, 1::2, ::2], rgb[:, :, 1::2, 1::2]
        details = torch.cat([a - b + c - d, a + b - c - d, a - b - c + d], 1) / 4
        return torch.cat([(a + b + c + d) / 4, torch.tanh(details * self.DETAIL_GAIN)], 1)


NETWORKS = {
    "detector": Detector,
    "neighbours": lambda: Detector(NeighbourResiduals(), channels=3),
    "wavelets": lambda: Detector(Wavelets(), channels=12, stride=1),
}
"""The shipped network and what it is compared with; all have the same trunk and see the same pixels a patch."""
