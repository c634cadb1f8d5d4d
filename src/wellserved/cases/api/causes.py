"""The tree of causes, drawn by programs."""

from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Status
from pydantic import Field, StringConstraints

from wellserved.cases.queries import CauseLine, causes
from wellserved.cases.services import retire_cause, set_cause
from wellserved.people.api import allowed, caller
from wellserved.platform.api import JSON, Given, ProblemOut, Slug

from .answers import CauseOut
from .doing import WRITES, router

Title = Annotated[str, StringConstraints(max_length=120, pattern=r"^[^\x00]*$")]
Code = Annotated[str, StringConstraints(max_length=12, pattern=r"^[A-Za-z0-9-]+$")]
ShortName = Annotated[Slug, Field(max_length=60)]


class CauseGiven(Given):
    """`titles` has one for each language code, and an English one (`en`). `parent` is a short name; without one it is a root."""

    titles: Annotated[dict[Code, Title], Field(max_length=20)]
    parent: ShortName | None = None


@router.put(
    "/causes/{cause}",
    auth=allowed("causes:write", body=JSON),
    response={200: CauseOut, WRITES: ProblemOut},
    operation_id="set_cause",
    summary="Add or change a cause",
)
def put_cause(request: HttpRequest, cause: Path[ShortName], given: CauseGiven) -> CauseLine:
    """Add the cause of this short name, or change it; a retired one is offered again. Scope: `causes:write`."""
    now = timezone.now()
    made = set_cause(by=caller(request), slug=cause, titles=given.titles, parent=given.parent, now=now)
    return next(line for line in causes() if line.id == made)


@router.delete(
    "/causes/{cause}",
    auth=allowed("causes:write"),
    response={204: None, WRITES: ProblemOut},
    operation_id="retire_cause",
    summary="Offer a cause no more",
)
def delete_cause(request: HttpRequest, cause: Path[ShortName]) -> Status[None]:
    """Cases that have it keep it. What is below it has to go first (409). Scope: `causes:write`."""
    retire_cause(by=caller(request), slug=cause, now=timezone.now())
    return Status(204, None)
