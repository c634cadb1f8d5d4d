"""Questionnaires in from other programs' files, and answers out into files, over HTTP."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Schema, Status
from pydantic import Field

from wellserved.people.api import allowed, caller
from wellserved.platform.api import Asked, Body, Fault, Problem, ProblemOut, Slug, Text, Time, read_body
from wellserved.platform.streaming import Streamed
from wellserved.voice.api import FaultOut, Number
from wellserved.voice.services.exporting import FORMS, Manner, Wanted, export_answers
from wellserved.voice.services.importing import LARGEST, FileRefused, Imported, import_questionnaire

router = Router(tags=["questionnaires"])
FILE = Body(media_type="application/octet-stream", most=LARGEST)
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_FILE_BODY = {"requestBody": {"required": True, "content": {FILE.media_type: _BINARY}}}
_FILES = {
    "responses": {
        200: {
            "description": "The file",
            "content": {media.partition(";")[0]: _BINARY for media, _ending in FORMS.values()},
        }
    }
}


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


class ExportAsked(Asked):
    format: Literal["csv", "sav", "codebook"] = Field(
        "csv", description="CSV; SPSS's .sav, with labels in it; or what the figures in CSV mean, as CSV."
    )
    first: Number | None = Field(None, description="The first version whose answers go out.")
    last: Number | None = Field(None, description="The last version whose answers go out.")
    since: Time | None = Field(None, description="Finished at or after this time.")
    until: Time | None = Field(None, description="Finished before this time.")
    language: Annotated[Text, Field(max_length=12)] = Field(
        "", description="Of the labels; without it the one that the questionnaire is written in."
    )
    flagged: bool = Field(False, description="Flagged answers too, that nobody has counted in.")
    words: bool = Field(False, description="What people wrote, and the numbers of files that they sent.")
    personal: bool = Field(
        False, description="Whose answers they are, and which parcel or case they were about."
    )
    header: Literal["names", "labels", "both"] = Field("names", description="Of CSV; both are two lines.")
    values: Literal["codes", "labels"] = Field("codes", description="Of CSV: figures, or the words for them.")
    bom: bool = Field(False, description="Of CSV: the mark by which Excel knows UTF-8.")


@router.get(
    "/questionnaires/{questionnaire}/answers/export",
    auth=allowed("answers:read"),
    response={200: None, frozenset({401, 403, 404, 422}): ProblemOut},
    operation_id="export_answers",
    summary="Answers as a file",
    openapi_extra=_FILES,
)
def export(request: HttpRequest, questionnaire: Path[Slug], asked: Query[ExportAsked]) -> Streamed:
    """Finished answers of one's own locations as CSV or .sav, one variable a column. Scope: `answers:read`."""
    given = asked.model_dump()
    wanted = {name: given.pop(name) for name in ("first", "last", "since", "until", "flagged")}
    file = export_answers(
        by=caller(request),
        wanted=Wanted(questionnaire=questionnaire, **wanted),
        manner=Manner(form=given.pop("format"), **given),
        now=timezone.now(),
    )
    disposition = f'attachment; filename="{file.filename}"'
    return Streamed(file.blocks, content_type=file.media_type, headers={"Content-Disposition": disposition})
