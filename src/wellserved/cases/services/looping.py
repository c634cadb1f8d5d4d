"""The loop is closed: whoever complained of what was mended is told, each once, by the channel that they used."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import translation

from wellserved.cases.domain.facts import Channel, Direction, Sending
from wellserved.cases.domain.measured import TOLD
from wellserved.cases.models import Case, Contact, Mending, Message, Telling
from wellserved.cases.queries.looping import tellings_of
from wellserved.cases.queries.seeing import seen_by
from wellserved.cases.wording import letter
from wellserved.people.contracts import NOBODY, OPERATOR, NotFound, Person
from wellserved.people.services import audit, require
from wellserved.platform.link_secrets import digest, new_secret

from .causes import CauseRefused
from .indexing import add_words
from .measuring import record
from .starting import start_sending
from .telling import note_helped
from .writing import new_mail_id, thread_of, way_to

PATIENCE = timedelta(days=30)
"""Who was not told so long after the mending counts as never told."""
NO_MENDING = "There is no such mending."

# One person: a customer, else an address, else the case itself. Their latest case says how they are reached; who gave a
# telephone number alone, or wrote somewhere outside, is reached by hand.
_LIST = """
INSERT INTO cases_telling (mending_id, case_id, cases, listed_at, by_hand)
SELECT %(mending)s, (array_agg(c.id ORDER BY c.made_at DESC, c.id DESC))[1], array_agg(c.id ORDER BY c.id), %(now)s,
       (array_agg(c.channel = 'mention' OR c.customer_key IS NULL AND coalesce(k.email, '') = ''
                  ORDER BY c.made_at DESC, c.id DESC))[1]
FROM cases_case c LEFT JOIN cases_contact k ON k.case_id = c.id
WHERE c.cause_id IN (
        WITH RECURSIVE below AS (
            SELECT id FROM cases_cause WHERE id = %(cause)s
            UNION SELECT child.id FROM cases_cause child JOIN below ON child.parent_id = below.id
        ) SELECT id FROM below)
  AND c.quarantine = '' AND c.merged_into_id IS NULL AND c.made_at <= %(mended)s AND c.told_at IS NULL
  AND (c.customer_key IS NOT NULL OR coalesce(k.email, '') <> '' OR coalesce(k.phone, '') <> '' OR c.link <> '')
  AND (%(everywhere)s OR c.location_id IS NULL OR c.location_id = ANY(%(places)s))
  AND NOT EXISTS (SELECT FROM cases_telling t WHERE t.mending_id = %(mending)s AND c.id = ANY(t.cases))
GROUP BY coalesce(c.customer_key::text, nullif(lower(k.email), ''), c.id::text)
ON CONFLICT (mending_id, case_id) DO NOTHING
"""


@transaction.atomic
def list_for_telling(*, by: Person, mending_id: int, now: datetime) -> int:
    """Put everyone on the list who complained of the cause before it was mended; returns how many are new on it."""
    mending = _mending(by, mending_id)
    with connection.cursor() as cursor:
        given: dict[str, Any] = {
            "mending": mending.pk,
            "cause": mending.cause_id,
            "mended": mending.mended_at,
            "now": now,
            "everywhere": by.location_ids is None,
            "places": sorted(by.location_ids or ()),
        }
        cursor.execute(_LIST, given)
        listed: int = cursor.rowcount
    audit(by=by, deed="mending.listed", kind="mending", object_id=mending.pk, now=now, people=listed)
    return listed


@transaction.atomic
def tell_everyone(*, by: Person, mending_id: int, now: datetime) -> None:
    """Begin to write to everyone on the list who can be written to; a job does it, a few hundred at a time."""
    mending = _mending(by, mending_id)
    if "en" not in mending.did:
        raise CauseRefused("Say first what was done, in English at least: the letters quote it.")
    Mending.objects.filter(pk=mending.pk, telling_since__isnull=True).update(telling_since=now)
    audit(by=by, deed="mending.told", kind="mending", object_id=mending.pk, now=now)
    transaction.on_commit(lambda: _start(mending.pk))


def tell_some(*, mending_id: int, now: datetime, most: int = 200) -> int:
    """Write to the next ones on the list; returns how many. Each in a transaction of its own, each once."""
    waiting = Telling.objects.filter(
        mending_id=mending_id, mending__telling_since__isnull=False, told_at__isnull=True, by_hand=False
    )
    ids = list(waiting.order_by("pk").values_list("pk", flat=True)[:most])
    return sum(_told(telling_id, now=now) for telling_id in ids)


@transaction.atomic
def told_by_hand(*, by: Person, telling_id: int, now: datetime) -> int:
    """Somebody rang them, or answered where they had written; returns the mending's id. Twice changes nothing."""
    require(by, "cases:write")
    telling = Telling.objects.select_related("mending").filter(pk=telling_id, by_hand=True).first()
    if telling is None or not seen_by(by).filter(pk=telling.case_id).exists():
        raise NotFound("There is nobody of that kind on the list.")
    if Telling.objects.filter(pk=telling_id, told_at__isnull=True).update(told_at=now, told_by=by.staff_id):
        _note_told(by, telling, now=now)
    return telling.mending_id


