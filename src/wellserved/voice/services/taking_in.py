"""Whole responses as programs send them: each is taken or refused by itself, and the same one once."""

from datetime import datetime, timedelta

from wellserved.people.contracts import NotFound, Person
from wellserved.people.models import Location, Segment
from wellserved.people.services import audit, require
from wellserved.voice.contracts import ResponseIn
from wellserved.voice.domain.answers import Wrong, checked
from wellserved.voice.models import Questionnaire, Response
from wellserved.voice.queries.versions import definition_of, latest_of, numbered

from .storing import Finished, store

__all__ = ["ResponseRefused", "take_in"]

AHEAD = timedelta(days=1)


class ResponseRefused(ValueError):
    """A response that cannot be taken; `wrongs` name the items, empty where something else is wrong at `place`."""

    def __init__(self, place: str, said: str, wrongs: tuple[Wrong, ...] = ()) -> None:
        super().__init__(f"{place}: {said}")
        self.place, self.said, self.wrongs = place, said, wrongs


def take_in(*, by: Person, response: ResponseIn, now: datetime) -> tuple[int, bool]:
    """Take one whole response; returns its id, and whether it had been there. Raises NotFound, ResponseRefused."""
    require(by, "answers:write")
    finished = _finished(response, now=now)
    (stored,) = store([finished], now=now)
    if stored.id is None:
        found = Response.objects.values_list("pk", flat=True).get(
            source=response.source, source_id=response.source_id
        )
        return found, True
    audit(by=by, deed="response.taken_in", kind="response", object_id=stored.id, now=now)
    return stored.id, False


def _finished(response: ResponseIn, *, now: datetime) -> Finished:
    questionnaire = (
        Questionnaire.objects.filter(slug=response.questionnaire).values_list("pk", flat=True).first()
    )
    if questionnaire is None:
        raise NotFound(f"There is no questionnaire '{response.questionnaire}'.")
    version = (
        latest_of(questionnaire) if response.version is None else numbered(questionnaire, response.version)
    )
    if version is None:
        raise ResponseRefused("version", "There is no such version: publish it, or leave the version out.")
    _timely(response, now=now)
    wrongs = tuple(checked(definition_of(version), response.answers))
    if wrongs:
        raise ResponseRefused(f"answers.{wrongs[0].item}", wrongs[0].said, wrongs)
    return Finished(
        questionnaire_id=questionnaire,
        version_id=version,
        source=response.source,
        source_id=response.source_id,
        customer_key=response.customer,
        segment_id=_id(Segment.objects.filter(slug=response.segment), "segment", response.segment),
        location_id=_id(Location.objects.filter(code=response.location), "location", response.location),
        language=response.language,
        channel=response.channel,
        facts=dict(response.facts),
        started_at=response.started_at,
        finished_at=response.finished_at,
        answers=response.answers,
    )


def _timely(response: ResponseIn, *, now: datetime) -> None:
    if response.started_at.tzinfo is None or response.finished_at.tzinfo is None:
        raise ResponseRefused("finished_at", "Its times have no zone: write them with one, such as +09:00.")
    if response.finished_at < response.started_at:
        raise ResponseRefused("finished_at", "It was finished before it was begun: exchange the two.")
    if response.finished_at > now + AHEAD:
        raise ResponseRefused("finished_at", "It lies in the future: check the clock of the sender.")


def _id(rows: object, field: str, name: str | None) -> int | None:
    if name is None:
        return None
    found: int | None = rows.values_list("pk", flat=True).first()  # type: ignore[attr-defined]  # a query set
    if found is None:
        raise ResponseRefused(field, f"There is no {field} '{name[:60]}': add it first.")
    return found
