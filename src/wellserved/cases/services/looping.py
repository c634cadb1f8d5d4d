"""The loop is closed: whoever complained of what was mended is told, each once, by the channel that they used."""

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import translation

from wellserved.cases.domain.facts import Channel, Direction, Sending
from wellserved.cases.domain.measured import TOLD
from wellserved.cases.models import Case, Contact, Mending, Message, Telling
from wellserved.cases.queries.causes import BELOW
from wellserved.cases.queries.looping import telling_of
from wellserved.cases.queries.seeing import IN_THEIR_PLACES, places_of, seen_by
from wellserved.cases.wording import letter
from wellserved.people.contracts import NOBODY, OPERATOR, NotFound, Person
from wellserved.people.services import audit, require
from wellserved.platform.link_secrets import digest, new_secret
from wellserved.platform.naming import named

from .causes import CauseRefused
from .indexing import add_words
from .measuring import record, record_voter
from .starting import start_sending
from .telling import note_helped
from .voters import note_voter_helped, note_voters_told, start_telling
from .writing import new_mail_id, thread_of, way_to

PATIENCE = timedelta(days=30)
"""Who was not told so long after they were listed counts as never told."""
NO_MENDING = "There is no such mending."
_log = logging.getLogger(__name__)

# One person: a customer, by their account's address or by one that they gave signed in also where they wrote without signing
# in; else an address, else the case itself. Their latest case says how they are reached; who gave a telephone number alone,
# or wrote somewhere outside, is reached by hand. Votes of the cause are theirs as well, and reach whoever has no case of it.
# Who is on the list already is not put there again for another case or vote.
_LIST = f"""
WITH RECURSIVE {BELOW},
listed AS (SELECT unnest(t.cases) AS id FROM cases_telling t WHERE t.mending_id = %(mending)s),
listed_votes AS (SELECT unnest(t.votes) AS id FROM cases_telling t WHERE t.mending_id = %(mending)s),
mine AS (
    SELECT c.id, false AS vote, c.made_at, c.channel, c.customer_key AS key, lower(coalesce(k.email, '')) AS address,
           c.id IN (SELECT id FROM listed) AS listed,
           c.quarantine = '' AND c.merged_into_id IS NULL AND c.made_at <= %(mended)s AND c.told_at IS NULL
           AND (c.customer_key IS NOT NULL OR coalesce(k.email, '') <> '' OR coalesce(k.phone, '') <> '' OR c.link <> '')
           AND {IN_THEIR_PLACES} AS to_tell
    FROM cases_case c LEFT JOIN cases_contact k ON k.case_id = c.id
    WHERE c.cause_id IN (SELECT id FROM below) OR c.id IN (SELECT id FROM listed)
    UNION ALL
    SELECT v.id, true, v.cast_at, '', v.customer_key, v.email, v.id IN (SELECT id FROM listed_votes),
           o.closed_at <= %(mended)s AND v.told_at IS NULL
    FROM cases_vote v JOIN cases_opencause o ON o.id = v.open_cause_id
    WHERE v.confirmed_at IS NOT NULL
      AND (o.cause_id IN (SELECT id FROM below) OR v.id IN (SELECT id FROM listed_votes))
),
known AS (
    SELECT DISTINCT ON (address) address, key FROM (
        SELECT lower(a.email) AS address, d.customer_id AS key, 1 AS place
        FROM people_account a JOIN people_customerdetails d ON d.account_id = a.id
        WHERE lower(a.email) IN (SELECT address FROM mine)
        UNION ALL SELECT address, key, 2 FROM mine WHERE key IS NOT NULL AND address <> ''
    ) one ORDER BY address, place, key
)
INSERT INTO cases_telling (mending_id, case_id, cases, vote_id, votes, listed_at, by_hand)
SELECT %(mending)s, (array_agg(m.id ORDER BY m.made_at DESC, m.id DESC) FILTER (WHERE m.to_tell AND NOT m.vote))[1],
       coalesce(array_agg(m.id ORDER BY m.id) FILTER (WHERE m.to_tell AND NOT m.vote), ARRAY[]::bigint[]),
       (array_agg(m.id ORDER BY m.made_at DESC, m.id DESC) FILTER (WHERE m.to_tell AND m.vote))[1],
       coalesce(array_agg(m.id ORDER BY m.id) FILTER (WHERE m.to_tell AND m.vote), ARRAY[]::bigint[]),
       %(now)s,
       coalesce((array_agg(m.channel = 'mention' OR m.key IS NULL AND m.address = ''
                           ORDER BY m.made_at DESC, m.id DESC) FILTER (WHERE m.to_tell AND NOT m.vote))[1], false)
FROM mine m LEFT JOIN known ON known.address = m.address
GROUP BY coalesce(coalesce(m.key, known.key)::text, nullif(m.address, ''), m.id::text || CASE WHEN m.vote THEN 'v' ELSE '' END)
HAVING bool_or(m.to_tell) AND NOT bool_or(m.listed)
ON CONFLICT DO NOTHING
"""  # noqa: S608  our own words


