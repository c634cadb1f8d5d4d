"""The file of what was rejected; made at the first rejection."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import IO, Any

from wellserved.platform.refusals import Refused

_SHOWN = 200


class RejectsError(Refused):
    """The rejects file cannot be written, so the import stops: a rejection that nobody can read would be a lost row."""


@dataclass
class Rejects:
    path: Path
    count: int = 0
    _file: IO[str] | None = field(default=None, repr=False)
    _writer: Any = field(default=None, repr=False)
    _turn: Lock = field(default_factory=Lock, repr=False)

    def add(self, *, file: Path, line: int, column: str, value: str | None, reason: str) -> None:
        # Rows are rejected while they are read and while they are recorded, in two threads.
        with self._turn:
            self._add(file, line, column, value, reason)

    def _add(self, file: Path, line: int, column: str, value: str | None, reason: str) -> None:
        try:
            if self._file is None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                # With a byte order mark, so that spreadsheets show every script.
                self._file = self.path.open("w", encoding="utf-8-sig", newline="")
                self._writer = csv.writer(self._file)
                self._writer.writerow(["file", "line", "column", "value", "reason"])
            self._writer.writerow([file, line, column, (value or "")[:_SHOWN], reason])
        except OSError as error:
            with suppress(RejectsError):
                self.close()
            raise self._unwritable(error) from error
        self.count += 1

    def close(self) -> None:
        if self._file is None:
            return
        file, self._file = self._file, None
        try:
            file.close()
        except OSError as error:
            raise self._unwritable(error) from error

    def _unwritable(self, error: OSError) -> RejectsError:
        return RejectsError(
            f"The rejects file {self.path} cannot be written: {error.strerror or error}. "
            "Make room, or name another place with --rejects. What was recorded stays; run the same import again."
        )


@contextmanager
def rejects_at(path: Path) -> Iterator[Rejects]:
    rejects = Rejects(path)
    try:
        yield rejects
    finally:
        rejects.close()
