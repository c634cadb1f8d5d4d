"""The one deed: import files by a mapping."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from wellserved.journey.imports.contracts import Counts
from wellserved.journey.imports.mapping.loading import load_mapping
from wellserved.journey.imports.running.running import run_import

__all__ = ["import_files"]


def import_files(
    *,
    mapping: str,
    files: Sequence[Path],
    rejects: Path,
    now: datetime,
    source: str | None = None,
    encoding: str | None = None,
    dry_run: bool = False,
    advance: Callable[[int, int], None] = lambda _read, _total: None,
) -> Counts:
    """Record what `files` (files and folders) hold, by a shipped mapping's name or the path of one.

    `advance` is told the bytes just read and the bytes in all. Raises MappingError, EncodingError or
    UnreadableFileError before anything is recorded. A row that cannot be taken in goes to the CSV file
    `rejects`, made only then; running again records nothing twice.
    """
    loaded = load_mapping(mapping)
    return run_import(
        loaded,
        files,
        source=source or loaded.name,
        encoding=encoding,
        rejects_path=rejects,
        dry_run=dry_run,
        advance=advance,
        now=now,
    )
