"""`demo`."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import typer

FIRST_PORT = 8000
SEED = 7


def register(app: typer.Typer) -> None:
    app.command()(demo)


def demo(
    seed: int = typer.Option(None, min=0, help=f"What the organisation grows from [default: {SEED}]."),
    until: datetime = typer.Option(
        None, formats=["%Y-%m-%d"], help="The last of its 18 months' days [default: yesterday]."
    ),
    scale: float = typer.Option(
        None, min=0.01, max=20, help="How many times as many customers and moments [default: 1]."
    ),
    port: int = typer.Option(
        FIRST_PORT, min=1, max=65535, help="The port to listen on, or the next free one."
    ),
    no_serve: bool = typer.Option(False, "--no-serve", help="Load it and end."),
) -> None:
    """Load a made-up grocer with 24,000 customers, serve it, and print links to sign in with."""
    home = home_of_demo(os.environ)
    os.environ["WELLSERVED_HOME"] = str(home)
    from wellserved.platform.postgres.holding import running_database  # noqa: PLC0415  reads the home just set

    now = datetime.now(UTC)
    wanted = Options(seed=seed, until=_day(until), scale=scale)
    yesterday = (now - timedelta(days=1)).date()
    if wanted.until is not None and wanted.until > yesterday:
        raise typer.BadParameter("--until must be a day that is over: yesterday at the latest.")
    with running_database():
        if no_serve:
            _load(wanted, yesterday=yesterday, truth_file=home / "demo-truth.json", now=now)
        else:
            _load_elsewhere(wanted)
            _serve(port)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What was asked for; None leaves it to what stands, else to the default."""

    seed: int | None
    until: date | None
    scale: float | None

    def as_arguments(self) -> list[str]:
        given = {"--seed": self.seed, "--until": self.until, "--scale": self.scale}
        return [part for name, value in given.items() if value is not None for part in (name, str(value))]


def _load(wanted: Options, *, yesterday: date, truth_file: Path, now: datetime) -> None:
    from wellserved.cli.demo.loading import load_with_progress  # noqa: PLC0415  loads much

    load_with_progress(
        seed=wanted.seed,
        until=wanted.until,
        scale=wanted.scale,
        default=(SEED, yesterday, 1.0),
        truth_file=truth_file,
        now=now,
    )


def _load_elsewhere(wanted: Options) -> None:
    """In a process of its own: what the simulation takes of memory is given back before anything is served."""
    command = [sys.executable, "-m", "wellserved", "demo", "--no-serve", *wanted.as_arguments()]
    code = subprocess.run(command, check=False).returncode
    if code:
        raise typer.Exit(code)


def _serve(port: int) -> None:
    from wellserved.cli.demo.serving import serve_with_links  # noqa: PLC0415  only where it serves

    serve_with_links(port=port)


def _day(value: datetime | None) -> date | None:
    return value.date() if value else None


def home_of_demo(environment: Mapping[str, str]) -> Path:
    """A home of its own, so that the demo never meets real records, unless WELLSERVED_HOME names one."""
    if environment.get("WELLSERVED_HOME"):
        return Path(environment["WELLSERVED_HOME"]).expanduser().absolute()
    data = environment.get("XDG_DATA_HOME")
    base = Path(data) if data else Path(environment.get("HOME") or Path.home()) / ".local" / "share"
    return (base / "wellserved-demo").absolute()
