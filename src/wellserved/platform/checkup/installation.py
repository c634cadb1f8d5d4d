"""Checks that need no database: versions, the home, the disk, what runs."""

import os
import platform
import shutil
from functools import partial
from importlib.metadata import version
from pathlib import Path

from wellserved import __version__
from wellserved.platform.checkup.registry import Check, Finding
from wellserved.platform.database import is_embedded
from wellserved.platform.home import Home, prepare
from wellserved.platform.postgres.server import server_process
from wellserved.platform.serving.claim import current_claim

LEAST_FREE_BYTES = 1_000_000_000


def checks(home: Home) -> list[tuple[str, Check]]:
    return [
        ("versions", _versions),
        ("home", partial(_home, home)),
        ("sizes", partial(_sizes, home)),
        ("disk", partial(_disk, home)),
        ("serve", partial(_serve, home)),
        *([("postgresql", partial(_postgresql, home))] if is_embedded() else []),
    ]


def _versions() -> Finding:
    parts = ", ".join(f"{name} {version(name)}" for name in ("django", "psycopg", "duckdb", "granian"))
    return Finding(
        name="versions",
        ok=True,
        said=f"Wellserved {__version__}, Python {platform.python_version()}, {parts}.",
    )


def _home(home: Home) -> Finding:
    prepare(home)
    return Finding(name="home", ok=True, said=f"{home.path} is ours and can be written to.")


def _sizes(home: Home) -> Finding:
    parts = ", ".join(
        f"{name} {_megabytes(_size(folder))}"
        for name, folder in (("database", home.pg), ("lake", home.lake), ("log", home.log))
        if folder.exists()
    )
    return Finding(name="sizes", ok=True, said=f"{parts or 'nothing is stored yet'}.")


def _disk(home: Home) -> Finding:
    free = shutil.disk_usage(home.path).free
    return Finding(
        name="disk",
        ok=free >= LEAST_FREE_BYTES,
        said=f"{_megabytes(free)} are free where the home lies.",
        mend="Free some space there: PostgreSQL stops when the disk is full.",
    )


def _serve(home: Home) -> Finding:
    claim = current_claim(home)
    said = (
        f"process {claim.pid} serves {claim.address} since {claim.since}."
        if claim
        else "nothing serves this home."
    )
    return Finding(name="serve", ok=True, said=said)


def _postgresql(home: Home) -> Finding:
    process = server_process(home)
    said = f"the embedded server runs as process {process.pid}." if process else "the embedded server rests."
    return Finding(name="postgresql", ok=True, said=said)


def _size(folder: Path) -> int:
    total = 0
    for path, _, files in os.walk(folder):
        for name in files:
            try:
                total += (Path(path) / name).lstat().st_size
            except FileNotFoundError:
                continue  # PostgreSQL removed it while we looked
    return total


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.0f} MB"
