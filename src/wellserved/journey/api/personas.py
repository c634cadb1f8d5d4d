"""Personas: who stands for a segment on the maps."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Schema, Status
from pydantic import Field

from wellserved.journey.contracts import PersonaDrawn
from wellserved.journey.queries import personas_for
from wellserved.journey.services import remove_persona, set_persona
from wellserved.people.api import allowed, caller
from wellserved.platform.api import JSON, Asked, Given, ProblemOut, Slug, Text

from .answers import FINDS, READS, WRITES
from .drawing_shapes import SlugOut

router = Router(tags=["personas"])
Lines = Annotated[list[Annotated[Text, Field(max_length=200)]], Field(max_length=20)]


class PersonasAsked(Asked):
    segment: Slug | None = Field(None, description="Only this segment's, and those of none.")


class PersonaGiven(Given):
    name: Annotated[Text, Field(min_length=1, max_length=80)]
    segment: Slug | None = Field(None, description="For which segment this person stands.")
    summary: Text = ""
    quote: Text = Field("", description="In that person's own words.")
    wants: Lines = []
    frustrations: Lines = []


class PersonaOut(Schema):
    slug: str
    name: str
    segment: str | None
    segment_name: str
    summary: str
    quote: str
    wants: list[str]
    frustrations: list[str]


@router.get(
    "/personas",
    auth=allowed("map:read"),
    response={200: list[PersonaOut], READS: ProblemOut},
    operation_id="personas",
    summary="The personas",
)
def personas(request: HttpRequest, asked: Query[PersonasAsked]) -> list[PersonaDrawn]:
    """All personas by name, or those of a segment. Scope: `map:read`."""
    return list(personas_for(caller(request), segment=asked.segment))


@router.post(
    "/personas",
    auth=allowed("journeys:write", body=JSON),
    response={201: SlugOut, WRITES | {404}: ProblemOut},
    operation_id="add_persona",
    summary="Add a persona",
)
def add(request: HttpRequest, given: PersonaGiven) -> Status[Any]:
    """Add a persona; the answer says its short name. Scope: `journeys:write`."""
    slug = set_persona(by=caller(request), slug=None, now=timezone.now(), **given.model_dump())
    return Status(201, {"slug": slug})


@router.put(
    "/personas/{persona}",
    auth=allowed("journeys:write", body=JSON),
    response={200: SlugOut, WRITES | {404}: ProblemOut},
    operation_id="change_persona",
    summary="Change a persona",
)
def change(request: HttpRequest, persona: Path[Slug], given: PersonaGiven) -> dict[str, str]:
    """Say all of a persona anew. Scope: `journeys:write`."""
    return {"slug": set_persona(by=caller(request), slug=persona, now=timezone.now(), **given.model_dump())}


@router.delete(
    "/personas/{persona}",
    auth=allowed("journeys:write"),
    response={204: None, FINDS: ProblemOut},
    operation_id="remove_persona",
    summary="Remove a persona",
)
def remove(request: HttpRequest, persona: Path[Slug]) -> Status[Any]:
    """Take a persona off the maps. Scope: `journeys:write`."""
    remove_persona(by=caller(request), slug=persona, now=timezone.now())
    return Status(204, None)
