"""Why customers complain: by cause, by what it cost and what is at stake, and which to mend first."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from django.db import connection
from django.utils.translation import get_language

from wellserved.analytics.statistics import chance_of_difference
from wellserved.cases.domain.priorities import Fault, ranked
from wellserved.cases.models import Cause
from wellserved.journey.queries.touchpoints import TouchpointKey, touchpoint_keys
from wellserved.people.contracts import NotFound, Person

from .causes import title_in
from .seeing import IN_THEIR_PLACES, places_of

__all__ = ["By", "Pareto", "ParetoBar", "ToMend", "pareto_for", "to_mend_for"]

By = Literal["count", "cost", "value"]
TEN = 10

_SEEN = f"""
c.kind = 'complaint' AND c.quarantine = '' AND c.merged_into_id IS NULL
AND c.made_at >= %(since)s AND c.made_at < %(until)s
AND {IN_THEIR_PLACES}
"""
# Every cause below `parent` counts for the one of its branch that stands right below it; the parent's own for itself.
_TREE = """
WITH RECURSIVE tree(id, root) AS (
    SELECT id, id FROM cases_cause WHERE parent_id IS NOT DISTINCT FROM %(parent)s
    UNION ALL SELECT c.id, t.root FROM cases_cause c JOIN tree t ON c.parent_id = t.id
), own(id, root) AS (SELECT * FROM tree UNION ALL SELECT %(parent)s, %(parent)s WHERE %(parent)s IS NOT NULL)
"""
_BY_CAUSE = f"""
{_TREE}
SELECT own.root, date_trunc('week', c.made_at AT TIME ZONE %(zone)s)::date AS week, count(*),
       coalesce(sum(c.cost) FILTER (WHERE c.cost_currency = %(currency)s), 0),
       coalesce(sum(c.value) FILTER (WHERE c.currency = %(currency)s), 0)
FROM cases_case c JOIN own ON own.id = c.cause_id WHERE {_SEEN} GROUP BY 1, 2
"""  # noqa: S608  made of our own words
_CURRENCIES = f"""
SELECT currency, count(*) FROM (
    SELECT cost_currency AS currency FROM cases_case c WHERE cost IS NOT NULL AND {_SEEN}
    UNION ALL SELECT currency FROM cases_case c WHERE value IS NOT NULL AND {_SEEN}
) AS named GROUP BY currency ORDER BY count(*) DESC, currency
"""  # noqa: S608  as above
# One person may have voted for several causes of a branch.
_VOTES = f"""
{_TREE}
SELECT own.root, count(DISTINCT coalesce(v.customer_key::text, nullif(v.email, ''), v.id::text))
FROM cases_vote v JOIN cases_opencause o ON o.id = v.open_cause_id JOIN own ON own.id = o.cause_id
WHERE v.confirmed_at >= %(since)s AND v.confirmed_at < %(until)s GROUP BY 1
"""  # noqa: S608  as above
_NO_CAUSE = f"SELECT count(*) FROM cases_case c WHERE c.cause_id IS NULL AND {_SEEN}"  # noqa: S608  as above
_FAULTS = f"""
SELECT c.cause_id, c.touchpoint_id, count(*) FILTER (WHERE c.made_at >= %(half)s),
       count(*) FILTER (WHERE c.made_at < %(half)s),
       count(*) FILTER (WHERE c.made_at >= %(half)s
                        AND (c.cost_currency = %(currency)s OR c.currency = %(currency)s)),
       coalesce(sum(CASE WHEN c.cost_currency = %(currency)s THEN coalesce(c.cost, 0) ELSE 0 END
                  + CASE WHEN c.currency = %(currency)s THEN coalesce(c.value, 0) ELSE 0 END)
                FILTER (WHERE c.made_at >= %(half)s), 0),
       count(*) FILTER (WHERE c.made_at >= %(half)s AND c.helped IS FALSE),
       count(*) FILTER (WHERE c.made_at > m.mended_at), max(m.mended_at)
