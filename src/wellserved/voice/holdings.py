"""What voice holds on a customer: what they were asked, what they answered, and what they sent with it."""

import base64
from collections.abc import Iterable, Mapping
from uuid import UUID

from wellserved.people.holdings import Rows, register_holding
from wellserved.voice.models import Attachment, Invitation, LastAsked, Response

_RESPONSE = (
    "questionnaire__slug",
    "version__number",
    "language",
    "channel",
    "facts",
    "started_at",
    "finished_at",
    "answers",
)
_INVITATION = (
    "questionnaire__slug",
    "channel",
    "language",
    "facts",
    "state",
    "made_at",
    "sent_at",
    "expires_at",
)


def held(customer_key: UUID) -> Iterable[tuple[str, Rows]]:
    responses = Response.objects.filter(customer_key=customer_key).order_by("pk")
    yield "answers.json", responses.values(*_RESPONSE).iterator(chunk_size=500)
    attachments = Attachment.objects.filter(response__customer_key=customer_key).order_by("pk")
    rows = attachments.values("response", "item", "media_type", "made_at", "content").iterator(chunk_size=4)
    yield "attachments.json", (_plain(row) for row in rows)
    invitations = Invitation.objects.filter(customer_key=customer_key).order_by("pk")
    yield "invitations.json", invitations.values(*_INVITATION).iterator(chunk_size=500)
    yield "asked.json", LastAsked.objects.filter(customer_key=customer_key).values("asked_at", "declined_at")


def erase(customer_key: UUID) -> bool:
    """The answers go with the customer; their figures stay as moments, which carry nothing but the bare key."""
    responses = Response.objects.filter(customer_key=customer_key)
    Attachment.objects.filter(response__in=responses.values("pk")).delete()
    responses.delete()
    Invitation.objects.filter(customer_key=customer_key).delete()
    LastAsked.objects.filter(customer_key=customer_key).delete()
    return False


def register() -> None:
    register_holding(name="voice", held=held, erase=erase)


def _plain(row: Mapping[str, object]) -> Mapping[str, object]:
    content = row["content"]
    encoded = base64.b64encode(content).decode() if isinstance(content, bytes | memoryview) else content
    return {**row, "content": encoded}
