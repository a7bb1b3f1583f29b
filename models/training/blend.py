"""Averages the weights of runs that share their start; often better than any of them on new sources.

usage: blend.py OUT_CHECKPOINT CHECKPOINT CHECKPOINT [...]
"""

from __future__ import annotations

import sys
from pathlib import Path

import torch
from torch import Tensor


def blended(states: list[dict[str, Tensor]]) -> dict[str, Tensor]:
    """The mean of every weight; counters are taken from the first."""
    first = states[0]
    return {
        name: torch.stack([state[name] for state in states]).mean(0) if value.is_floating_point() else value
        for name, value in first.items()
    }


def main() -> None:
    out, *checkpoints = map(Path, sys.argv[1:])
    states = [torch.load(path, weights_only=True)["average"] for path in checkpoints]
    out.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"average": blended(states)}, out)


if __name__ == "__main__":
    main()
