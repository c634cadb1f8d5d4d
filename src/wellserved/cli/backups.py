"""`backup` and `restore`."""

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import typer

from wellserved.platform.refusals import Refused


class RestoreNotConfirmed(Refused):
    exit_code = 2


def register(app: typer.Typer) -> None:
    app.command()(backup)
    app.command()(restore)


def backup(
    file: Path = typer.Argument(help="Where the backup is written."),
    replace: bool = typer.Option(False, "--replace", help="Replace the file where it exists."),
    as_json: bool = typer.Option(False, "--json", help="Print the backup's manifest as JSON."),
) -> None:
    """Write the whole database into one file, while others go on working."""
    from wellserved.platform.backup.writing import write_backup  # noqa: PLC0415  libpq loads only for this command
    from wellserved.platform.postgres.holding import running_database  # noqa: PLC0415  as above

    with running_database() as address:
        manifest = write_backup(file, address=address, now=datetime.now(UTC), replace=replace)
    if as_json:
        typer.echo(json.dumps({"file": str(file), "bytes": file.stat().st_size, **asdict(manifest)}))
    else:
        typer.echo(
            f"{file}: {sum(manifest.rows.values()):,} rows of {len(manifest.rows)} tables, "
            f"{file.stat().st_size / 1e6:,.1f} MB. It holds personal data: keep it private."
        )


def restore(
    file: Path = typer.Argument(help="A file that `wellserved backup` wrote."),
    yes: bool = typer.Option(False, "--yes", help="Replace what the database holds now without asking."),
    as_json: bool = typer.Option(False, "--json", help="Print the restored backup's manifest as JSON."),
) -> None:
    """Replace the database by a backup. What is there now is kept until the backup has proven whole."""
    from wellserved.platform.backup.manifest import read_checked  # noqa: PLC0415  libpq loads only for this command
    from wellserved.platform.backup.restoring import is_empty  # noqa: PLC0415  as above
    from wellserved.platform.backup.restoring import restore as put_back  # noqa: PLC0415  as above
    from wellserved.platform.home import home_of, prepare  # noqa: PLC0415  as above
    from wellserved.platform.postgres.holding import running_database  # noqa: PLC0415  as above
    from wellserved.platform.serving.migration import migrate_elsewhere  # noqa: PLC0415  as above

    manifest = read_checked(file)
    prepare(home_of())
    with running_database() as address:
        if not yes and not is_empty(address):
            _confirm(f"Replace everything in the database by the backup of {manifest.created}?")
        put_back(file, manifest=manifest, address=address, home=home_of(), bring_up_to_date=migrate_elsewhere)
    if as_json:
        typer.echo(json.dumps({"file": str(file), **asdict(manifest)}))
    else:
        typer.echo(
            f"Restored {sum(manifest.rows.values()):,} rows as of {manifest.created}. The lake fills again."
        )


def _confirm(question: str) -> None:
    if not sys.stdin.isatty():
        raise RestoreNotConfirmed(
            "The database is not empty, and nobody is here to ask. Add --yes to replace what it holds."
        )
    typer.confirm(question, abort=True)
