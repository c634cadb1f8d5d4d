"""Questionnaires in from other programs' files, and answers out into files, over HTTP."""

from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from wellserved.people.api import allowed, caller
from wellserved.platform.api import Asked, Body, Fault, Problem, ProblemOut, Slug, read_body
from wellserved.voice.api import FaultOut
from wellserved.voice.services.importing import LARGEST, FileRefused, Imported, import_questionnaire

router = Router(tags=["questionnaires"])
FILE = Body(media_type="application/octet-stream", most=LARGEST)
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_FILE_BODY = {"requestBody": {"required": True, "content": {FILE.media_type: _BINARY}}}


class ImportAsked(Asked):
    form: Literal["qsf", "lss"] = Field(
        "qsf", description="What the file is: Qualtrics' QSF, or LimeSurvey's .lss."
    )
    slug: Slug | None = Field(
        None, description="The new questionnaire's short name; without it one of its title."
    )


class LeftOutOut(Schema):
    """Something that the file has and the draft has not, by the question's own name in the file."""

    name: str
    said: str


class ImportedOut(Schema):
    slug: str
    title: str
    items: int
    left_out: list[LeftOutOut]
    faults: list[FaultOut] = Field(description="What keeps the draft from being published.")


@router.post(
    "/imports/questionnaire",
    auth=allowed("surveys:write", body=FILE),
    response={201: ImportedOut, frozenset({400, 401, 403, 409, 413, 415, 422}): ProblemOut},
    operation_id="import_questionnaire",
    summary="Make a questionnaire of a QSF or LimeSurvey file",
    openapi_extra=_FILE_BODY,
)
def import_(request: HttpRequest, asked: Query[ImportAsked]) -> Status[Any]:
    """Make a draft of a file of up to 8 MB; what it cannot bring along is named. Scope: `surveys:write`."""
    try:
        made: Imported = import_questionnaire(
            by=caller(request),
            content=read_body(request, FILE),
            form=asked.form,
            slug=asked.slug or "",
            now=timezone.now(),
        )
    except FileRefused as error:
        fault = Fault(place="file", said=str(error), mend="Mend the file there, send it again.")
        raise Problem(422, "No questionnaire was made: see errors.", errors=[fault]) from error
    return Status(201, made)
