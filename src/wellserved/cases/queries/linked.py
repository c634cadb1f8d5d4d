"""One case, for whoever has the link that its teller was given."""

from django.db.models import QuerySet

from wellserved.cases.models import Case, Contact
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

    Of one that was merged into a customer's own case, or into somebody else's, nothing more is shown: the link says less
    than signing in does.
    """
    row = linked(secret).select_related("merged_into").first()
    if row is None:
        raise NotFound(NO_CASE)
    into = row.merged_into
    if into is not None and _same_person(row, into):
        row = into
    return seen_by_customer(row)


def _same_person(gone: Case, stays: Case) -> bool:
    """By their account, or by how they are reached.

    The merge gave the one that stays what it lacked: an address there besides that of the link's case may be another's.
    """
    if stays.customer_key is not None:
        return stays.customer_key == gone.customer_key
    ways = {
        one.pk: {way for way in (one.email.lower(), one.phone) if way}
        for one in Contact.objects.filter(pk__in=[gone.pk, stays.pk])
    }
    return bool(ways.get(stays.pk)) and ways[stays.pk] <= ways.get(gone.pk, set())


def linked_attachment(*, secret: str, attachment_id: int) -> tuple[AttachmentSeen, bytes]:
    """What came along in it, with its content; NotFound as above."""
    return attachment_of(Case.objects.filter(pk=linked_case(secret=secret).id), attachment_id=attachment_id)
