"""One case, for whoever has the link that its teller was given."""

from django.db.models import QuerySet

from wellserved.cases.models import Case, Message
from wellserved.people.contracts import NotFound
from wellserved.platform.link_secrets import digest

from .own import OwnCase, attachment_of, seen_by_customer
from .reading import AttachmentSeen
from .seeing import NO_CASE

__all__ = ["PAGE", "linked", "linked_attachment", "linked_case"]

PAGE = "portal"
"""The source of what was said on our pages; its id is the digest of the link's secret."""


def linked(secret: str) -> QuerySet[Case]:
    return Case.objects.filter(source=PAGE, source_id=digest(secret).hex())


def linked_case(*, secret: str) -> OwnCase:
    """With all that was said in it. NotFound for a link that is none, or whose case was erased.

    Whoever told us may have given another's address, and staff merge by it: of what was said in a case that this one was
    merged with, the link shows nothing. It says less than signing in does.
    """
    row = linked(secret).first()
    if row is None:
        raise NotFound(NO_CASE)
    return seen_by_customer(row, said=_said_in(row))


def linked_attachment(*, secret: str, attachment_id: int) -> tuple[AttachmentSeen, bytes]:
    """What came along in it, with its content; NotFound as above."""
    row = linked(secret).first()
    if row is None:
        raise NotFound(NO_CASE)
    return attachment_of(_said_in(row), attachment_id=attachment_id)


def _said_in(row: Case) -> QuerySet[Message]:
    if row.merged_into_id is not None:
        return Message.objects.filter(case=row.merged_into_id, began_in=row.pk)
    return Message.objects.filter(case=row, began_in__isnull=True)
