"""Contacts that ask where an order is: how many, in which week, and about what."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Min

from wellserved.cases.domain.asking_where import ASKS_WHERE
from wellserved.cases.domain.facts import Channel
from wellserved.cases.models import Case
from wellserved.people.contracts import NotFound, Person

from .causes import branch_of
from .seeing import IN_THEIR_PLACES, places_of
from .triage import SURE

__all__ = ["AskedInWeek", "asked_where_for", "first_asked_at", "times_asked", "undecided_for"]

# A case is touched when it comes or later: by `touched_at` those that are too old are left out by the cause's index.
_CONTACTS = f"""
SELECT date_trunc('week', made_at AT TIME ZONE 'UTC')::date, count(*), count(*) FILTER (WHERE subject_kind = 'parcel')
FROM (
    SELECT made_at, location_id, subject_kind, channel FROM cases_case
    WHERE quarantine = '' AND cause_id = ANY(%(causes)s) AND touched_at >= %(since)s
    UNION ALL
    SELECT c.made_at, c.location_id, c.subject_kind, c.channel FROM cases_case c
    JOIN cases_case taken ON taken.id = c.merged_into_id
    WHERE c.quarantine = '' AND c.cause_id IS NULL AND taken.cause_id = ANY(%(causes)s) AND c.touched_at >= %(since)s
) AS c
WHERE made_at >= %(since)s AND made_at < %(until)s AND channel <> %(ours)s
AND {IN_THEIR_PLACES}
GROUP BY 1
"""  # noqa: S608  our own words
_UNDECIDED = f"""
SELECT count(*) FROM cases_case c JOIN cases_casetriage t ON t.case_id = c.id
WHERE c.quarantine = '' AND c.cause_id IS NULL AND c.merged_into_id IS NULL AND c.channel <> %(ours)s
AND c.touched_at >= %(since)s AND c.made_at >= %(since)s AND c.made_at < %(until)s
AND t.said->'cause'->>'label' = ANY(%(labels)s) AND (t.said->'cause'->>'confidence')::float >= %(sure)s
AND {IN_THEIR_PLACES}
"""  # noqa: S608  as above


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedInWeek:
    """`about` of `contacts` are linked to the parcel that they ask about."""

    contacts: int
    about: int


def asked_where_for(person: Person, *, since: datetime, until: datetime) -> dict[date, AskedInWeek]:
    """Contacts by the Monday of the week (UTC) in which they were made; a merged one counts as well.

    What we opened ourselves upon a low answer is none. NotFound for whoever may not see cases.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CONTACTS, _given(person, since=since, until=until))
        return {week: AskedInWeek(contacts=n, about=about) for week, n, about in cursor.fetchall()}


def undecided_for(person: Person, *, since: datetime, until: datetime) -> int:
    """Of those that triage is sure of, how many nobody has given a cause: they are not counted as contacts."""
    with connection.cursor() as cursor:
        cursor.execute(_UNDECIDED, _given(person, since=since, until=until))
        found: int = cursor.fetchone()[0]
    return found


def times_asked(*, kind: str, ids: Collection[str]) -> dict[str, int]:
    """How often it was asked where each of these is; for jobs. Those that nobody asked about are left out."""
    rows = _contacts().filter(subject_kind=kind, subject_id__in=list(ids))
    return dict(rows.values_list("subject_id").annotate(n=Count("pk")))


def first_asked_at() -> datetime | None:
    """When the first such contact was made: before it nobody gave cases this cause, which says nothing of customers."""
    first: datetime | None = _contacts().aggregate(first=Min("made_at"))["first"]
    return first


def _contacts() -> Any:
    return Case.objects.filter(quarantine="", cause__in=branch_of(ASKS_WHERE)).exclude(channel=Channel.ANSWER)


def _given(person: Person, *, since: datetime, until: datetime) -> dict[str, Any]:
    if not person.may("cases:read"):
        raise NotFound("There are no cases to see.")
    causes = branch_of(ASKS_WHERE)
    return {
        "causes": list(causes),
        "labels": [str(one) for one in causes],
        "since": since,
        "until": until,
        "ours": Channel.ANSWER.value,
        "sure": SURE,
        **places_of(person),
    }
