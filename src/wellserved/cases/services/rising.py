"""Topics that more customers write of than chance allows: found every night, raised once, seen by somebody."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Mod

from wellserved.cases.models import Case, Contact, RisingTopic
from wellserved.cases.queries.triage_texts import texts_of
from wellserved.people.contracts import NotFound, Person
from wellserved.people.services import audit, require

if TYPE_CHECKING:
    from wellserved.analytics.triage import Said, Topic

WEEK, WEEKS_BEFORE = timedelta(days=7), 8
MOST_OF_A_WEEK = 6_000
MOST_EXAMPLES = 20
SAME_STRETCH = timedelta(days=8)
"""A topic that was last found so lately goes on; it is not raised anew."""
KEPT = timedelta(days=365)


def look_for_topics(*, now: datetime) -> int:
    """Look at the last seven days against the eight weeks before; returns how many topics are new."""
    from wellserved.analytics.triage import rising  # noqa: PLC0415  brings scipy

    ids, said = _said(now)
    new = 0
    for topic in rising(said):
        new += _raise(topic, [ids[place] for place in topic.texts[:MOST_EXAMPLES]], now=now)
    RisingTopic.objects.filter(last_at__lt=now - KEPT).delete()
    return new


@transaction.atomic
def see_topic(*, by: Person, topic_id: int, now: datetime) -> None:
    """Somebody has taken note of it. The first one is remembered."""
    require(by, "cases:write")
    row = RisingTopic.objects.select_for_update().filter(pk=topic_id).first()
    if row is None:
        raise NotFound("There is no such topic.")
    if row.seen_at is not None:
        return
    row.seen_at, row.seen_by_id = now, by.staff_id
    row.save(update_fields=["seen_at", "seen_by"])
    audit(by=by, deed="topic.seen", kind="topic", object_id=row.pk, now=now)


@transaction.atomic
def _raise(topic: "Topic", examples: list[int], *, now: datetime) -> bool:
    from wellserved.analytics.triage import same_topic  # noqa: PLC0415  as above

    facts = {
        "examples": examples,
        "people": topic.people,
        "of_people": topic.of_people,
        "expected": topic.expected,
        "chance": topic.chance,
        "last_at": now,
    }
    for row in RisingTopic.objects.select_for_update().filter(last_at__gt=now - SAME_STRETCH):
        if same_topic(row.terms, topic.terms):
            RisingTopic.objects.filter(pk=row.pk).update(**facts)
            return False
    terms = [term[:120] for term in topic.terms]
    RisingTopic.objects.create(terms=terms, first_at=now, **facts)
    return True


def _said(now: datetime) -> tuple[list[int], list["Said"]]:
    from wellserved.analytics.triage import Said  # noqa: PLC0415  as above

    # So many of each week: the latest of all would leave out the past that this week is compared with.
    cases: dict[int, tuple[datetime, UUID | None]] = {}
    for week in range(WEEKS_BEFORE + 1):
        until = now - WEEK * week
        rows = Case.objects.filter(
            quarantine="", touched_at__gt=until - WEEK, made_at__gt=until - WEEK, made_at__lte=until
        )
        # Any of them, and in each run the same: an id turned about says nothing of when or by whom it was written.
        found = rows.order_by(Mod(F("pk") * Value(2_654_435), Value(1_000_003)), "pk")[:MOST_OF_A_WEEK]
        cases |= {one: (at, key) for one, at, key in found.values_list("pk", "made_at", "customer_key")}
    mails = dict(
        Contact.objects.filter(case__in=list(cases)).exclude(email="").values_list("case_id", "email")
    )
    texts = texts_of(list(cases))
    ids = sorted(texts)
    return ids, [
        Said(
            text=texts[one],
            author=str(cases[one][1] or mails.get(one, "").lower() or one),
            stretch=int((now - cases[one][0]) / WEEK),
        )
        for one in ids
    ]
