"""The words by which a case is found."""

import logging
from collections.abc import Iterable, Sequence

from django.db import OperationalError, connection, transaction
from psycopg.errors import ProgramLimitExceeded

from wellserved.cases.domain.facts import Sending
from wellserved.cases.domain.searching import Cut, cut
from wellserved.cases.models import Case, Contact, Message

MOST_OF_ONE, MOST_TOGETHER = 20_000, 100_000
"""Characters of one message, and of all of a case: of Chinese each takes nine bytes, alone and in a pair."""
_log = logging.getLogger(__name__)
# Positions are not asked for, so none are kept. The row is there from the case's first moment, by its trigger.
_ADD = """
UPDATE cases_casetext SET words = strip(words || to_tsvector('english', %s) || array_to_tsvector(%s)) WHERE case_id = %s
"""


def add_words(case_id: int, *texts: str) -> None:
    """Let the case be found by these words, too. What one row cannot hold is left out; a message never fails of it."""
    if not _written(case_id, [cut("\n".join(texts))]):
        index_anew(Case.objects.get(pk=case_id))


def index_anew(row: Case) -> None:
    """After something was taken out of the case, or moved to another: from what stands there now.

    What was taken back, or is kept apart from it, finds no case. Of more than one row can hold the first words are kept and the newest.
    """
    from wellserved.cases.models import CaseText  # noqa: PLC0415  only here

    CaseText.objects.filter(pk=row.pk).update(words="")
    contact = Contact.objects.filter(pk=row.pk).first()
    said = Message.objects.filter(case=row).exclude(sending=Sending.UNDONE)
    if not row.quarantine:
        said = said.filter(quarantine="")
    texts = ["\n".join(pair) for pair in said.order_by("at", "id").values_list("title", "text")]
    head = "\n".join([row.title, row.did, *_of_contact(contact)])
    cuts, left = [], MOST_TOGETHER
    for text in [head, *texts[:1], *reversed(texts[1:])]:
        cuts.append(cut(text, most=min(MOST_OF_ONE, left)))
        left -= min(MOST_OF_ONE, len(text))
        if left <= 0:
            break
    if not _written(row.pk, cuts):
        _log.warning("The words of case %s are more than can be searched: it is not found by them.", row.pk)


def _of_contact(contact: Contact | None) -> Iterable[str]:
    return (contact.name, contact.email, contact.phone, contact.handle) if contact else ()


def _written(case_id: int, cuts: Sequence[Cut]) -> bool:
    """Whether PostgreSQL could hold them: a row's words are at most a megabyte."""
    plain = " ".join(one.plain for one in cuts)
    pairs = list(dict.fromkeys(pair for one in cuts for pair in one.pairs))
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_ADD, [plain, pairs, case_id])
    except OperationalError as error:
        if not isinstance(error.__cause__, ProgramLimitExceeded):
            raise
        return False
    return True
