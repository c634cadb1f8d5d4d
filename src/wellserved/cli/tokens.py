"""`token`."""

import json
from datetime import UTC, datetime, timedelta

import typer


def register(app: typer.Typer) -> None:
    app.command()(token)


def token(
    name: str = typer.Argument(help="What the token is for."),
    scope: list[str] = typer.Option(
        ..., "--scope", help="What it may do, such as map:read; may be repeated."
    ),
    days: int = typer.Option(0, "--days", min=0, help="Days until it expires; 0: never."),
    as_json: bool = typer.Option(False, "--json", help="Print the token as JSON."),
) -> None:
    """Make a key by which a program uses the HTTP API. It is shown once."""
    from wellserved.platform.opening import opened  # noqa: PLC0415  Django loads only for this command

    with opened():
        from wellserved.people.contracts import OPERATOR  # noqa: PLC0415  needs Django set up
        from wellserved.people.services.tokens import ScopesRefused, add_token  # noqa: PLC0415  as above

        now = datetime.now(UTC)
        expires = now + timedelta(days=days) if days else None
        try:
            secret = add_token(by=OPERATOR, name=name, scopes=frozenset(scope), now=now, expires_at=expires)
        except ScopesRefused as error:
            raise typer.BadParameter(str(error)) from error
    typer.echo(json.dumps({"token": secret}) if as_json else secret)
