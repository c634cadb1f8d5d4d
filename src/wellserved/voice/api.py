"""Questionnaires over HTTP: written, published, read."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import msgspec
from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Router, Schema, Status
from pydantic import Field

from wellserved.people.api import allowed, caller
from wellserved.platform.api import (
    Body,
    Fault,
    Given,
    Problem,
    ProblemOut,
    Slug,
)
from wellserved.voice.contracts import (
    Definition,
    QuestionnaireLine,
    Unreadable,
    VersionSeen,
    read,
)
from wellserved.voice.queries import (
    draft_for,
    questionnaires_for,
    version_for,
)
from wellserved.voice.services import (
    NotPublishable,
    add_questionnaire,
    publish,
    save_draft,
)

router = Router(tags=["questionnaires"])
READS = frozenset({401, 403, 404, 422})
WRITES = frozenset({400, 401, 403, 404, 409, 413, 415, 422})
WHOLE = Body(media_type="application/json", most=1 << 20)
Number = Annotated[int, Field(ge=1, lt=1 << 31)]


class QuestionnaireOut(Schema):
    slug: str
    title: str
    version: int | None
    published_at: datetime | None
    changed_at: datetime
    edition: int
    archived: bool


class DefinitionGiven(Given):
    definition: dict[str, Any] = Field(description="As docs/reference/questionnaires.md describes it.")


class QuestionnaireGiven(DefinitionGiven):
    slug: Slug


class DraftGiven(DefinitionGiven):
    edition: Number = Field(description="The one that was read; a draft saved meanwhile is a conflict.")


class FaultOut(Schema):
    place: str
    said: str
    mend: str


class DraftOut(Schema):
    slug: str
    edition: int
    changed_at: datetime
    definition: dict[str, Any]
    faults: list[FaultOut] = Field(description="What keeps it from being published.")


class EditionOut(Schema):
    edition: int


class VersionOut(Schema):
    slug: str
    number: int
    published_at: datetime
    definition: dict[str, Any]


class NumberOut(Schema):
    number: int


@router.get(
    "/questionnaires",
    auth=allowed("surveys:read"),
    response={200: list[QuestionnaireOut], READS: ProblemOut},
    operation_id="questionnaires",
    summary="The questionnaires",
)
def questionnaires(request: HttpRequest) -> list[QuestionnaireLine]:
    """All questionnaires, the last changed first. Scope: `surveys:read`."""
    return list(questionnaires_for(caller(request), archived=True))


@router.post(
    "/questionnaires",
    auth=allowed("surveys:write", body=WHOLE),
    response={201: EditionOut, WRITES: ProblemOut},
    operation_id="add_questionnaire",
    summary="Add a questionnaire",
)
def add(request: HttpRequest, given: QuestionnaireGiven) -> Status[Any]:
    """Add a questionnaire with this definition as its draft. Scope: `surveys:write`."""
    definition = _definition(given.definition)
    add_questionnaire(by=caller(request), slug=given.slug, definition=definition, now=timezone.now())
    return Status(201, {"edition": 1})


@router.get(
    "/questionnaires/{questionnaire}",
    auth=allowed("surveys:read"),
    response={200: DraftOut, READS: ProblemOut},
    operation_id="questionnaire_draft",
    summary="A questionnaire's draft",
)
def draft(request: HttpRequest, questionnaire: Path[Slug]) -> dict[str, Any]:
    """What is written on, with what keeps it from being published. Scope: `surveys:read`."""
    seen = draft_for(caller(request), questionnaire=questionnaire)
    return {
        "slug": seen.slug,
        "edition": seen.edition,
        "changed_at": seen.changed_at,
        "definition": msgspec.to_builtins(seen.definition),
        "faults": [{"place": f.place, "said": f.said, "mend": f.mend} for f in seen.faults],
    }


@router.put(
    "/questionnaires/{questionnaire}",
    auth=allowed("surveys:write", body=WHOLE),
    response={200: EditionOut, WRITES: ProblemOut},
    operation_id="save_questionnaire_draft",
    summary="Save a questionnaire's draft",
)
def save(request: HttpRequest, questionnaire: Path[Slug], given: DraftGiven) -> dict[str, int]:
    """Put a definition in the draft's place; answers the new edition. Scope: `surveys:write`."""
    edition = save_draft(
        by=caller(request),
        questionnaire=questionnaire,
        definition=_definition(given.definition),
        edition=given.edition,
        now=timezone.now(),
    )
    return {"edition": edition}


@router.post(
    "/questionnaires/{questionnaire}/versions",
    auth=allowed("surveys:write"),
    response={200: NumberOut, WRITES: ProblemOut},
    operation_id="publish_questionnaire",
    summary="Publish a questionnaire",
)
def publish_(request: HttpRequest, questionnaire: Path[Slug]) -> dict[str, int]:
    """Freeze the draft as the version that is asked from now on; answers its number. Scope: `surveys:write`."""
    try:
        return {"number": publish(by=caller(request), questionnaire=questionnaire, now=timezone.now())}
    except NotPublishable as refused:
        faults = [Fault(place=f.place, said=f.said, mend=f.mend) for f in refused.faults]
        raise Problem(422, "It cannot be asked as it is: see errors.", errors=faults) from refused


@router.get(
    "/questionnaires/{questionnaire}/versions/{version}",
    auth=allowed("surveys:read"),
    response={200: VersionOut, READS: ProblemOut},
    operation_id="questionnaire_version",
    summary="A published version",
)
def version(request: HttpRequest, questionnaire: Path[Slug], version: Path[Number]) -> dict[str, Any]:
    """A version as it was published and answered. Scope: `surveys:read`."""
    seen: VersionSeen = version_for(caller(request), questionnaire=questionnaire, number=version)
    return {
        "slug": seen.slug,
        "number": seen.number,
        "published_at": seen.published_at,
        "definition": msgspec.to_builtins(seen.definition),
    }


def _definition(given: dict[str, Any]) -> Definition:
    try:
        return read(msgspec.json.encode(given))
    except (Unreadable, RecursionError) as error:
        said = str(error)
        place = said.rpartition("`$")[2].partition("`")[0] if "`$" in said else ""
        fault = Fault(place=f"body.definition{place}", said=said, mend="Mend it and send it again.")
        raise Problem(422, "This is no definition of a questionnaire: see errors.", errors=[fault]) from error


def faults(places: Sequence[tuple[str, str]]) -> list[Fault]:
    return [Fault(place=place, said=said, mend="Mend it and send it again.") for place, said in places]
