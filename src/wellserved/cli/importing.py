"""`import`."""

import ctypes
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from wellserved.platform.refusals import Refused

if TYPE_CHECKING:
    from wellserved.journey.imports.contracts import Counts

# glibc's numbers for them (malloc.h), and the bytes or the count.
_MMAP_THRESHOLD = (-3, 256 * 1024)
_TRIM_THRESHOLD = (-1, 1024 * 1024)
_ARENAS = (-8, 1)


class NothingReadError(Refused):
    """The files hold rows, and none of them could be read."""


def register(app: typer.Typer) -> None:
    app.command("import")(import_)


def import_(
    files: list[Path] = typer.Argument(
        ..., metavar="DIR_OR_FILE...", help="The records: files, or the folders they are in."
    ),
    mapping: str = typer.Option(
        ...,
        "--mapping",
        "-m",
        help="How they become moments: olist, kiosk, moments, or a TOML file of your own.",
    ),
    source: str = typer.Option(
        "", help="Who brings them; ids need be unique only within it. By default the mapping's name."
    ),
    encoding: str = typer.Option("", help="The encoding of all CSV files, such as cp949, big5 or utf-16."),
    rejects: Path | None = typer.Option(
        None, help="Where to write what is rejected. By default in WELLSERVED_HOME/rejects."
    ),
    dry_run: bool = typer.Option(False, "--dry-run", help="Record nothing; say what would happen."),
    as_json: bool = typer.Option(False, "--json", help="Print the counts as JSON."),
) -> None:
    """Load an organisation's own records as moments. Running it again records nothing twice."""
    from wellserved.platform.home import home_of  # noqa: PLC0415  Django and Arrow load only for this command
    from wellserved.platform.opening import opened  # noqa: PLC0415  as above

    now = datetime.now(UTC)
    _keep_memory_small()
    with opened():
        from wellserved.journey.imports.services import import_files  # noqa: PLC0415  needs Django set up

        with _progress(shown=not as_json) as advance:
            counts = import_files(
                mapping=mapping,
                files=files,
                source=source or None,
                encoding=encoding or None,
                rejects=rejects
                or home_of().path / "rejects" / f"{Path(mapping).stem}-{now:%Y%m%dT%H%M%S}.csv",
                dry_run=dry_run,
                advance=advance,
                now=now,
            )
    typer.echo(
        json.dumps(_plain(counts, dry_run=dry_run)) if as_json else _sentences(counts, dry_run=dry_run)
    )
    if counts.read and counts.read == counts.rejected:
        raise NothingReadError(
            f"Nothing could be read: every row was rejected. {counts.rejects_file} says why."
        )


def _keep_memory_small() -> None:
    """Large buffers come and go with every batch; left alone, glibc keeps them, and memory grows with the file."""
    import pyarrow as pa  # noqa: PLC0415  only this command needs it so early

    pa.set_memory_pool(pa.system_memory_pool())
    with suppress(AttributeError, OSError):  # another C library has no mallopt, and its own habits
        mallopt = ctypes.CDLL(None).mallopt
        for setting, value in (_MMAP_THRESHOLD, _TRIM_THRESHOLD, _ARENAS):
            mallopt(setting, value)


@contextmanager
def _progress(*, shown: bool) -> Iterator[Callable[[int, int], None]]:
    if not shown:
        yield lambda _read, _total: None
        return
    from rich.console import Console  # noqa: PLC0415  only where a bar is shown
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn  # noqa: PLC0415  as above

    columns = ("Importing", BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("import", total=None)
        yield lambda read, total: progress.update(task, advance=read, total=total)


def _plain(counts: "Counts", *, dry_run: bool) -> dict[str, object]:
    return {
        "read": counts.read,
        "recorded": counts.recorded,
        "already_there": counts.already_there,
        "rejected": counts.rejected,
        "rejects_file": str(counts.rejects_file) if counts.rejects_file else None,
        "rows": counts.rows,
        "skipped": counts.skipped,
        "dry_run": dry_run,
    }


def _sentences(counts: "Counts", *, dry_run: bool) -> str:
    recorded = "would be recorded" if dry_run else "recorded"
    sums = f"{counts.recorded:,} {recorded} + {counts.already_there:,} already there + {counts.rejected:,} rejected"
    lines = [f"{counts.read:,} moments read from {counts.rows:,} rows = {sums}."]
    if counts.skipped:
        rows = "1 row asks" if counts.skipped == 1 else f"{counts.skipped:,} rows ask"
        lines.append(f"{rows} for no moment: there is no value in what the mapping looks for.")
    if counts.rejects_file:
        lines.append(f"What was rejected, and why: {counts.rejects_file}")
    if dry_run:
        lines.append("This was a dry run: nothing was written to the database.")
    return "\n".join(lines)
