"""The truth as a file: what the map ought to find, for people and for tests."""

import os
from dataclasses import asdict
from pathlib import Path

import msgspec

from .simulation.truth import Truth


def tell_truth(truth: Truth, *, file: Path) -> None:
    """Write the truth as JSON; the file is there whole or not at all."""
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    fresh.write_bytes(msgspec.json.format(msgspec.json.encode(asdict(truth)), indent=2) + b"\n")
    fresh.replace(file)
