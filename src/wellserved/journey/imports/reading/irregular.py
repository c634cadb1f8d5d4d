"""Finds the records of a block one by one; a malformed one costs its first line, and the next line is tried."""

from collections.abc import Callable

import numpy as np

from wellserved.journey.imports.reading.grammar import LINE_END, Grammar
from wellserved.journey.imports.reading.regular import Found

# (place of the line, its end, its line, why)
Malformed = Callable[[int, int, int, str], None]
UNCLOSED = "A quote opens a field that is never closed, or text follows the closing quote."


def find_one_by_one(
    data: bytes, grammar: Grammar, malformed: Malformed, *, final: bool, fields: int | None, limit: int
) -> Found:
    starts: list[int] = []
    ends: list[int] = []
    lines: list[int] = []
    counts: list[int] = []
    place = line = 0
    while place < len(data):
        match = grammar.record.match(data, place)
        if match and not final and match.end() == len(data) and data.endswith(b"\r"):
            break  # its line feed may stand in the next block
        if (
            match is None
            and not final
            and len(data) - place <= limit
            and grammar.unfinished.match(data, place)
        ):
            break
        line_end = LINE_END.search(data, place)
        if match:
            height = len(LINE_END.findall(data, place, match.end()))
            count = grammar.count_fields(match[0])
            # Over several lines with the wrong number of fields it is rather an unclosed quote that met another.
            if height == 1 or fields is None or count == fields:
                starts.append(place)
                ends.append(match.end())
                lines.append(line)
                counts.append(count)
                place, line = match.end(), line + height
                continue
        if line_end is None:
            break
        malformed(place, line_end.start(), line, UNCLOSED)
        place, line = line_end.end(), line + 1
    found = [np.array(numbers, np.int64) for numbers in (starts, ends, lines, counts)]
    return Found(found[0], found[1], found[2], found[3], place, line)
