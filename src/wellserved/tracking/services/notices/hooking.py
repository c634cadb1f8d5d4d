"""Due notices by webhook, after the Standard Webhooks specification: signed anew at every attempt, same id and same body."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import translation
from standardwebhooks import Webhook

from wellserved.tracking.contracts import Kind
from wellserved.tracking.notices.facts import Facts, facts_of
from wellserved.tracking.notices.payloads import event
from wellserved.tracking.notices.posting import Answer, NotReached, post
from wellserved.tracking.notices.words import words_for
from wellserved.tracking.services.notices.claiming import Claimed, claim, handed_over, kept_bodies
from wellserved.tracking.services.notices.ending import end_gone
from wellserved.tracking.services.notices.failing import not_handed_over, unwritable

AT_ONCE = 16
GONE = 410


@dataclass(frozen=True, slots=True)
class _Post:
    one: Claimed
    body: bytes


def send_webhooks(*, clock: Callable[[], datetime]) -> int:
    """Post every event that is due, several at once; returns how many were taken."""
    sent = 0
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="webhook") as together:
        while claimed := claim("webhook", now=clock(), at_most=AT_ONCE):
            posts = _written(claimed, clock=clock)
            # Threads only post: what the database is told is told by this one.
            answers = together.map(lambda each: _posted(each, clock=clock), posts)
            for each, answer in zip(posts, answers, strict=True):
                sent += _noted(each.one, answer, now=clock())
    return sent


def _written(claimed: Sequence[Claimed], *, clock: Callable[[], datetime]) -> list[_Post]:
    fresh = [one for one in claimed if not one.body]
    facts = facts_of(one.consignment_id for one in fresh)
    bodies = {one.id: one.body for one in claimed if one.body}
    made = {}
    for one in fresh:
        try:
            made[one.id] = _body(one, facts.get(one.consignment_id, Facts(one.consignment_id)))
        except Exception as error:  # noqa: BLE001  one notice's fault is no other's
            unwritable([one], error, now=clock())
    # Before anything is posted: whoever does not get it may have read it.
    bodies |= kept_bodies(made) if made else {}
    return [_Post(one, bodies[one.id].encode()) for one in claimed if one.id in bodies]


def _body(one: Claimed, facts: Facts) -> str:
    with translation.override(one.language):
        words = words_for(
            kind=Kind(one.kind),
            occasion=one.occasion,
            reason=one.reason,
            facts=facts,
            zone=ZoneInfo(one.time_zone),
        )
        return event(one, facts=facts, words=words)


def _posted(each: _Post, *, clock: Callable[[], datetime]) -> Answer | Exception:
    id_, now = f"notice-{each.one.id}", clock()
    try:
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Wellserved-Webhooks",
            "webhook-id": id_,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(each.one.secret).sign(id_, now, each.body.decode()),
        }
        return post(each.one.address, body=each.body, headers=headers)
    except Exception as error:  # noqa: BLE001  told to whoever notes it: one notice's fault is no other's
        return error


def _noted(one: Claimed, answer: Answer | Exception, *, now: datetime) -> int:
    if isinstance(answer, NotReached):
        not_handed_over([one], answer=answer.cause, now=now)
    elif isinstance(answer, Exception):
        unwritable([one], answer, now=now)
    elif 200 <= answer.status < 300:
        handed_over([one], answer=f"http {answer.status}", now=now)
        return 1
    elif answer.status == GONE:
        end_gone(one.subscription_id, now=now)
    else:
        not_handed_over([one], answer=f"http {answer.status}", now=now)
    return 0
