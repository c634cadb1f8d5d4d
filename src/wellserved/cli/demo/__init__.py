"""`demo`."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
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
    from wellserved.cli.demo.loading import load_with_progress  # noqa: PLC0415  reads the home that was just set
    from wellserved.cli.demo.serving import serve_with_links  # noqa: PLC0415  as above
    from wellserved.platform.postgres.holding import running_database  # noqa: PLC0415  as above

    now = datetime.now(UTC)
    yesterday = (now - timedelta(days=1)).date()
    if until is not None and until.date() > yesterday:
        raise typer.BadParameter("--until must be a day that is over: yesterday at the latest.")
    with running_database():
        load_with_progress(
            seed=seed,
            until=until.date() if until else None,
            scale=scale,
            default=(SEED, yesterday, 1.0),
            truth_file=home / "demo-truth.json",
            now=now,
        )
        if not no_serve:
            serve_with_links(port=port)


def home_of_demo(environment: Mapping[str, str]) -> Path:
    """A home of its own, so that the demo never meets real records, unless WELLSERVED_HOME names one."""
    if environment.get("WELLSERVED_HOME"):
        return Path(environment["WELLSERVED_HOME"]).expanduser().absolute()
    data = environment.get("XDG_DATA_HOME")
    base = Path(data) if data else Path(environment.get("HOME") or Path.home()) / ".local" / "share"
    return (base / "wellserved-demo").absolute()
