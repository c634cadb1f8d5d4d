"""The command line. Each family of commands has a file with `register(app)`."""

import sys
from importlib import import_module
from importlib.util import find_spec

import typer

from wellserved.cli.failing import explained
from wellserved.cli.stopping import stop_like_an_exit

FAMILIES = ("demo", "serving", "migrating", "importing", "gaps", "doctor", "backups")

app = typer.Typer(
    name="wellserved",
    help="Service quality on one customer map: six levels of service, five gaps between them.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


@app.callback(invoke_without_command=True)
def options(version: bool = typer.Option(False, "--version", help="Print the version and exit.")) -> None:
    if version:
        from wellserved import __version__  # noqa: PLC0415  read only where it is asked for

        typer.echo(__version__)
        raise typer.Exit


def main() -> None:
    stop_like_an_exit()
    for family in FAMILIES:
        name = f"wellserved.cli.{family}"
        if find_spec(name):
            import_module(name).register(app)
    sys.exit(explained(app))
