"""The words by which a case is found."""

from collections.abc import Iterable

from django.db import connection

from wellserved.cases.domain.searching import cut
from wellserved.cases.models import Case, Contact, Message

# Positions are not asked for, so none are kept. The row is there from the case's first moment, by its trigger.
_ADD = """
UPDATE cases_casetext SET words = strip(words || to_tsvector('english', %s) || array_to_tsvector(%s)) WHERE case_id = %s
"""


def add_words(case_id: int, *texts: str) -> None:
    """Let the case be found by these words, too."""
    whole = cut("\n".join(texts))
    _write(case_id, whole.plain, whole.pairs)


def index_anew(row: Case) -> None:
    """After something was taken out of the case, or moved to another: from what stands there now."""
    from wellserved.cases.models import CaseText  # noqa: PLC0415  only here

    CaseText.objects.filter(pk=row.pk).update(words="")
    contact = Contact.objects.filter(pk=row.pk).first()
    said = Message.objects.filter(case=row).order_by("at", "id").values_list("title", "text")
    texts = [part for pair in said for part in pair]
    add_words(row.pk, row.title, row.did, *_of_contact(contact), *texts)


def _of_contact(contact: Contact | None) -> Iterable[str]:
    return (contact.name, contact.email, contact.phone, contact.handle) if contact else ()


def _write(case_id: int, plain: str, pairs: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [plain, list(pairs), case_id])
