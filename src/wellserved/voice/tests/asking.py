"""What tests of asking share: a rule, customers, moments, a mail server."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from uuid import UUID, uuid4

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_django import Settings

from wellserved.journey.contracts import MomentIn
from wellserved.journey.queries import MomentSeen
from wellserved.journey.queries.moments import moments_for
from wellserved.journey.services import record_moment
from wellserved.people.contracts import OPERATOR
from wellserved.people.models import Customer
from wellserved.people.services import give_consent, tie_customer
from wellserved.voice.models import AskRule, Invitation, Questionnaire

from .conftest import NOW


def rule(**given: Any) -> AskRule:
    """Ask the published questionnaire about every moment at the counter, at once."""
    fields: dict[str, Any] = {
        "name": "After the counter",
        "questionnaire": Questionnaire.objects.get(),
        "journey": "visit",
        "touchpoint": "counter",
        "measure": "staff",
        "made_at": NOW,
        "starts_at": NOW,
    }
    return AskRule.objects.create(**{**fields, **given})


def customer(email: str = "kim@example.org", *, language: str = "en", agrees: bool = True) -> UUID:
    key = Customer.objects.create(key=uuid4(), language=language, created_at=NOW).key
    tie_customer(by=OPERATOR, key=key, now=NOW, name="Kim", email=email)
    if agrees:
        give_consent(by=OPERATOR, key=key, purpose="feedback", wording="1", now=NOW)
    return key


def moment(who: UUID | None, *, at: datetime = NOW, key: str = "", **given: Any) -> MomentSeen:
    """Recorded, as the spine hands it to us."""
    fields: dict[str, Any] = {
        "journey": "visit",
        "touchpoint": "counter",
        "measure": "staff",
        "delivered": 3.0,
    }
    key = key or uuid4().hex
    record_moment(
        moment=MomentIn(source="shop", source_id=key, customer=who, occurred_at=at, **{**fields, **given}),
        now=at,
    )
    found = moments_for(OPERATOR, limit=1000).moments
    return next(one for one in found if one.source_id == key)


def states() -> list[str]:
    rows = Invitation.objects.order_by("pk").values_list("state", "why")
    return [f"{state} {why}".strip() for state, why in rows]


class Clock:
    """A clock that stands still until it is put on."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


class Post:
    """What an SMTP server has taken; `answers` are given first, one a mail."""

    def __init__(self, *answers: str) -> None:
        self.answers, self.taken, self.seen = list(answers), list[EmailMessage](), list[EmailMessage]()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd calls it so
        mail = message_from_bytes(envelope.original_content or b"", policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.seen.append(mail)
        if self.answers:
            return self.answers.pop(0)
        self.taken.append(mail)
        return "250 Taken"


@contextmanager
def post_office(settings: Settings, *answers: str) -> Iterator[Post]:
    """A real SMTP server on the loopback address that our mails go to."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    post = Post(*answers)
    controller = Controller(post, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False
    settings.DEFAULT_FROM_EMAIL = "Shop <ask@shop.example>"
    settings.BASE_URL = "https://shop.example"
    try:
        yield post
    finally:
        controller.stop()