@transaction.atomic
def list_for_telling(*, by: Person, mending_id: int, now: datetime) -> int:
    """Put everyone on the list who complained of the cause, or voted, before it was mended; returns how many are new on it."""
    mending = _mending(by, mending_id)
    # Two at once would each put the same people there.
    Mending.objects.select_for_update(of=("self",)).get(pk=mending.pk)
    with connection.cursor() as cursor:
        given: dict[str, Any] = {
            "mending": mending.pk,
            "cause": mending.cause_id,
            "mended": mending.mended_at,
            "now": now,
            **places_of(by),
        }
        cursor.execute(_LIST, given)
        listed: int = cursor.rowcount
    if listed:
        # Whoever is new on it is counted in their turn.
        Mending.objects.filter(pk=mending.pk).update(counted_at=None)
    audit(by=by, deed="mending.listed", kind="mending", object_id=mending.pk, now=now, people=listed)
    return listed


@transaction.atomic
def tell_everyone(*, by: Person, mending_id: int, now: datetime) -> None:
    """Begin to write to everyone on the list who can be written to; a job does it, a few hundred at a time.

    Somebody of some places writes to those alone whose cases they see.
    """
    mending = _mending(by, mending_id)
    if "en" not in mending.did:
        raise CauseRefused("Say first what was done, in English at least: the letters quote it.")
    Mending.objects.filter(pk=mending.pk, telling_since__isnull=True).update(telling_since=now)
    audit(by=by, deed="mending.told", kind="mending", object_id=mending.pk, now=now)
    places = None if by.location_ids is None else sorted(by.location_ids)
    transaction.on_commit(lambda: _start(mending.pk, places))


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """How many were told, or have a letter of their own under way, and the last one of the list that was come to.

    None: nobody is left behind it.
    """

    told: int
    last: int | None


def tell_some(
    *, mending_id: int, now: datetime, places: Collection[int] | None = None, most: int = 200
) -> int:
    """Write to the next ones on the list; returns how many."""
    return tell_batch(mending_id=mending_id, now=now, places=places, most=most).told


def tell_batch(
    *,
    mending_id: int,
    now: datetime,
    places: Collection[int] | None = None,
    after: int = 0,
    most: int = 200,
) -> Batch:
    """Write to those on the list behind `after`. Each in a transaction of its own, each once.

    Whoever cannot be written to stays on the list and keeps no other back. `places` are the locations whose cases may be
    told of, besides those that belong to none; None: all.
    """
    waiting = Telling.objects.filter(
        mending_id=mending_id, mending__telling_since__isnull=False, told_at__isnull=True, by_hand=False
    ).filter(pk__gt=after)
    if places is not None:
        waiting = waiting.filter(Q(case__location__isnull=True) | Q(case__location__in=places))
    rows = list(waiting.order_by("pk").only("pk", "case")[:most])
    told = 0
    for row in rows:
        try:
            told += _told(row.pk, now=now) if row.case_id is not None else _started(row.pk)
        except OperationalError:
            # The database is away or in one's way, which says nothing of this one: the job is tried again.
            raise
        except Exception as error:  # noqa: BLE001  it is said in the log, and pressing again tries them once more
            _log.error("Telling %s of a mending failed: %s", row.pk, named(error))
    return Batch(told=told, last=rows[-1].pk if rows else None)


