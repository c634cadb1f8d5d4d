"""One case, held for a deed."""

from django.utils.translation import gettext as _

from wellserved.cases.models import Case
from wellserved.cases.queries.seeing import NO_CASE, seen_by
from wellserved.people.contracts import NotFound, Person
from wellserved.people.services import require
from wellserved.platform.refusals import Refused


class CaseRefused(Refused):
    """The deed cannot be done to this case as it stands; the message says why and what to do. `field` is at fault."""

    def __init__(self, said: str, *, field: str = "") -> None:
        super().__init__(said)
        self.field = field


def claimed(by: Person, case_id: int) -> Case:
    """The case, locked until the caller's transaction ends. NotFound where it is not for this person."""
    require(by, "cases:write")
    row = seen_by(by).select_for_update(of=("self",)).filter(pk=case_id).first()
    if row is None:
        raise NotFound(NO_CASE)
    return row


def not_merged(row: Case) -> None:
    if row.merged_into_id is not None:
        raise CaseRefused(_("This case was merged into another one. Do it there."))
