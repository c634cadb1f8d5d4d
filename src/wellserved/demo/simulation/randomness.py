"""Randomness that stays put: each part of the grocer draws from a stream of its own."""

import zlib
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]
Flags = NDArray[np.bool_]


def stream(seed: int, *names: str) -> Generator:
    """The part's own stream: adding a part elsewhere changes nothing here."""
    return np.random.default_rng([seed, zlib.crc32("/".join(names).encode())])


def happens(rng: Generator, odds: Any, *, n: int) -> Flags:
    """Whether each of n things happens, with these odds (one for all, or one each)."""
    return np.asarray(rng.random(n) < odds, np.bool_)
