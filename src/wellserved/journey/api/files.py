"""Maps out into files and in from them."""

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Query, Router, Status
from pydantic import Field

from wellserved.journey.services import FORMS, ImportRefused, export_map, import_map
from wellserved.people.api import allowed, caller
from wellserved.platform.api import Asked, Body, Fault, Problem, ProblemOut, Slug, read_body

from .answers import FINDS, WRITES
from .drawing_shapes import SlugOut

router = Router(tags=["drawing"])
FILE = Body(media_type="application/octet-stream", most=2 * 1024 * 1024)
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_FILES = {
    "responses": {
        200: {
            "description": "The file",
            "content": {media_type.partition(";")[0]: _BINARY for media_type, _ending in FORMS.values()}
            | {"application/json": {"schema": {"type": "object"}}},
        }
    }
}
_FILE_BODY = {"requestBody": {"required": True, "content": {FILE.media_type: _BINARY}}}


class ExportAsked(Asked):
    form: Literal["json", "csv", "mermaid", "svg", "png", "pdf"] = Field(
        "json", description="JSON holds the whole map; SVG, PNG and PDF print it."
    )


class ImportAsked(Asked):
    form: Literal["json", "csv", "mermaid"] = Field("json", description="What the file is.")


@router.get(
    "/journeys/{journey}/export",
    auth=allowed("map:read"),
    response={200: None, FINDS: ProblemOut},
    operation_id="export_map",
    summary="A map as a file",
    openapi_extra=_FILES,
)
def export(request: HttpRequest, journey: Path[Slug], asked: Query[ExportAsked]) -> HttpResponse:
    """The map as JSON, CSV (a row a touchpoint), Mermaid `journey` text, SVG, PNG or PDF. Scope: `map:read`."""
    made = export_map(caller(request), journey=journey, form=asked.form, now=timezone.now())
    disposition = f'attachment; filename="{made.filename}"'
    return HttpResponse(made.data, content_type=made.media_type, headers={"Content-Disposition": disposition})


@router.post(
    "/imports/journey",
    auth=allowed("journeys:write", body=FILE),
    response={201: SlugOut, WRITES: ProblemOut},
    operation_id="import_map",
    summary="Draw a map from a file",
    openapi_extra=_FILE_BODY,
)
def import_(request: HttpRequest, asked: Query[ImportAsked]) -> Status[Any]:
    """Draw the map in a file of up to 2 MB as a journey of its own; a fault names its line. Scope: `journeys:write`."""
    data = read_body(request, FILE)
    try:
        slug = import_map(by=caller(request), data=data, form=asked.form, now=timezone.now())
    except ImportRefused as error:
        fault = Fault(
            place=error.place or "file", said=error.said, mend="Mend the file there, send it again."
        )
        raise Problem(422, "Nothing was drawn: see errors.", errors=[fault]) from error
    return Status(201, {"slug": slug})
