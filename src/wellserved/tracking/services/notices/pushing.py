"""Due notices by web push: encrypted for the one browser that subscribed (RFC 8291), signed by VAPID (RFC 8292)."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from webpush import WebPush  # type: ignore[import-untyped]  # ships no types
from webpush.types import WebPushSubscription  # type: ignore[import-untyped]  # as above

from wellserved.tracking.contracts import Kind
from wellserved.tracking.notices.facts import Facts, facts_of
from wellserved.tracking.notices.letters import link_to
from wellserved.tracking.notices.payloads import push
from wellserved.tracking.notices.posting import Answer, NotReached, post
from wellserved.tracking.notices.texts import own_texts
from wellserved.tracking.notices.vapid import private_pem, public_pem
from wellserved.tracking.notices.words import BUILT_IN, Text, told_of
from wellserved.tracking.services.notices.claiming import Claimed, claim, handed_over
from wellserved.tracking.services.notices.ending import end_gone
from wellserved.tracking.services.notices.failing import not_handed_over, unwritable
from wellserved.tracking.services.notices.secrets import link_secret

AT_ONCE = 16
A_DAY = 24 * 3600
GONE = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class _Post:
    one: Claimed
    url: str
    body: bytes
    headers: dict[str, str]


def send_pushes(*, clock: Callable[[], datetime]) -> int:
    """Hand every notice that is due to the browsers' push services; returns how many were taken."""
    sent = 0
    pusher = WebPush(private_key=private_pem(), public_key=public_pem(), subscriber=_sender(), ttl=A_DAY)
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="push") as together:
        while claimed := claim("web_push", now=clock(), at_most=AT_ONCE):
            posts = _written(claimed, pusher, now=clock())
            for each, answer in zip(posts, together.map(_posted, posts), strict=True):
                sent += _noted(each.one, answer, now=clock())
    return sent


def _written(claimed: Sequence[Claimed], pusher: WebPush, *, now: datetime) -> list[_Post]:
    facts = facts_of(one.consignment_id for one in claimed)
    texts = own_texts(one.occasion for one in claimed)
    posts = []
    for one in claimed:
        known = facts.get(one.consignment_id, Facts(one.consignment_id))
        text = texts.get((one.occasion, one.language), BUILT_IN)
        try:
            posts.append(_post(one, pusher, facts=known, text=text, now=now))
        except Exception as error:  # noqa: BLE001  one notice's fault is no other's
            unwritable([one], error, now=now)
    return posts


def _post(one: Claimed, pusher: WebPush, *, facts: Facts, text: Text, now: datetime) -> _Post:
    with translation.override(one.language):
        told = told_of(
            number=one.number,
            kind=Kind(one.kind),
            occasion=one.occasion,
            reason=one.reason,
            facts=facts,
            zone=ZoneInfo(one.time_zone),
            now=now,
            text=text,
        )
    end = link_to("", link_secret(one.secret))
    # One tag a parcel: a newer state takes the older one's place on the screen.
    shown = push(told, tag=f"parcel-{one.number}", link=told.link, end=end)
    to = WebPushSubscription.model_validate_json(one.address)
    sealed = pusher.get(shown, to)
    headers = {**sealed.headers, "Content-Type": "application/octet-stream", "Urgency": "normal"}
    return _Post(one, str(to.endpoint), sealed.encrypted, headers)


def _posted(each: _Post) -> Answer | Exception:
    try:
        return post(each.url, body=each.body, headers=each.headers)
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
    elif answer.status in GONE:
        end_gone(one.subscription_id, now=now)
    else:
        # 4xx but for 'too many' says that this will never be taken.
        for_good = 400 <= answer.status < 500 and answer.status != 429
        not_handed_over([one], answer=f"http {answer.status}", now=now, ever=not for_good)
    return 0


def _sender() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
