"""Reads of notices and subscriptions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import translation

from wellserved.people.contracts import NotFound, Person
from wellserved.tracking.contracts import Kind, Status
from wellserved.tracking.domain.noticing import OCCASIONS, TOLD, Trouble
from wellserved.tracking.domain.subscribing import LANGUAGES
from wellserved.tracking.models import Notice, NoticeText, Subscription
from wellserved.tracking.notices.facts import Facts
from wellserved.tracking.notices.letters import Letter, message
from wellserved.tracking.notices.vapid import application_server_key
from wellserved.tracking.notices.words import BUILT_IN, Text, occasion_name, told_of
from wellserved.tracking.services.notices.secrets import digest

__all__ = [
    "Dead",
    "Held",
    "Preview",
    "Wording",
    "application_server_key",
    "channels_due",
    "dead_count_for",
    "dead_for",
    "held_by",
    "preview_for",
    "subscriptions_for",
    "wording_for",
    "wordings_for",
]

PAGE = 100


def channels_due(*, now: datetime) -> set[str]:
    """The channels on which something is due."""
    rows = Notice.objects.filter(state=Notice.State.WAITING, due_at__lte=now)
    return set(rows.order_by().values_list("subscription__channel", flat=True).distinct())


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A subscription as its holder sees it; `number` is empty where it is of everything of theirs."""

    id: int
    channel: str
    address: str
    number: str
    language: str
    time_zone: str
    quiet_from: time | None
    quiet_until: time | None
    made_at: datetime
    confirmed: bool
    ended: bool


def held_by(*, secret: str) -> Held:
    """What this link belongs to. Raises NotFound."""
    row = Subscription.objects.select_related("consignment").filter(end_secret_digest=digest(secret)).first()
    if row is None:
        raise NotFound("There is no such subscription.")
    return _held(row)


def subscriptions_for(person: Person) -> tuple[Held, ...]:
    """A customer's own that run; nobody else has any."""
    if person.customer_key is None:
        return ()
    rows = Subscription.objects.select_related("consignment").filter(
        customer_key=person.customer_key, ended_at__isnull=True
    )
    return tuple(_held(row) for row in rows.order_by("-made_at", "-pk")[:PAGE])


def _held(row: Subscription) -> Held:
    return Held(
        id=row.pk,
        channel=row.channel,
        address="" if row.channel == Subscription.Channel.WEB_PUSH else row.address,
        number=row.consignment.number if row.consignment else "",
        language=row.language,
        time_zone=row.time_zone,
        quiet_from=row.quiet_from,
        quiet_until=row.quiet_until,
        made_at=row.made_at,
        confirmed=row.confirmed_at is not None,
        ended=row.ended_at is not None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Dead:
    """A notice that could not be handed over; not to whom: for mending it, the cause is enough."""

    id: int
    number: str
    occasion: str
    channel: str
    made_at: datetime
    attempts: int
    answer: str


def dead_for(person: Person, *, before: int | None = None) -> tuple[Dead, ...]:
    """Dead letters, the newest first, those older than `before`: a page, and one more if there are others."""
    _may_word(person)
    rows = Notice.objects.filter(state=Notice.State.DEAD, subscription__ended_at__isnull=True)
    if before is not None:
        rows = rows.filter(_older_than(before))
    rows = rows.select_related("subscription", "consignment").order_by("-made_at", "-pk")
    return tuple(
        Dead(
            id=row.pk,
            number=row.consignment.number,
            occasion=occasion_name(Kind(row.consignment.kind), row.occasion),
            channel=row.subscription.channel,
            made_at=row.made_at,
            attempts=row.attempts,
            answer=row.last_answer,
        )
        for row in rows[: PAGE + 1]
    )


def _older_than(before: int) -> Q:
    """In the order of the list: what was made in one long batch is older than its ids say."""
    made_at = Notice.objects.filter(pk=before).values_list("made_at", flat=True).first()
    if made_at is None:
        return Q(pk__lt=before)
    return Q(made_at__lt=made_at) | Q(made_at=made_at, pk__lt=before)


def dead_count_for(person: Person) -> int:
    _may_word(person)
    return Notice.objects.filter(state=Notice.State.DEAD, subscription__ended_at__isnull=True).count()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What stands for one occasion in one language; `own` if staff wrote it."""

    occasion: str
    name: str
    language: str
    subject: str
    body: str
    own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The letter as a customer would get it, of a parcel that is none."""

    subject: str
    text: str
    html: str


def wordings_for(person: Person) -> Mapping[str, tuple[Wording, ...]]:
    """Every occasion with its wordings, a language each."""
    _may_word(person)
    own = {(row.occasion, row.language): row for row in NoticeText.objects.all()}
    return {
        occasion: tuple(_wording(occasion, each, own.get((occasion, each))) for each in LANGUAGES)
        for occasion in OCCASIONS
    }


def wording_for(person: Person, *, occasion: str, language: str) -> Wording:
    _may_word(person)
    if occasion not in OCCASIONS or language not in LANGUAGES:
        raise NotFound("There is no such notice.")
    row = NoticeText.objects.filter(occasion=occasion, language=language).first()
    return _wording(occasion, language, row)


def preview_for(
    person: Person, *, occasion: str, language: str, subject: str, body: str, now: datetime
) -> Preview:
    """How a letter with these words would read, with an example's number and window."""
    _may_word(person)
    if occasion not in OCCASIONS or language not in LANGUAGES:
        raise NotFound("There is no such notice.")
    start = (now + timedelta(days=1)).replace(hour=9, minute=40, second=0, microsecond=0)
    facts = Facts(0, earliest=start, latest=start + timedelta(minutes=100), told=now, closed=_ends(occasion))
    with translation.override(language):
        told = told_of(
            number="KR123456789",
            kind=_kind_of(occasion),
            occasion=occasion,
            reason="",
            facts=facts,
            zone=ZoneInfo("UTC"),
            now=now,
            text=Text(subject=subject, body=body),
        )
        mail = message(Letter(id="example", to="", secret="example", told=[told]), now=now)  # noqa: S106  leads nowhere
    return Preview(subject=str(mail.subject), text=str(mail.body), html=str(mail.alternatives[0][0]))


def _wording(occasion: str, language: str, row: NoticeText | None) -> Wording:
    stands = Text(subject=row.subject, body=row.body) if row else BUILT_IN
    return Wording(
        occasion=occasion,
        name=occasion_name(_kind_of(occasion), occasion),
        language=language,
        subject=stands.subject,
        body=stands.body,
        own=row is not None,
    )


def _kind_of(occasion: str) -> Kind:
    """Of which kind an example is: a parcel, unless only a return or a repair says it."""
    return next((kind for kind in Kind if occasion in TOLD[kind]), Kind.PARCEL)


def _ends(occasion: str) -> bool:
    over = {Status.DELIVERED, Status.CANCELLED, Status.EXPIRED, Status.REFUNDED, Status.EXCHANGED}
    return occasion in over and occasion not in set(Trouble)


def _may_word(person: Person) -> None:
    if not person.may("notices:write"):
        raise NotFound("There is no such page.")
