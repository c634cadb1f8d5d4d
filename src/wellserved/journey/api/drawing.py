"""Drawing a map: the whole of it, edits, undo and redo, new maps."""

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Query, Router, Status
from pydantic import Field

from wellserved.journey.contracts import (
    DeedRefused,
    Drawing,
    EditConflict,
    Edited,
    EditLine,
    Template,
)
from wellserved.journey.queries import drawing_for, edits_for, templates
from wellserved.journey.services import copy_as_to_be, edit_map, redo, undo
from wellserved.people.api import allowed, caller
from wellserved.platform.api import JSON, Asked, Fault, Problem, ProblemOut, Slug

from .answers import FINDS, READS, WRITES
from .drawing_shapes import (
    ClashOut,
    ConflictOut,
    DrawingOut,
    EditedOut,
    EditGiven,
    EditLineOut,
    SlugOut,
    TemplateOut,
    ToBeGiven,
    deeds_of,
)

router = Router(tags=["drawing"])


class Conflict(Problem):
    """A problem that shows both values of what two people changed."""

    def __init__(self, error: EditConflict) -> None:
        super().__init__(409, str(error))
        self.error = error

    def response(self) -> HttpResponse:
        body = ConflictOut(
            type="about:blank",
            title="Conflict",
            status=409,
            detail=self.detail,
            version=self.error.version,
            clashes=[ClashOut.from_orm(clash) for clash in self.error.clashes],
        )
        return HttpResponse(
            body.model_dump_json(), status=409, content_type=super().response().headers["Content-Type"]
        )


class EditsAsked(Asked):
    since: int = Field(0, ge=0, lt=1 << 31, description="Only edits after this version.")


class ClashingAsked(Asked):
    clashing: Literal["ask", "theirs", "mine"] = Field(
        "ask",
        description="What to do with fields that others have changed since: answer 409, leave, overrule.",
    )


@router.get(
    "/journeys/{journey}/drawing",
    auth=allowed("map:read"),
    response={200: DrawingOut, FINDS: ProblemOut},
    operation_id="drawing",
    summary="One journey with every lane",
)
def drawing(request: HttpRequest, journey: Path[Slug]) -> Drawing:
    """All that stands on the map with its ids, and the version that an edit has to name. Scope: `map:read`."""
    return drawing_for(caller(request), journey=journey, now=timezone.now())


@router.get(
    "/journeys/{journey}/edits",
    auth=allowed("map:read"),
    response={200: list[EditLineOut], FINDS: ProblemOut},
    operation_id="edits",
    summary="Who drew what",
)
def edits(request: HttpRequest, journey: Path[Slug], asked: Query[EditsAsked]) -> list[EditLine]:
    """Up to 200 edits after a version, oldest first. Scope: `map:read`."""
    return list(edits_for(caller(request), journey=journey, since=asked.since))


@router.post(
    "/journeys/{journey}/edits",
    auth=allowed("journeys:write", body=JSON),
    response={200: EditedOut, 409: ConflictOut, WRITES | {404}: ProblemOut},
    operation_id="edit_journey",
    summary="Draw: do deeds to a map",
)
def edit(request: HttpRequest, journey: Path[Slug], given: EditGiven) -> Edited:
    """Do up to 200 deeds, all or none.

    Where somebody changed the same field since `seen`, the answer is 409 and shows both values; edits of other fields
    never stand in each other's way. Scope: `journeys:write`.
    """
    try:
        return edit_map(
            by=caller(request),
            journey=journey,
            seen=given.seen,
            deeds=deeds_of(given.deeds),
            now=timezone.now(),
        )
    except EditConflict as error:
        raise Conflict(error) from error
    except DeedRefused as error:
        place = "body.seen" if error.field == "seen" else f"body.deeds[{error.deed}]"
        fault = Fault(place=place, said=str(error), mend="Mend it, send all deeds again.")
        raise Problem(422, "Nothing was changed: see errors.", errors=[fault]) from error


@router.post(
    "/journeys/{journey}/undo",
    auth=allowed("journeys:write"),
    response={200: EditedOut, 409: ConflictOut, FINDS: ProblemOut},
    operation_id="undo",
    summary="Undo your last edit",
)
def take_back(request: HttpRequest, journey: Path[Slug], asked: Query[ClashingAsked]) -> Edited:
    """Undo the last edit of whoever is signed in; a program has none of its own (409). Scope: `journeys:write`."""
    try:
        return undo(by=caller(request), journey=journey, clashing=asked.clashing, now=timezone.now())
    except EditConflict as error:
        raise Conflict(error) from error


@router.post(
    "/journeys/{journey}/redo",
    auth=allowed("journeys:write"),
    response={200: EditedOut, 409: ConflictOut, FINDS: ProblemOut},
    operation_id="redo",
    summary="Do again what you undid",
)
def do_again(request: HttpRequest, journey: Path[Slug], asked: Query[ClashingAsked]) -> Edited:
    """Do again what was undone last, unless something was edited since. Scope: `journeys:write`."""
    try:
        return redo(by=caller(request), journey=journey, clashing=asked.clashing, now=timezone.now())
    except EditConflict as error:
        raise Conflict(error) from error


@router.post(
    "/journeys/{journey}/to-be",
    auth=allowed("journeys:write", body=JSON),
    response={201: SlugOut, WRITES | {404}: ProblemOut},
    operation_id="copy_as_to_be",
    summary="Draw a journey as it is to be",
)
def to_be(request: HttpRequest, journey: Path[Slug], given: ToBeGiven) -> Status[Any]:
    """A copy under the same short names, which can stand beside the journey as it is. Scope: `journeys:write`."""
    slug = copy_as_to_be(by=caller(request), journey=journey, title=given.title, now=timezone.now())
    return Status(201, {"slug": slug})


@router.get(
    "/templates",
    auth=allowed("map:read"),
    response={200: list[TemplateOut], READS - {422}: ProblemOut},
    operation_id="templates",
    summary="Journeys to begin with",
)
def beginnings(request: HttpRequest) -> list[Template]:  # noqa: ARG001  Ninja hands it over
    """The templates in the language asked for. Scope: `map:read`."""
    return list(templates())