@transaction.atomic
def told_by_hand(*, by: Person, telling_id: int, now: datetime) -> int:
    """Somebody rang them, or answered where they had written; returns the mending's id. Twice changes nothing."""
    require(by, "cases:write")
    telling = Telling.objects.select_related("mending").filter(pk=telling_id, by_hand=True).first()
    case = Telling.objects.filter(pk=telling_id).values("case")
    if telling is None or not seen_by(by).filter(pk__in=case).exists():
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
    telling = telling_of(secret)
    if telling.case_id is None:
        note_voter_helped(by=NOBODY, telling_id=telling.pk, helped=helped, now=now)
    else:
        note_helped(by=NOBODY, case_id=telling.case_id, helped=helped, now=now)


def count_untold(*, now: datetime) -> int:
    """Measure the cases of those who were never told, for lists old enough; returns how many. Each is counted once.

    By case, as those who were told are; whoever only voted once.
    """
    counted = 0
    waited = Mending.objects.filter(counted_at__isnull=True).annotate(
        listed=Subquery(
            Telling.objects.filter(mending=OuterRef("pk")).order_by("-listed_at").values("listed_at")[:1]
        )
    )
    for mending in waited.filter(listed__lt=now - PATIENCE):
        untold = Telling.objects.filter(mending=mending, told_at__isnull=True)
        ids = {one for cases in untold.values_list("cases", flat=True) for one in cases}
        with transaction.atomic():
            for row in Case.objects.filter(pk__in=ids, told_at__isnull=True):
                record(row, TOLD, now=now, delivered=0.0, staff_id=row.owner_id)
                counted += 1
            for voter in untold.filter(case__isnull=True).select_related("vote__open_cause__cause"):
                if voter.vote is not None:
                    record_voter(voter.vote, TOLD, now=now, delivered=0.0)
                    counted += 1
            Mending.objects.filter(pk=mending.pk).update(counted_at=now)
    return counted


def _started(telling_id: int) -> bool:
    start_telling(telling_id)
    return True


@transaction.atomic
def _told(telling_id: int, *, now: datetime) -> bool:
    """Claim one of the list, write to them and note it."""
    if not Telling.objects.filter(pk=telling_id, told_at__isnull=True).update(told_at=now):
        return False
    telling = Telling.objects.select_related("mending__cause").get(pk=telling_id)
    case = Telling.objects.filter(pk=telling_id).values("case")
    row = Case.objects.select_for_update(of=("self",)).get(pk__in=case)
    if row.customer_key is None and not Contact.objects.filter(case=row).exclude(email="").exists():
        # Erased since they were listed: nobody is left to be told.
        telling.delete()
        return False
    # Once: also not where they were asked and have not answered.
    secret = new_secret() if row.helped is None and row.help_asked_at is None else ""
    link = f"{settings.BASE_URL.rstrip('/')}/helped/{secret}" if secret else ""
    with translation.override(row.language or settings.LANGUAGE_CODE):
        text = letter(telling.mending, said_at=row.made_at, link=link)
    telling.message = _written(row, text, now=now)
    telling.digest = digest(secret) if secret else None
    telling.save(update_fields=["message", "digest"])
    if secret:
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
    """All of this person's cases of the cause were told of, and what they voted for; measured once a case."""
    note_voters_told(by, telling, now=now)
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


def _start(mending_id: int, places: list[int] | None) -> None:
    from wellserved.cases.loop_jobs import tell_next  # noqa: PLC0415  the jobs import the services

    tell_next.defer(mending_id=mending_id, places=places)
