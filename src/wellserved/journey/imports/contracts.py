"""What the command line sees of an import."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Counts:
    """read = recorded + already_there + rejected, in moments; a row that cannot be read counts as one.

    `rows` is what the main files hold, `skipped` those of them that ask for no moment.
    """

    read: int
    recorded: int
    already_there: int
    rejected: int
    rows: int
    skipped: int
    rejects_file: Path | None
