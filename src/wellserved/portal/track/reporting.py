"""A problem that a customer reports on the page: kept beside its parcel, and a case for whoever answers customers."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import get_language

from wellserved.cases.contracts import CaseIn, Channel, Kind
from wellserved.cases.queries import done_of
from wellserved.cases.services import complain
from wellserved.people.contracts import Person
from wellserved.portal.track.owning import PROBLEMS
from wellserved.portal.track.page import address_of
from wellserved.tracking.contracts import Kind as ParcelKind
from wellserved.tracking.queries.public import RETURN_REASONS, Followed, Owned
from wellserved.tracking.services.reporting import report_problem, settle_problems
from wellserved.tracking.services.returning import Begun, begin_return

SOURCE = "track"


@transaction.atomic
def report(
    followed: Followed, owned: Owned, *, by: Person, what: str, words: str, link: str, now: datetime
) -> str:
    """Both or neither; the same said twice is one, and another once the former is settled.

    Returns the case's number. Raises ReportRefused, and NotFound.

    The case is the signed-in customer's own. Of whoever opened the parcel by its postcode it says nothing: the recipient
    stands with the parcel, where it is erased with the customer.
    """
    settle_problems(problems=_settled(owned), now=now)
    problem = report_problem(consignment_id=followed.id, what=what, words=words, now=now)
    case = CaseIn(
        **_said(by, owned, problem=problem, words=words, called=str(PROBLEMS[what])),
        kind=Kind.COMPLAINT,
        subject_kind=followed.kind.value,
        subject_id=str(followed.id),
        link=link,
    )
    return complain(by=by, case=case, now=now).number


@transaction.atomic
def send_back(
    followed: Followed, owned: Owned, *, by: Person, reason: str, wants: str, words: str, now: datetime
) -> Begun:
    """Begin the return of a parcel, with a case for the customer's words where there are some.

    Raises ReturnRefused, and NotFound.
    """
    begun = begin_return(by=by, consignment_id=followed.id, reason=reason, wants=wants, words=words, now=now)
    if begun.problem is not None:
        case = CaseIn(
            **_said(by, owned, problem=begun.problem, words=words, called=str(RETURN_REASONS[reason])),
            kind=Kind.QUESTION,
            subject_kind=ParcelKind.RETURN.value,
            subject_id=str(begun.consignment_id),
            link=address_of(begun.number),
        )
        complain(by=by, case=case, now=now)
    return begun


def _said(by: Person, owned: Owned, *, problem: int, words: str, called: str) -> dict[str, Any]:
    return {
        "source": SOURCE,
        "source_id": str(problem),
        "channel": Channel.PARCEL,
        "title": called,
        "text": words.replace("\x00", "").strip() or called,
        "language": get_language() or "",
        "customer": by.customer_key,
        "location": owned.location,
    }


def looked_at(owned: Owned) -> int:
    """How many of the reported problems are not settled."""
    return len(owned.problems) - len(_settled(owned))


def _settled(owned: Owned) -> frozenset[int]:
    done = done_of(source=SOURCE, source_ids=[str(problem) for problem in owned.problems])
    return frozenset(map(int, done))
