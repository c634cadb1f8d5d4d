"""Which of the given files is which of the mapping's sources."""

from collections.abc import Sequence
from fnmatch import fnmatch
from pathlib import Path

from wellserved.journey.imports.mapping.errors import MappingError, or_near
from wellserved.journey.imports.mapping.shape import Mapping


def files_of(mapping: Mapping, given: Sequence[Path]) -> dict[str, list[Path]]:
    """The files of each source. A file given by name is taken by a mapping of one source whatever it is called."""
    for path in given:
        if not path.exists():
            raise MappingError(f"{path} does not exist.{_neighbours(path)}")
    named = [path for path in given if not path.is_dir()]
    if len(mapping.sources) == 1 and named and len(named) == len(given):
        return dict.fromkeys(mapping.sources, named)
    entries = [
        *named,
        *(entry for path in given if path.is_dir() for entry in sorted(path.iterdir()) if entry.is_file()),
    ]
    found = {name: _matching(source.files, entries) for name, source in mapping.sources.items()}
    for name, source in mapping.sources.items():
        if not found[name]:
            places = ", ".join(str(path) for path in given)
            raise MappingError(
                f"Source {name!r} of mapping {mapping.name!r} has no file: nothing in {places} is called "
                f"{' or '.join(source.files)}.{or_near(source.files[0], [entry.name for entry in entries])}"
            )
    return found


def _matching(patterns: Sequence[str], entries: Sequence[Path]) -> list[Path]:
    return [entry for entry in entries if any(fnmatch(entry.name, pattern) for pattern in patterns)]


def _neighbours(path: Path) -> str:
    return or_near(path.name, [entry.name for entry in path.parent.iterdir()]) if path.parent.is_dir() else ""
