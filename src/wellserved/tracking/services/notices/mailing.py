"""Due notices by mail: claimed, written, handed to the mail server outside of any transaction, noted at once."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from zoneinfo import ZoneInfo

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import translation

from wellserved.tracking.contracts import Kind
from wellserved.tracking.models import Subscription
from wellserved.tracking.notices.facts import Facts, facts_of
from wellserved.tracking.notices.letters import Letter, message, message_id
from wellserved.tracking.notices.texts import own_texts
from wellserved.tracking.notices.words import BUILT_IN, Text, Told, told_of
from wellserved.tracking.services.notices.claiming import LEASE, Claimed, claim, handed_over
from wellserved.tracking.services.notices.failing import not_handed_over
from wellserved.tracking.services.notices.secrets import digest, link_secret

AT_ONCE = 50
"""Few enough to be sent well within a claim."""
MARGIN = timedelta(seconds=30)


def send_mails(*, clock: Callable[[], datetime]) -> int:
    """Hand over every mail that is due; returns how many notices that were."""
    post = _Post()
    sent = 0
    try:
        while claimed := claim("email", now=clock(), at_most=AT_ONCE, with_others=True):
            lapses = clock() + LEASE - MARGIN
            for letter, notices in _written(claimed, now=clock()):
                # What the server's slowness leaves over is sent when the claim has lapsed.
                if clock() < lapses:
                    sent += _send(post, letter, notices, clock=clock)
    finally:
        post.close()
    return sent


@dataclass
class _Post:
    """One connection for many mails; opened when it is needed, and anew after it broke."""

    connection: BaseEmailBackend | None = field(default=None)

    def take(self, mail: EmailMessage) -> None:
        if self.connection is None:
            connection = get_connection()
            connection.open()
            self.connection = connection
        try:
            self.connection.send_messages([mail])
        except (SMTPException, OSError):
            self.close()
            raise

    def close(self) -> None:
        if self.connection is not None:
            gone, self.connection = self.connection, None
            gone.close()


def _send(
    post: _Post, mail: EmailMessage, notices: Sequence[Claimed], *, clock: Callable[[], datetime]
) -> int:
    try:
        post.take(mail)
    except (SMTPException, OSError) as error:
        code = _code(error)
        for_good = 500 <= code < 600
        answer = f"smtp {code}" if code else "no_smtp"
        not_handed_over(notices, answer=answer, now=clock(), ever=not for_good)
        return 0
    handed_over(notices, answer="smtp", now=clock())
    return len(notices)


def _code(error: Exception) -> int:
    """What the server said, as a number alone: its words may hold the address."""
    if isinstance(error, SMTPResponseException):
        return int(error.smtp_code)
    if isinstance(error, SMTPRecipientsRefused):
        return max((code for code, _ in error.recipients.values()), default=0)
    return 0


def _written(
    claimed: Sequence[Claimed], *, now: datetime
) -> Iterable[tuple[EmailMessage, Sequence[Claimed]]]:
    facts = facts_of(one.consignment_id for one in claimed)
    texts = own_texts(one.occasion for one in claimed)
    _keep_links_working(claimed)
    for those in _letters(claimed):
        first = those[0]
        with translation.override(first.language):
            told = [_told(one, facts, texts, now=now) for one in those]
            letter = Letter(
                id=message_id([one.id for one in those]),
                to=first.address,
                secret=link_secret(first.secret),
                told=told,
            )
            yield message(letter, now=min(one.made_at for one in those)), those


def _letters(claimed: Iterable[Claimed]) -> Iterable[Sequence[Claimed]]:
    """What goes to one address together. What was in one letter before stays in one, so that it is the same letter."""
    letters: dict[object, list[Claimed]] = defaultdict(list)
    for one in claimed:
        before = one.was_due if one.attempts > 1 else None
        letters[bytes(one.address_digest), one.language, one.attempts, before].append(one)
    return letters.values()


def _told(
    one: Claimed, facts: Mapping[int, Facts], texts: Mapping[tuple[str, str], Text], *, now: datetime
) -> Told:
    return told_of(
        number=one.number,
        kind=Kind(one.kind),
        occasion=one.occasion,
        reason=one.reason,
        facts=facts.get(one.consignment_id, Facts(one.consignment_id)),
        zone=ZoneInfo(one.time_zone),
        now=now,
        text=texts.get((one.occasion, one.language), BUILT_IN),
    )


def _keep_links_working(claimed: Iterable[Claimed]) -> None:
    """A new installation key makes other links: what is sent from now on has to lead somewhere."""
    for one in claimed:
        wanted = digest(link_secret(one.secret))
        if bytes(one.end_secret_digest) != wanted:
            Subscription.objects.filter(pk=one.subscription_id).update(end_secret_digest=wanted)
