"""Due notices by mail: claimed, written, handed to the mail server outside of any transaction, noted at once."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from queue import SimpleQueue
from smtplib import SMTPException
from zoneinfo import ZoneInfo

from django.core.mail import EmailMessage
from django.db import connection
from django.utils import translation

from wellserved.platform.handing_over import Fate, Post, ServerAway, code_of, fate_of
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
    posts = [Post() for _ in range(LINES)]
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
    posts: Iterable[Post],
    together: ThreadPoolExecutor,
    *,
    clock: Callable[[], datetime],
) -> int:
    """Threads only talk to the mail server; what comes of it is noted here as soon as it is known."""
    lapses = clock() + LEASE - MARGIN
    free = SimpleQueue[Post]()
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
    if not isinstance(error, ServerAway | SMTPException | OSError):
        unwritable(notices, error, now=clock())
        return True
    code = code_of(error)
    answer = f"smtp {code}" if code else "no_smtp"
    # News of a parcel is none a day later: however long the server stays away, it is tried for a day.
    not_handed_over(notices, answer=answer, now=clock(), ever=fate_of(error) is not Fate.NEVER)
    return True


def _commit_without_waiting(*, on: bool) -> None:
    """A note that a letter is out need not wait for the disk: should the database die just then, it goes out twice."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET synchronous_commit = {'off' if on else 'DEFAULT'}")


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
