"""What a case is about: a parcel, a lot, another case, a topic. The first is its subject, which its moments name; others stand beside it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from wellserved.cases.models import Case, CaseLink
from wellserved.journey.queries.subjects import subjects_for
from wellserved.people.contracts import Person
from wellserved.people.services import audit

from .claiming import CaseRefused, claimed, not_merged

MOST_LINKS = 20


@transaction.atomic
def link(*, by: Person, case_id: int, kind: str, subject_id: str, now: datetime) -> None:
    """Tie the case to something that this person may see. Twice changes nothing. Raises CaseRefused."""
    row = claimed(by, case_id)
    not_merged(row)
    if (kind, subject_id) == ("case", str(row.pk)):
        raise CaseRefused(_("A case is not about itself. Choose something else."), field="subject_id")
    if (kind, subject_id) not in subjects_for(by, subjects=[(kind, subject_id)]):
        raise CaseRefused(
            _("There is nothing of that kind, or it is not for you. Look it up again."), field="subject_id"
        )
    if CaseLink.objects.filter(case=row).count() >= MOST_LINKS:
        raise CaseRefused(
            _("A case is linked to at most %(n)s things. Take one away first.") % {"n": MOST_LINKS},
            field="subject_id",
        )
    if not tie(row, kind, subject_id, by=by, now=now):
        return
    row.touched_at = now
    row.save(update_fields=["subject_kind", "subject_id", "touched_at"])
    audit(by=by, deed="case.linked", kind="case", object_id=row.pk, now=now, to=kind, id=subject_id[:80])


@transaction.atomic
def unlink(*, by: Person, case_id: int, kind: str, subject_id: str, now: datetime) -> None:
    """It is not about that. Where that was the subject, the link that was made first is it from now on."""
    row = claimed(by, case_id)
    not_merged(row)
    links = CaseLink.objects.filter(case=row).order_by("pk")
    if (row.subject_kind, row.subject_id) == (kind, subject_id):
        first = links.first()
        row.subject_kind, row.subject_id = (first.kind, first.subject_id) if first else ("", "")
        if first is not None:
            first.delete()
    elif not links.filter(kind=kind, subject_id=subject_id).delete()[0]:
        return
    row.touched_at = now
    row.save(update_fields=["subject_kind", "subject_id", "touched_at"])
    audit(by=by, deed="case.unlinked", kind="case", object_id=row.pk, now=now, to=kind, id=subject_id[:80])


def tie(row: Case, kind: str, subject_id: str, *, by: Person, now: datetime) -> bool:
    """As the subject of a case that has none, else beside it; False where it is tied already. The caller saves."""
    if not row.subject_kind:
        row.subject_kind, row.subject_id = kind, subject_id
        return True
    if (row.subject_kind, row.subject_id) == (kind, subject_id) or (kind, subject_id) == (
        "case",
        str(row.pk),
    ):
        return False
    _link, made = CaseLink.objects.get_or_create(
        case=row, kind=kind, subject_id=subject_id, defaults={"linked_at": now, "linked_by_id": by.staff_id}
    )
    return made
