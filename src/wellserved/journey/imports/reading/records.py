"""UTF-8 blocks into whole CSV records with the line each starts on; what is malformed is set aside and reading goes on."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wellserved.journey.imports.reading.decoding import BROKEN_UTF8
from wellserved.journey.imports.reading.grammar import LINE_END, Grammar
from wellserved.journey.imports.reading.irregular import find_one_by_one
from wellserved.journey.imports.reading.regular import Found, find_regular

LIMIT = 1 << 19
_SHOWN = 200
_FORBIDDEN = re.compile(rb"\0|" + BROKEN_UTF8)

# (line, the first of its bytes, why)
Malformed = Callable[[int, bytes, str], None]


@dataclass(frozen=True)
class Chunk:
    data: bytes
    lines: npt.NDArray[np.int64]


@dataclass
class Splitter:
    """Holds no more than a block and `limit` bytes, however long a line or a quoted field grows."""

    grammar: Grammar
    fields: int
    malformed: Malformed
    encoding: str = "utf-8"
    line: int = 1
    limit: int = LIMIT
    _rest: bytes = b""
    _dropping: bool = False

    def chunks(self, blocks: Iterable[bytes]) -> Iterator[Chunk]:
        for block in blocks:
            yield from self._taken(block, final=False)
        # Without a newline at its end the last record would never be one.
        yield from self._taken(b"" if self._rest.endswith(b"\n") else b"\n", final=True)

    def _taken(self, block: bytes, *, final: bool) -> Iterator[Chunk]:
        data, self._rest = self._rest + block, b""
        if self._dropping:
            data = self._after_drop(data)
            if self._dropping:
                return
        while data:
            found = find_regular(data, self.grammar)
            if found is None or self._is_doubtful(data, found, final=final):
                found = self._one_by_one(data, final=final)
            chunk = self._kept(data, found)
            if chunk.lines.size:
                yield chunk
            self.line += found.lines_used
            data = data[found.used :]
            if len(data) > self.limit and LINE_END.search(data) is None:
                self._malformed(data, self.line, f"The line is longer than {self.limit:,} bytes.")
                self._dropping, data = True, b""
            if not found.used:
                break
        self._rest = data

    def _after_drop(self, data: bytes) -> bytes:
        end = LINE_END.search(data)
        if end is None or (end[0] == b"\r" and end.end() == len(data)):
            self._rest = data[-1:] if end else b""
            return b""
        self._dropping = False
        self.line += 1
        return data[end.end() :]

    def _is_doubtful(self, data: bytes, found: Found, *, final: bool) -> bool:
        heights = np.diff(found.lines, append=found.lines_used)
        swallowed = bool(((heights > 1) & (found.fields != self.fields)).any())
        return swallowed or (found.used < len(data) and (final or len(data) - found.used > self.limit))

    def _one_by_one(self, data: bytes, *, final: bool) -> Found:
        def malformed(start: int, end: int, line: int, reason: str) -> None:
            self._malformed(data[start : min(end, start + _SHOWN)], self.line + line, reason)

        return find_one_by_one(
            data, self.grammar, malformed, final=final, fields=self.fields, limit=self.limit
        )

    def _kept(self, data: bytes, found: Found) -> Chunk:
        blank = found.ends - found.starts <= 2
        if blank.any():
            blank &= np.array(
                [not data[s:e].strip(b"\r\n") for s, e in zip(found.starts, found.ends, strict=True)]
            )
        bad = {
            int(i): self._wrong_count(int(found.fields[i]))
            for i in np.flatnonzero((found.fields != self.fields) & ~blank)
        }
        bad |= {int(i): self._too_long() for i in np.flatnonzero(found.ends - found.starts > self.limit)}
        # Two plain searches first: the expression over every byte would take longer than all the rest.
        suspect = b"\0" in data or BROKEN_UTF8 in data
        for forbidden in _FORBIDDEN.finditer(data, 0, found.used) if suspect else ():
            index = int(np.searchsorted(found.ends, forbidden.start(), "right"))
            if index < found.starts.size and found.starts[index] <= forbidden.start():
                bad[index] = (
                    "It holds a NUL byte."
                    if forbidden[0] == b"\0"
                    else f"It holds bytes that are not {self.encoding}."
                )
        for index in sorted(bad):
            start, end = int(found.starts[index]), int(found.ends[index])
            self._malformed(
                data[start : min(end, start + _SHOWN)], self.line + int(found.lines[index]), bad[index]
            )
        keep = ~blank
        keep[list(bad)] = False
        return Chunk(_joined(data, found, keep), found.lines[keep] + self.line)

    def _malformed(self, start: bytes, line: int, reason: str) -> None:
        self.malformed(line, start[:_SHOWN].rstrip(b"\r\n"), reason)

    def _wrong_count(self, count: int) -> str:
        return f"The line has {count} field{'s' * (count != 1)} where the header has {self.fields}."

    def _too_long(self) -> str:
        return f"The record is longer than {self.limit:,} bytes."


def _joined(data: bytes, found: Found, keep: npt.NDArray[np.bool_]) -> bytes:
    if keep.all() and found.starts.size and int((found.ends - found.starts).sum()) == found.used:
        return data[: found.used]
    # Runs of neighbouring records are cut out as one.
    starts, ends = found.starts[keep], found.ends[keep]
    breaks = np.flatnonzero(starts[1:] != ends[:-1]) + 1 if starts.size else starts
    firsts, lasts = (
        starts[np.r_[0, breaks]] if starts.size else starts,
        ends[np.r_[breaks - 1, -1]] if ends.size else ends,
    )
    return b"".join(data[s:e] for s, e in zip(firsts.tolist(), lasts.tolist(), strict=True))
