"""`gaps`."""

import json
from datetime import UTC, date, datetime
from typing import Any

import typer


def register(app: typer.Typer) -> None:
    app.command()(gaps)


def gaps(
    journey: str = typer.Option("", "--journey", help="Only this journey (its short name)."),
    since: datetime = typer.Option(None, formats=["%Y-%m-%d"], help="From this day on."),
    until: datetime = typer.Option(None, formats=["%Y-%m-%d"], help="Until before this day."),
    segment: list[str] = typer.Option([], help="Only this segment; may be repeated."),
    location: list[str] = typer.Option([], help="Only this location and those below it; may be repeated."),
    channel: list[str] = typer.Option([], help="Only this channel; may be repeated."),
    as_json: bool = typer.Option(False, "--json", help="Print the figures as JSON."),
) -> None:
    """The five-gap map: where customers were left short, by how much, and which link is at fault."""
    from wellserved.platform.opening import opened  # noqa: PLC0415  Django loads only for this command

    with opened():
        answer = _ask(journey, since, until, (segment, location, channel))
        if as_json:
            typer.echo(json.dumps(_plain(answer), default=str, ensure_ascii=False))
        else:
            from wellserved.cli.tables import print_gaps  # noqa: PLC0415  Rich's tables, only where shown

            print_gaps(answer)


def _ask(
    journey: str,
    since: datetime | None,
    until: datetime | None,
    parts: tuple[list[str], list[str], list[str]],
) -> Any:
    from wellserved.insight.contracts import MapQuestion  # noqa: PLC0415  needs Django set up
    from wellserved.insight.queries import gaps_for  # noqa: PLC0415  as above
    from wellserved.people.contracts import OPERATOR, NotFound  # noqa: PLC0415  as above

    segments, locations, channels = (tuple(part) for part in parts)
    question = MapQuestion(
        since=_day(since), until=_day(until), segments=segments, locations=locations, channels=channels
    )
    if question.since and question.until and question.since >= question.until:
        raise typer.BadParameter("--until must lie after --since: until is the first day left out.")
    try:
        return gaps_for(OPERATOR, question=question, journey=journey or None, now=datetime.now(UTC))
    except NotFound as error:
        raise typer.BadParameter(str(error)) from error


def _day(value: datetime | None) -> date | None:
    return value.date() if value else None


def _plain(answer: Any) -> dict[str, Any]:
    return {"cells": list(answer.cells), "guilt": list(answer.guilt), "period": answer.period}
