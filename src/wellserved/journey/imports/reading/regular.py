"""Finds the records of a block at once, with numpy, where every quote stands as RFC 4180 lets it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wellserved.journey.imports.reading.grammar import Grammar

Places = npt.NDArray[np.int64]
_NEWLINE, _RETURN = 10, 13


@dataclass(frozen=True)
class Found:
    """Records as places in a block: [start, end) with their newline, lines counted from the block's first, and what is left."""

    starts: Places
    ends: Places
    lines: Places
    fields: Places
    used: int
    lines_used: int


def find_regular(data: bytes, grammar: Grammar) -> Found | None:
    """The records of `data`, or None when a quote or a carriage return stands where only the slow way can tell."""
    octets = np.frombuffer(data, np.uint8)
    newlines = np.flatnonzero(octets == _NEWLINE)
    if not _returns_end_lines(octets):
        return None
    quotes = np.empty(0, np.int64)
    if grammar.quote is not None:
        quotes = np.flatnonzero(octets == grammar.quote[0])
    outside = newlines[(np.searchsorted(quotes, newlines) & 1) == 0] if quotes.size else newlines
    if not outside.size:
        return None if quotes.size else Found(newlines, newlines, newlines, newlines, 0, 0)
    ends = outside + 1
    quotes = quotes[quotes < ends[-1]]
    if quotes.size and not _quotes_enclose(octets, quotes, grammar):
        return None
    starts = np.concatenate((np.zeros(1, np.int64), ends[:-1]))
    fields = _fields(octets, quotes, ends, grammar)
    return Found(
        starts,
        ends,
        np.searchsorted(newlines, starts),
        fields,
        int(ends[-1]),
        int(np.searchsorted(newlines, ends[-1])),
    )


def _returns_end_lines(octets: npt.NDArray[np.uint8]) -> bool:
    returns = np.flatnonzero(octets == _RETURN)
    if returns.size and returns[-1] == octets.size - 1:
        returns = returns[:-1]
    return bool((octets[returns + 1] == _NEWLINE).all())


def _quotes_enclose(octets: npt.NDArray[np.uint8], quotes: Places, grammar: Grammar) -> bool:
    assert grammar.quote is not None  # noqa: S101 - only called with quotes at hand
    neighbours = np.array([grammar.delimiter[0], _NEWLINE, _RETURN, grammar.quote[0]], np.uint8)
    opening, closing = quotes[::2], quotes[1::2]
    before = octets[opening[opening > 0] - 1]
    return bool(np.isin(before, neighbours).all() and np.isin(octets[closing + 1], neighbours).all())


def _fields(octets: npt.NDArray[np.uint8], quotes: Places, ends: Places, grammar: Grammar) -> Places:
    delimiters = np.flatnonzero(octets[: ends[-1]] == grammar.delimiter[0])
    if quotes.size:
        delimiters = delimiters[(np.searchsorted(quotes, delimiters) & 1) == 0]
    return np.diff(np.searchsorted(delimiters, ends), prepend=0) + 1