@transaction.atomic
def publish(
    *, by: Person, mending_id: int, said: Mapping[str, str], did: Mapping[str, str], now: datetime
) -> None:
    """Say it on the public page, in these words by language; English is always there."""
    mending = _mending(by, mending_id)
    words = [{code: text.strip()[:1000] for code, text in one.items() if text.strip()} for one in (said, did)]
    if not all("en" in one for one in words):
        raise CauseRefused(
            "Say in English what customers said and what was done; other languages may follow."
        )
    mending.said, mending.did = words
    mending.published_at = mending.published_at or now
    mending.save(update_fields=["said", "did", "published_at"])
    audit(by=by, deed="mending.published", kind="mending", object_id=mending.pk, now=now)


@transaction.atomic
def take_down(*, by: Person, mending_id: int, now: datetime) -> None:
    """It stands on the public page no more."""
    mending = _mending(by, mending_id)
    Mending.objects.filter(pk=mending.pk).update(published_at=None)
    audit(by=by, deed="mending.taken_down", kind="mending", object_id=mending.pk, now=now)


@transaction.atomic
def answer_helped(*, secret: str, helped: bool, now: datetime) -> None:
    """What the holder of the link says: did it help? Once. NotFound for a link that is none."""
    telling = tellings_of(secret).first()
    if telling is None:
        raise NotFound("This link is none of ours, or what it was about is no longer kept.")
    note_helped(by=NOBODY, case_id=telling.case_id, helped=helped, now=now)


def count_untold(*, now: datetime) -> int:
    """Measure those who were never told, for mendings old enough; returns how many. Each is counted once."""
    counted = 0
    for mending in Mending.objects.filter(mended_at__lt=now - PATIENCE, counted_at__isnull=True):
        untold = Telling.objects.filter(mending=mending, told_at__isnull=True).values_list("case_id")
        with transaction.atomic():
            for row in Case.objects.filter(pk__in=untold, told_at__isnull=True):
                record(row, TOLD, now=now, delivered=0.0, staff_id=row.owner_id)
                counted += 1
            Mending.objects.filter(pk=mending.pk).update(counted_at=now)
    return counted


@transaction.atomic
def _told(telling_id: int, *, now: datetime) -> bool:
    """Claim one of the list, write to them and note it."""
    if not Telling.objects.filter(pk=telling_id, told_at__isnull=True).update(told_at=now):
        return False
    telling = Telling.objects.select_related("mending__cause").get(pk=telling_id)
    row = Case.objects.select_for_update(of=("self",)).get(pk=telling.case_id)
    if row.customer_key is None and not Contact.objects.filter(case=row).exclude(email="").exists():
        # Erased since they were listed: nobody is left to be told.
        telling.delete()
        return False
    secret = new_secret() if row.helped is None else ""
    link = f"{settings.BASE_URL.rstrip('/')}/helped/{secret}" if secret else ""
    with translation.override(row.language or settings.LANGUAGE_CODE):
        text = letter(telling.mending, said_at=row.made_at, link=link)
    telling.message = _written(row, text, now=now)
    telling.digest = digest(secret) if secret else None
    telling.save(update_fields=["message", "digest"])
    if secret and row.help_asked_at is None:
        Case.objects.filter(pk=row.pk).update(help_asked_at=now)
    add_words(row.pk, text)
    _note_told(OPERATOR, telling, now=now)
    return True


def _written(row: Case, text: str, *, now: datetime) -> Message:
    """Words to the customer that change nothing in how the case stands."""
    start_sending(at=now)
    return Message.objects.create(
        case=row,
        direction=Direction.OUT,
        channel=Channel(way_to(row)),
        title=row.title,
        text=text,
        language=row.language,
        at=now,
        recorded_at=now,
        mail_id=new_mail_id(row, now=now),
        references=thread_of(row),
        sending=Sending.HELD,
        held_until=now,
    )


def _note_told(by: Person, telling: Telling, *, now: datetime) -> None:
    """All of this person's cases of the cause were told of; measured once a case."""
    for row in Case.objects.select_for_update(of=("self",)).filter(
        pk__in=telling.cases, told_at__isnull=True
    ):
        row.told_at = now
        row.save(update_fields=["told_at"])
        record(row, TOLD, now=now, delivered=1.0, staff_id=by.staff_id)
    audit(
        by=by, deed="case.told", kind="case", object_id=telling.case_id, now=now, mending=telling.mending_id
    )


def _mending(by: Person, mending_id: int) -> Mending:
    require(by, "causes:write")
    found = Mending.objects.filter(pk=mending_id).first()
    if found is None:
        raise NotFound(NO_MENDING)
    return found


def _start(mending_id: int) -> None:
    from wellserved.cases.loop_jobs import tell_next  # noqa: PLC0415  the jobs import the services

    tell_next.defer(mending_id=mending_id)
