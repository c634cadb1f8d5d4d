"""One case, for whoever has the link that its teller was given."""

from django.db.models import QuerySet

from wellserved.cases.models import Case
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
    """With all that was said. NotFound for a link that is none, or whose case was erased.

    Of one that was merged into a customer's own case nothing more is shown: the link says less than signing in does.
    """
    row = linked(secret).select_related("merged_into").first()
    if row is None:
        raise NotFound(NO_CASE)
    into = row.merged_into
    if into is not None and into.customer_key in (None, row.customer_key):
        row = into
    return seen_by_customer(row)


def linked_attachment(*, secret: str, attachment_id: int) -> tuple[AttachmentSeen, bytes]:
    """What came along in it, with its content; NotFound as above."""
    return attachment_of(Case.objects.filter(pk=linked_case(secret=secret).id), attachment_id=attachment_id)
