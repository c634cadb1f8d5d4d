import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from wellserved.platform.refusals import Refused

LINE = "__line"

# (line, column, value, why)
RejectRow = Callable[[int, str, str, str], None]
Advance = Callable[[int], None]


class UnreadableFileError(Refused):
    """Nothing of the file can be read as a table."""


@dataclass(frozen=True)
class Format:
    """How a file is written; None for the encoding means UTF-8, checked before use, or what the byte order mark says."""

    encoding: str | None = None
    delimiter: str = ","
    quote: str = '"'
    header: int = 1
    missing: tuple[str, ...] = ("",)


def tidy_name(name: str) -> str:
    """A column's name as it is compared: composed characters (a Mac decomposes them), runs of spaces as one."""
    return " ".join(unicodedata.normalize("NFC", name).split())
