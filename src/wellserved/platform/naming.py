"""What a log may say of an error: never its words, which may hold what a customer wrote or how they are reached."""

import traceback
from pathlib import Path

__all__ = ["named"]


def named(error: BaseException) -> str:
    """Its class and the place that raised it: `KeyError in reading.py:120`."""
    place = traceback.extract_tb(error.__traceback__)[-1:]
    where = "".join(f" in {Path(frame.filename).name}:{frame.lineno}" for frame in place)
    return type(error).__name__ + where
