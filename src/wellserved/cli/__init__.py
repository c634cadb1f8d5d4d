"""The command line. Each family of commands has a file with `register(app)`."""

import sys
from importlib import import_module
from importlib.util import find_spec

import typer

from wellserved.cli.failing import explained
from wellserved.cli.stopping import stop_like_an_exit

COMMANDS = {
    "demo": "demo",
    "serve": "serving",
    "worker": "serving",
    "migrate": "migrating",
    "import": "importing",
    "gaps": "gaps",
    "map": "maps",
    "doctor": "doctor",
    "backup": "backups",
    "restore": "backups",
    "token": "tokens",
}

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
    for family in _families(sys.argv[1:]):
        name = f"{__name__}.{family}"
        if find_spec(name):
            import_module(name).register(app)
    sys.exit(explained(app))


def _families(arguments: list[str]) -> list[str]:
    """The families to load: the one that is called, and all of them only where help is asked for."""
    named = COMMANDS.get(arguments[0]) if arguments else None
    return [named] if named else list(dict.fromkeys(COMMANDS.values()))
