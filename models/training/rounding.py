"""Convolutions rounded to 8-bit integers: less than half of the time in service."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

AT_ONCE = 8


class Reader(CalibrationDataReader):
    """Hands inputs to the quantiser, some at a time."""

    def __init__(self, name: str, inputs: np.ndarray) -> None:
        self.name = name
        self.batches: Iterator[np.ndarray] = iter(np.array_split(inputs, max(1, len(inputs) // AT_ONCE)))

    def get_next(self) -> dict[str, np.ndarray] | None:
        """The next batch, or none."""
        batch = next(self.batches, None)
        return None if batch is None else {self.name: batch}


def write_rounded(plain: Path, path: Path, name: str, inputs: np.ndarray, untouched: list[int]) -> None:
    """The same graph with integer convolutions, by atomic rename.

    Ranges are read off `inputs` [N, ...] of the graph's input `name`. Convolutions in the places `untouched` stay as they
    are, and so do sums of what they make. Weights have 7 bits, so that sums fit on processors without 8-bit dot products
    as well.
    """
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder) / "prepared.onnx"
        quant_pre_process(str(plain), str(prepared), skip_symbolic_shape=True)
        nodes = onnx.load(prepared).graph.node
        convolutions = [node for node in nodes if node.op_type == "Conv"]
        whole = [convolutions[place] for place in untouched]
        made = {node.output[0] for node in whole}
        sums = [node for node in nodes if node.op_type == "Add" and made.issuperset(node.input)]
        part = path.with_suffix(".part")
        quantize_static(
            str(prepared),
            str(part),
            Reader(name, inputs),
            quant_format=QuantFormat.QDQ,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            op_types_to_quantize=["Conv", "Add", "Relu"],
            nodes_to_exclude=[node.name for node in (*whole, *sums)],
        )
    os.replace(part, path)
