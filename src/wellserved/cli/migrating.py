"""`migrate`."""

import json

import typer


def register(app: typer.Typer) -> None:
    app.command()(migrate)


def migrate(as_json: bool = typer.Option(False, "--json", help="Print what was applied as JSON.")) -> None:
    """Bring the database's tables up to this version."""
    from wellserved.platform.opening import set_up_django  # noqa: PLC0415  Django loads only for this command
    from wellserved.platform.postgres.holding import running_database  # noqa: PLC0415  as above

    with running_database():
        set_up_django()
        from wellserved.platform.migrating import migrate as apply  # noqa: PLC0415  needs Django set up

        applied = apply()
    if as_json:
        typer.echo(json.dumps({"applied": applied}))
    else:
        typer.echo(
            "\n".join([*applied, f"{len(applied)} changes applied."] if applied else ["Nothing to change."])
        )
