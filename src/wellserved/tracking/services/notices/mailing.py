"""Due notices by mail: claimed, written, handed to the mail server outside of any transaction, noted at once."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from queue import SimpleQueue
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from zoneinfo import ZoneInfo

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.utils import translation

from wellserved.tracking.contracts import Kind
from wellserved.tracking.models import Subscription
from wellserved.tracking.notices.facts import Facts, facts_of
from wellserved.tracking.notices.letters import Letter, message, message_id
from wellserved.tracking.notices.texts import own_texts
from wellserved.tracking.notices.words import BUILT_IN, Text, Told, told_of
from wellserved.tracking.services.notices.claiming import LEASE, Claimed, claim, handed_over
from wellserved.tracking.services.notices.failing import not_handed_over, unwritable
from wellserved.tracking.services.notices.secrets import digest, link_secret

AT_ONCE = 50
"""Few enough to be sent well within a claim."""
LINES = 4
"""To the mail server at once: it answers each letter four times, and each time we would wait."""
MARGIN = timedelta(seconds=30)


def send_mails(*, clock: Callable[[], datetime]) -> int:
    """Hand over every mail that is due; returns how many notices that were."""
    sent = 0
    posts = [_Post() for _ in range(LINES)]
    with ThreadPoolExecutor(LINES, thread_name_prefix="mail") as together:
        try:
            _commit_without_waiting(on=True)
            while claimed := claim("email", now=clock(), at_most=AT_ONCE, with_others=True):
                sent += _send(claimed, posts, together, clock=clock)
        finally:
            _commit_without_waiting(on=False)
            for post in posts:
                post.close()
    return sent


def _send(
    claimed: Sequence[Claimed],
    posts: Iterable["_Post"],
    together: ThreadPoolExecutor,
    *,
    clock: Callable[[], datetime],
) -> int:
    """Threads only talk to the mail server; what comes of it is noted here as soon as it is known."""
    lapses = clock() + LEASE - MARGIN
    free = SimpleQueue[_Post]()
    for post in posts:
        free.put(post)

    def hand_over(mail: EmailMessage) -> None:
        post = free.get()
        try:
            # What the server's slowness leaves over is sent when the claim has lapsed.
            if clock() >= lapses:
                raise TooSlow
            post.take(mail)
        finally:
            free.put(post)

    waiting = {together.submit(hand_over, mail): notices for mail, notices in _written(claimed, now=clock())}
    sent = 0
    while waiting:
        done, _others = wait(waiting, return_when=FIRST_COMPLETED)
        taken: list[Claimed] = []
        for future in done:
            notices = waiting.pop(future)
            if not _failed(future.exception(), notices, clock=clock):
                taken += notices
        if taken:
            handed_over(taken, answer="smtp", now=clock())
        sent += len(taken)
    return sent


class TooSlow(Exception):
    """The mail server took longer than a claim holds."""


def _failed(
    error: BaseException | None, notices: Sequence[Claimed], *, clock: Callable[[], datetime]
) -> bool:
    if error is None or isinstance(error, TooSlow):
        return error is not None
    if not isinstance(error, SMTPException | OSError):
        unwritable(notices, error, now=clock())
        return True
    code = _code(error)
    for_good = 500 <= code < 600
    answer = f"smtp {code}" if code else "no_smtp"
    not_handed_over(notices, answer=answer, now=clock(), ever=not for_good)
    return True


def _commit_without_waiting(*, on: bool) -> None:
    """A note that a letter is out need not wait for the disk: should the database die just then, it goes out twice."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET synchronous_commit = {'off' if on else 'DEFAULT'}")


@dataclass
class _Post:
    """One connection for many mails; opened when it is needed, and anew after it broke."""

    connection: BaseEmailBackend | None = field(default=None)

    def take(self, mail: EmailMessage) -> None:
        if self.connection is None:
            fresh = get_connection()
            fresh.open()
            self.connection = fresh
        try:
            self.connection.send_messages([mail])
        except (SMTPException, OSError):
            self.close()
            raise

    def close(self) -> None:
        if self.connection is not None:
            gone, self.connection = self.connection, None
            gone.close()


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
        told: list[tuple[Claimed, Told]] = []
        for one in those:
            try:
                told.append((one, _told(one, facts, texts, now=now)))
            except Exception as error:  # noqa: BLE001  one notice's fault is no other's
                unwritable([one], error, now=now)
        notices = [one for one, _ in told]
        if not told:
            continue
        try:
            mail = _mail(notices, [said for _, said in told])
        except Exception as error:  # noqa: BLE001  nor one letter's
            unwritable(notices, error, now=now)
        else:
            yield mail, notices


def _mail(notices: Sequence[Claimed], told: Sequence[Told]) -> EmailMessage:
    first = notices[0]
    letter = Letter(
        id=message_id([one.id for one in notices]),
        to=first.address,
        secret=link_secret(first.secret),
        told=told,
    )
    with translation.override(first.language):
        return message(letter, now=min(one.made_at for one in notices))


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
    with translation.override(one.language):
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
