"""`map`."""

from datetime import UTC, datetime
from pathlib import Path

import typer

from wellserved.platform.refusals import Refused

_FORMS = {".json": "json", ".csv": "csv", ".mmd": "mermaid", ".svg": "svg", ".png": "png", ".pdf": "pdf"}
map_app = typer.Typer(
    help="A map as a file: JSON, CSV, Mermaid, SVG, PNG, PDF.", no_args_is_help=True, add_completion=False
)


def register(app: typer.Typer) -> None:
    app.add_typer(map_app, name="map")


@map_app.command("export")
def export(
    journey: str = typer.Argument(..., help="The journey (its short name)."),
    output: Path = typer.Option(..., "--output", "-o", help="The file to write."),
    form: str = typer.Option(
        "", help="json, csv, mermaid, svg, png or pdf; by default as the file's name ends."
    ),
) -> None:
    """Write a map into a file."""
    from wellserved.platform.opening import opened  # noqa: PLC0415  Django loads only for this command

    with opened():
        from wellserved.journey.services import FormUnknown, LettersMissing, export_map  # noqa: PLC0415  as above
        from wellserved.people.contracts import OPERATOR, NotFound  # noqa: PLC0415  as above

        try:
            made = export_map(OPERATOR, journey=journey, form=_form(form, output), now=datetime.now(UTC))
        except (NotFound, FormUnknown) as error:
            raise typer.BadParameter(str(error)) from error
        except LettersMissing as error:
            raise Refused(str(error)) from error
    output.write_bytes(made.data)
    typer.echo(f"{output}: {len(made.data):,} bytes.")


@map_app.command("import")
def import_(
    file: Path = typer.Argument(..., exists=True, dir_okay=False, help="A JSON, CSV or Mermaid file."),
    form: str = typer.Option("", help="json, csv or mermaid; by default as the file's name ends."),
) -> None:
    """Draw the map that a file holds, as a journey of its own."""
    from wellserved.platform.opening import opened  # noqa: PLC0415  Django loads only for this command

    with opened():
        from wellserved.journey.services import FormUnknown, ImportRefused, import_map  # noqa: PLC0415  as above
        from wellserved.people.contracts import OPERATOR  # noqa: PLC0415  as above

        try:
            slug = import_map(
                by=OPERATOR, data=file.read_bytes(), form=_form(form, file), now=datetime.now(UTC)
            )
        except FormUnknown as error:
            raise typer.BadParameter(str(error)) from error
        except ImportRefused as error:
            raise Refused(f"{file}: {error}") from error
    typer.echo(f"Drawn as journey '{slug}'.")


def _form(form: str, file: Path) -> str:
    return form or _FORMS.get(file.suffix.lower(), file.suffix or "none")
