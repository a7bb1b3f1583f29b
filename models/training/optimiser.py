"""How weights follow their gradients: Muon for the convolutions of the trunk, AdamW for all else."""

from __future__ import annotations

import torch
from torch import Tensor, nn

RATE = 1.5e-3
DECAY = 0.05


def as_matrix(weight: Tensor) -> Tensor:
    """[outside, inside, H, W] to [outside, H * W * inside]; no copy where the weight lies channels last."""
    return weight.permute(0, 2, 3, 1).reshape(len(weight), -1)


class Orthogonal(torch.optim.Muon):
    """Muon for convolutions that lie channels last: a matrix of filters each, moved by an orthogonal matrix.

    After Jordan et al., "Muon: An optimizer for hidden layers in neural networks", 2024, which treats a convolution so.
    Moves are as large as AdamW's at the same rate (Liu et al., "Muon is scalable for LLM training", 2025).
    """

    def __init__(self, weights: list[Tensor]) -> None:
        self.weights = weights
        matrices = [as_matrix(weight.detach()) for weight in weights]
        super().__init__(matrices, RATE, weight_decay=DECAY, adjust_lr_fn="match_rms_adamw")

    def step(self, closure: None = None) -> None:
        for weight, matrix in zip(self.weights, self.param_groups[0]["params"]):
            matrix.grad = as_matrix(weight.grad)
        super().step(closure)


class Optimiser:
    """Both, driven as one."""

    def __init__(self, network: nn.Module) -> None:
        trunk = {name: weight for name, weight in network.blocks.named_parameters() if weight.ndim == 4}
        rest = [weight for name, weight in network.named_parameters() if name.removeprefix("blocks.") not in trunk]
        self.network = network
        self.parts = [Orthogonal(list(trunk.values())), torch.optim.AdamW(rest, RATE, weight_decay=DECAY)]

    def step(self, loss: Tensor, rate: float) -> None:
        """One update that lowers the loss."""
        self.network.zero_grad(set_to_none=True)
        loss.backward()
        for part in self.parts:
            for group in part.param_groups:
                group["lr"] = rate
            part.step()

    def state_dict(self) -> list[dict]:
        return [part.state_dict() for part in self.parts]

    def load_state_dict(self, states: list[dict]) -> None:
        for part, state in zip(self.parts, states):
            part.load_state_dict(state)
