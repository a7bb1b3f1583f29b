"""Writes what `detector.json` says of a detector."""

from __future__ import annotations

import json
import os
from pathlib import Path


def write_card(model_dir: Path, card: dict) -> None:
    """Replaces MODEL_DIR/detector.json, by atomic rename."""
    part = model_dir / "detector.json.part"
    part.write_text(json.dumps(card, indent=2) + "\n")
    os.replace(part, model_dir / "detector.json")
