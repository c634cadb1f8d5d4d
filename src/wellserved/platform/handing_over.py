"""Handing mails to the mail server over a connection that is kept, and what its refusal means."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPDataError,
    SMTPException,
    SMTPHeloError,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

__all__ = ["Fate", "Post", "ServerAway", "code_of", "fate_of", "post"]

TOO_LARGE = 552


class Fate(StrEnum):
    """`AWAY` says nothing of a letter: no other one would be taken just now either. `NEVER` is of this letter or address."""

    AWAY = "away"
    LATER = "later"
    NEVER = "never"


class ServerAway(Exception):
    """There is no connection to be had, or none that lets us in."""

    def __init__(self, code: int) -> None:
        super().__init__(f"The mail server is away, or does not let us in ({code or 'no answer'}).")
        self.code = code


class Post:
    """One connection for many mails, opened when it is needed, and anew after it broke."""

    def __init__(self) -> None:
        self._connection: BaseEmailBackend | None = None

    def take(self, mail: EmailMessage) -> None:
        """Raises ServerAway, SMTPException, OSError."""
        if self._connection is None:
            fresh = get_connection()
            try:
                fresh.open()
            except (SMTPException, OSError) as error:
                with suppress(SMTPException, OSError):
                    fresh.close()
                raise ServerAway(code_of(error)) from error
            self._connection = fresh
        try:
            self._connection.send_messages([mail])
        except (SMTPException, OSError):
            self.close()
            raise

    def close(self) -> None:
        if self._connection is not None:
            gone, self._connection = self._connection, None
            gone.close()


@contextmanager
def post() -> Iterator[Post]:
    one = Post()
    try:
        yield one
    finally:
        one.close()


def fate_of(error: BaseException) -> Fate:
    """What becomes of a letter that could not be handed over.

    A wrong password or a sender that the server does not know is to be mended by staff, and costs nobody their letter.
    What breaks off within a letter may be the letter's fault: it is tried again, but not for ever.
    """
    if isinstance(error, SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
        return Fate.NEVER if codes and min(codes) >= 500 else Fate.LATER
    if isinstance(error, SMTPDataError) or (
        isinstance(error, SMTPSenderRefused) and error.smtp_code == TOO_LARGE
    ):
        return Fate.NEVER if error.smtp_code >= 500 else Fate.LATER
    if isinstance(error, _OF_SERVER):
        return Fate.AWAY
    return Fate.LATER if isinstance(error, SMTPException | OSError) else Fate.NEVER


def code_of(error: BaseException) -> int:
    """What the server said, as a number alone, for its words may hold the address; 0 where it said nothing."""
    if isinstance(error, ServerAway):
        return error.code
    if isinstance(error, SMTPResponseException):
        return int(error.smtp_code)
    if isinstance(error, SMTPRecipientsRefused):
        return max((code for code, _ in error.recipients.values()), default=0)
    return 0


_OF_SERVER = (
    ServerAway,
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPHeloError,
    SMTPNotSupportedError,
    SMTPSenderRefused,
    ConnectionRefusedError,
)
