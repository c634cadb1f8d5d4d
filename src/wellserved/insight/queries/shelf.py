"""Answers of the last count, lying on disk for the next process.

A file is named by the lake's life and its question, and begins with a digest of what it holds: what is damaged is put
aside and counted anew. Counts and ids of the organisation's own things lie here, nothing of a customer.
"""

import hashlib
import logging
import secrets
from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec

State = TypeVar("State")

log = logging.getLogger(__name__)

FILES = 200
BYTES = 64 * 1024 * 1024
DAMAGED = ".damaged"
_DIGEST = hashlib.sha256().digest_size


@dataclass(frozen=True, slots=True)
class Lying(Generic[State]):
    """An answer, and up to which transaction of which lake it holds; `size` in bytes where it came from disk."""

    state: State
    as_of: datetime
    born: str
    watermark: int
    size: int = 0


@dataclass(frozen=True, slots=True)
class Shelf(Generic[State]):
    """Where answers of one kind lie: as values of the type `of`, which `pack` and `unpack` turn them into and back."""

    folder: Path
    of: Any
    pack: Callable[[State], Any]
    unpack: Callable[[Any], State]

    def read(self, key: Hashable, *, born: str, watermark: int) -> Lying[State] | None:
        """The answer to this question of this lake, which must have reached `watermark` at least."""
        place = self._place(key, born=born)
        try:
            whole = place.read_bytes()
        except OSError:
            return None
        digest, content = whole[:_DIGEST], whole[_DIGEST:]
        try:
            if hashlib.sha256(content).digest() != digest:
                raise ValueError("its digest is that of something else")  # noqa: TRY301  one way out for all damage
            was_born, reached, as_of, state = self._decoder().decode(content)
        except ValueError as error:
            log.warning("The kept answer %s is damaged (%s); it is put aside and counted anew.", place, error)
            with suppress(OSError):
                place.replace(place.with_suffix(DAMAGED))
            return None
        # A lake that ends before its answer does was put back to an earlier day.
        if was_born != born or reached > watermark:
            return None
        return Lying(self.unpack(state), as_of, born, reached, len(content))

    def write(self, key: Hashable, lying: Lying[State]) -> None:
        """Whole or not at all. What cannot be kept is counted again by the next process; nobody need wait for that."""
        if not lying.born:
            return
        content = msgspec.msgpack.encode((lying.born, lying.watermark, lying.as_of, self.pack(lying.state)))
        place = self._place(key, born=lying.born)
        new = place.with_suffix(f".{secrets.token_hex(4)}.new")
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            new.write_bytes(hashlib.sha256(content).digest() + content)
            new.replace(place)
            self._tidy(born=lying.born)
        except OSError as error:
            log.warning("An answer could not be kept in %s: %s", self.folder, error)
            with suppress(OSError):
                new.unlink(missing_ok=True)

    def _decoder(self) -> msgspec.msgpack.Decoder[Any]:
        return msgspec.msgpack.Decoder(tuple.__class_getitem__((str, int, datetime, self.of)))

    def _place(self, key: Hashable, *, born: str) -> Path:
        words = repr((key, self.of, _version()))
        return self.folder / f"{born}-{hashlib.sha256(words.encode()).hexdigest()[:32]}.answer"

    def _tidy(self, *, born: str) -> None:
        """Away with the answers of earlier lakes, and with the oldest where they are too many or too large."""
        found = []
        for path in self.folder.iterdir():
            # Another process may tidy too.
            with suppress(FileNotFoundError):
                kept = path.stat()
                found.append((path.name.startswith(born), kept.st_mtime_ns, kept.st_size, path))
        total = 0
        for number, (is_of_this_lake, _, size, path) in enumerate(sorted(found, reverse=True)):
            total += size
            if not is_of_this_lake or number >= FILES or total > BYTES:
                path.unlink(missing_ok=True)


@cache
def _version() -> str:
    """Another version may count in another way."""
    return version("wellserved")
