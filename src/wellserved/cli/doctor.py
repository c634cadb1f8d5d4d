"""`doctor`."""

import json
from dataclasses import asdict

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text


def register(app: typer.Typer) -> None:
    app.command()(doctor)


def doctor(as_json: bool = typer.Option(False, "--json", help="Print the findings as JSON.")) -> None:
    """Say what is installed, what runs, what is wrong and how to mend it. Exit code 1 if something is."""
    from wellserved.platform.checkup.doctor import examine  # noqa: PLC0415  loads much, and only for this command
    from wellserved.platform.home import home_of  # noqa: PLC0415  as above

    findings = examine(home_of())
    well = all(finding.ok for finding in findings)
    if as_json:
        typer.echo(json.dumps({"ok": well, "findings": [asdict(finding) for finding in findings]}))
    else:
        table = Table(box=None, show_header=False, padding=(0, 1))
        for finding in findings:
            mark = Text("ok", style="green") if finding.ok else Text("wrong", style="bold red")
            said = finding.said if finding.ok else f"{finding.said}\n→ {finding.mend}"
            table.add_row(mark, finding.name, Text(said))
        Console().print(table)
    raise typer.Exit(0 if well else 1)