FROM cases_case c
LEFT JOIN (SELECT cause_id, max(mended_at) AS mended_at FROM cases_mending GROUP BY cause_id) m USING (cause_id)
WHERE c.cause_id IS NOT NULL AND {_SEEN} GROUP BY 1, 2
"""  # noqa: S608  as above


@dataclass(frozen=True, slots=True, kw_only=True)
class ParetoBar:
    """One cause; `share` is its part of all bars by what they are ordered by, `together` its and all before it.

    `voters` are people who said in the period that it happened to them too; they are in no other figure. `weeks` counts
    complaints in each week of the period, the first one first. `more` says that causes lie below it.
    """

    cause_id: int
    slug: str
    title: str
    n: int
    voters: int
    cost: float
    value: float
    share: float
    together: float
    weeks: tuple[int, ...]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pareto:
    """`without` complaints have no cause yet. Money is in `currency`; `others` are currencies that are left out."""

    by: By
    path: tuple[tuple[int, str], ...]
    bars: tuple[ParetoBar, ...]
    n: int
    without: int
    currency: str
    others: tuple[str, ...]
    weeks: tuple[date, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToMend:
    """One of the things to mend first: a cause at a touchpoint (None where nobody said which).

    `n` complaints in the period, `before` in the one of the same length before it; `chance` is the probability that its
    part of all complaints changed this much by chance alone, None where nobody complained at all before. `loss` is what
    it is expected to have lost in all, `known` of them say so themselves. `came_back` were made after it had been mended.
    """

    cause_id: int
    cause: str
    touchpoint: TouchpointKey | None
    n: int
    before: int
    chance: float | None
    loss: float
    known: int
    not_helped: int
    mended_at: datetime | None
    came_back: int


def pareto_for(
    person: Person, *, by: By, since: datetime, until: datetime, parent: int | None = None, zone: str
) -> Pareto:
    """Complaints made from `since` until before `until`, by the causes right below `parent`, the largest first.

    Raises NotFound for whoever may not see cases, and for a parent that is not there.
    """
    given = _given(person, since=since, until=until) | {"parent": parent, "zone": zone}
    with connection.cursor() as cursor:
        given["currency"], others = _currency(cursor, given)
        cursor.execute(_BY_CAUSE, given)
        rows = cursor.fetchall()
        cursor.execute(_VOTES, given)
        voters = dict(cursor.fetchall())
        cursor.execute(_NO_CAUSE, given)
        without: int = cursor.fetchone()[0]
    weeks = _weeks(row[1] for row in rows)
    bars, n = _bars(rows, voters, by, weeks, parent)
    return Pareto(
        by=by,
        path=_path(parent),
        bars=bars,
        n=n,
        without=without,
        currency=given["currency"],
        others=others,
        weeks=weeks,
    )


def to_mend_for(person: Person, *, now: datetime, days: int = 91) -> tuple[tuple[ToMend, ...], str]:
    """The ten things to mend first of the last `days`, by what they are expected to have lost, and its currency.

    The order is `domain.priorities.ranked`. NotFound for whoever may not see cases.
    """
    half = now - timedelta(days=days)
    given = _given(person, since=half - timedelta(days=days), until=now) | {"half": half}
    with connection.cursor() as cursor:
        given["currency"], _others = _currency(cursor, given)
        cursor.execute(_FAULTS, given)
        rows = cursor.fetchall()
    now_n, before_n = (sum(row[i] for row in rows) for i in (2, 3))
    faults = [
        Fault(key=i, n=row[2], known=row[4], lost=float(row[5])) for i, row in enumerate(rows) if row[2]
    ]
    first = [(rows[fault.key], loss) for fault, loss in ranked(faults)[:TEN]]
    titles = _titles({row[0] for row, _loss in first})
    places = {
        key.touchpoint_id: key for key in touchpoint_keys(ids={row[1] for row, _loss in first if row[1]})
    }
    return tuple(
        ToMend(
            cause_id=row[0],
            cause=titles[row[0]],
            touchpoint=places.get(row[1]),
            n=row[2],
            before=row[3],
            chance=chance_of_difference(row[3], before_n, row[2], now_n) if before_n else None,
            loss=loss,
            known=row[4],
            not_helped=row[6],
            mended_at=row[8],
            came_back=row[7],
        )
        for row, loss in first
    ), given["currency"]


def _given(person: Person, *, since: datetime, until: datetime) -> dict[str, Any]:
    if not person.may("cases:read"):
        raise NotFound("There are no cases to see.")
    return {
        "since": since,
        "until": until,
        **places_of(person),
    }


def _currency(cursor: Any, given: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    """The one that most cases name; sums of several would be of nothing."""
    cursor.execute(_CURRENCIES, given)
    named = [row[0] for row in cursor.fetchall()]
    return (named[0] if named else ""), tuple(named[1:])


def _weeks(seen: Any) -> tuple[date, ...]:
    days = sorted(set(seen))
    if not days:
        return ()
    return tuple(days[0] + timedelta(weeks=i) for i in range((days[-1] - days[0]).days // 7 + 1))


def _bars(
    rows: list[tuple[Any, ...]],
    voters: dict[int, int],
    by: By,
    weeks: tuple[date, ...],
    parent: int | None,
) -> tuple[tuple[ParetoBar, ...], int]:
    sums: dict[int, list[float]] = {root: [0, 0.0, 0.0] for root in [*voters, *(row[0] for row in rows)]}
    weekly: dict[int, dict[date, int]] = defaultdict(dict)
    for root, week, n, cost, value in rows:
        weekly[root][week] = n
        for i, more in enumerate((n, float(cost), float(value))):
            sums[root][i] += more
    place = {"count": 0, "cost": 1, "value": 2}[by]
    whole = sum(one[place] for one in sums.values())
    causes = {row.pk: row for row in Cause.objects.filter(pk__in=sums)}
    above = set(Cause.objects.filter(parent__in=sums).values_list("parent_id", flat=True))
    together, bars = 0.0, []
    for root, one in sorted(sums.items(), key=lambda item: (-item[1][place], -item[1][0], item[0])):
        share = one[place] / whole if whole else 0.0
        together += share
        bars.append(
            ParetoBar(
                cause_id=root,
                slug=causes[root].slug,
                title=title_in(causes[root].titles, get_language() or "en"),
                n=int(one[0]),
                voters=voters.get(root, 0),
                cost=one[1],
                value=one[2],
                share=share,
                together=together,
                weeks=tuple(weekly[root].get(week, 0) for week in weeks),
                more=root in above and root != parent,
            )
        )
    return tuple(bars), int(sum(one[0] for one in sums.values()))


def _path(parent: int | None) -> tuple[tuple[int, str], ...]:
    path: list[tuple[int, str]] = []
    while parent is not None:
        row = Cause.objects.filter(pk=parent).first()
        if row is None:
            raise NotFound("There is no such cause.")
        path.append((row.pk, title_in(row.titles, get_language() or "en")))
        parent = row.parent_id
    return tuple(reversed(path))


def _titles(ids: set[int]) -> dict[int, str]:
    language = get_language() or "en"
    return {row.pk: title_in(row.titles, language) for row in Cause.objects.filter(pk__in=ids)}
