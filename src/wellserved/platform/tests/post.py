"""A mail server and a clock for the tests of every room."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from pytest_django import Settings


class Clock:
    """A clock that stands still until it is put on."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


class Post:
    """What an SMTP server has taken; `answers` are given first, one a mail, and `of_senders` one a sender."""

    def __init__(self, *answers: str) -> None:
        self.answers, self.taken, self.seen = list(answers), list[EmailMessage](), list[EmailMessage]()
        self.of_senders, self.lets_in, self.knocks = list[str](), True, 0

    def authenticate(self, *_given: object) -> AuthResult:
        self.knocks += 1
        return AuthResult(success=self.lets_in, handled=False)

    async def handle_MAIL(  # noqa: N802  aiosmtpd calls it so
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.of_senders:
            return self.of_senders.pop(0)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

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
    controller = Controller(
        post, hostname="127.0.0.1", port=port, authenticator=post.authenticate, auth_require_tls=False
    )
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False
    settings.DEFAULT_FROM_EMAIL = "Shop <news@shop.example>"
    settings.BASE_URL = "https://shop.example"
    try:
        yield post
    finally:
        controller.stop()
