"""What the calls of cases have in common."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from wellserved.cases.queries import CaseSeen, NumberUnreadable, case_for, causes, id_of
from wellserved.cases.services import CaseRefused
from wellserved.people.api import caller
from wellserved.people.contracts import NotFound
from wellserved.platform.api import Fault, Problem

# One for all parts: of two that have the same address only the first would be asked.
router = Router(tags=["cases"])
READS = frozenset({401, 403, 422})
FINDS = READS | {404}
WRITES = frozenset({400, 401, 403, 404, 409, 413, 415, 422})


def seen_now(request: HttpRequest, number: str) -> CaseSeen:
    person = caller(request)
    return case_for(person, case_id=case_id_of(number), now=timezone.now())


def case_id_of(number: str) -> int:
    try:
        return id_of(number)
    except NumberUnreadable as error:
        raise NotFound(str(error)) from error


def cause_id_of(slug: str | None) -> int | None:
    if not slug:
        return None
    for one in causes():
        if one.slug == slug:
            return one.id
    raise NotFound(f"There is no cause '{slug}'.")


def refusing(deed: Any, *, renamed: Mapping[str, str] | None = None) -> Any:
    """A refusal that names a field is answered with that field's place; `renamed` says how the body calls it."""
    try:
        return deed()
    except CaseRefused as error:
        if not error.field:
            raise
        place = (renamed or {}).get(error.field, error.field)
        fault = Fault(place=f"body.{place}", said=str(error), mend="Mend it and send it again.")
        raise Problem(422, "Nothing was changed: see errors.", errors=[fault]) from error
