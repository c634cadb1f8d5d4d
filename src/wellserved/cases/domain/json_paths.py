"""Where in somebody else's JSON a fact stands: names with dots between them, and places in lists: data.reviews, tags[0].name."""

import re
from typing import Any

__all__ = ["found_at", "is_path"]

LONGEST = 200
_STEP = re.compile(r"([^.\[\]]+)|\[(\d{1,4})\]")
_PATH = re.compile(r"(?:[^.\[\]]+|\[\d{1,4}\])(?:\.[^.\[\]]+|\[\d{1,4}\])*")


def is_path(text: str) -> bool:
    return len(text) <= LONGEST and _PATH.fullmatch(text) is not None


def found_at(whole: Any, path: str) -> Any:
    """What stands there; None where there is nothing. The empty path is the whole."""
    for name, place in _STEP.findall(path):
        if name and isinstance(whole, dict):
            whole = whole.get(name)
        elif place and isinstance(whole, list):
            whole = whole[int(place)] if int(place) < len(whole) else None
        else:
            return None
    return whole
