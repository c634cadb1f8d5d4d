"""What stands beside a million parcels: contacts that ask where they are, and a million answers about them.

`python -m benchmarks.beside_parcels [--rows N] [--rounds N]`. So many parcels came to their end within 400 days, each with an
answer about it; of a million cases every tenth asks where an order is, and every fifth has triage's word and no cause yet.
Told are what reads all of them: contacts per 1,000 parcels (the figure, counted anew), and the sheet with answers split by
whether the parcel came as told; each as it is remembered, too. Nothing else does the same: what stands in a rival's place
is the second that a page may take.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.case_rows import fill
from benchmarks.measuring import own_database, report

NOW = datetime.now(UTC).replace(microsecond=0)
DAYS = 400
BATCH = 50_000
ITEMS = ("greet", "smile")
# As answers through the page would lie, without what was said in words.
RESPONSES = """
INSERT INTO voice_response (questionnaire_id, version_id, seed, source, source_id, language, channel, facts, started_at,
  finished_at, seconds, answers, numbers, flags, counted_at, aside)
SELECT q.id, v.id, 0, 'bench', n::text, 'en', 'web', jsonb_build_object('about_kind', 'parcel', 'about_id', n::text), at, at, 60,
  '{{}}', ARRAY[4, 4, 4]::smallint[], 0, at, ''
FROM voice_questionnaire q JOIN voice_version v ON v.questionnaire_id = q.id CROSS JOIN generate_series(1, {rows}) n
CROSS JOIN LATERAL (SELECT %(now)s - interval '400 days' * n / {rows} AS at) AS made ORDER BY n
"""
CONTACTS = """
UPDATE cases_case SET cause_id = (SELECT id FROM cases_cause WHERE slug = 'where-is-my-order'),
  subject_kind = CASE WHEN id %% 20 = 0 THEN 'parcel' ELSE '' END WHERE id %% 10 = 0
"""
SAID = """
INSERT INTO cases_casetriage (case_id, said, made_at)
SELECT c.id, jsonb_build_object('cause', jsonb_build_object('label', u.id::text, 'confidence', 0.5 + (c.id %% 50) / 100.0)), c.made_at
FROM cases_case c, cases_cause u WHERE u.slug = 'where-is-my-order' AND c.cause_id IS NULL AND c.id %% 5 = 1
"""


def prepare(rows: int) -> None:
    from django.db import connection  # noqa: PLC0415  Django must be set up

    from wellserved.cases.services import ensure_causes  # noqa: PLC0415  as above

    ensure_causes(now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cases_case DISABLE TRIGGER USER")
        cursor.execute(CONTACTS, {})
        cursor.execute("ALTER TABLE cases_case ENABLE TRIGGER USER")
        cursor.execute(SAID, {})
        _questionnaire()
        cursor.execute(RESPONSES.format(rows=rows), {"now": NOW})
        cursor.execute("SELECT min(id) FROM voice_response")
        first = cursor.fetchone()[0]
    record(rows, first=first)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _questionnaire() -> None:
    from wellserved.journey.contracts import (  # noqa: PLC0415  as above
        JourneyPlan,
        MeasurePlan,
        StagePlan,
        TouchpointPlan,
    )
    from wellserved.journey.services import ensure_journey  # noqa: PLC0415  as above
    from wellserved.people.contracts import OPERATOR  # noqa: PLC0415  as above
    from wellserved.tracking.services import ensure_journeys  # noqa: PLC0415  as above
    from wellserved.voice.domain.definition import (  # noqa: PLC0415  as above
        Becomes,
        Csat,
        Definition,
        Page,
        Performance,
    )
    from wellserved.voice.services import add_questionnaire, publish  # noqa: PLC0415  as above

    ensure_journeys(now=NOW)
    measures = tuple(
        MeasurePlan(slug=slug, title=slug, unit="of 7", better="higher", scale_low=1.0, scale_high=7.0)
        for slug in (*ITEMS, "csat")
    )
    till = TouchpointPlan(slug="till", title="At the till", measures=measures)
    stages = (StagePlan(slug="pay", title="Pay", touchpoints=(till,)),)
    ensure_journey(by=OPERATOR, plan=JourneyPlan(slug="visit", title="Visit", stages=stages), now=NOW)
    items = (
        *(Performance(key=key, text={"en": key}, becomes=Becomes(measure=key)) for key in ITEMS),
        Csat(key="csat", text={"en": "Satisfied?"}, becomes=Becomes(measure="csat")),
    )
    asked = Definition(
        title={"en": "Your visit"}, journey="visit", touchpoint="till", pages=(Page(key="one", items=items),)
    )
    add_questionnaire(by=OPERATOR, slug="visit", definition=asked, now=NOW)
    publish(by=OPERATOR, questionnaire="visit", now=NOW)


def record(rows: int, *, first: int) -> None:
    """A moment of each parcel's day, one of its end, and one of each answer to each question."""
    from wellserved.journey.queries import measure_keys  # noqa: PLC0415  as above
    from wellserved.journey.services import record_moments  # noqa: PLC0415  as above

    ids = {(key.touchpoint, key.measure): key.measure_id for key in measure_keys()}
    wanted = [("delivery", "days"), ("door", "first-attempt"), *(("till", key) for key in (*ITEMS, "csat"))]
    for touchpoint, measure in wanted:
        batches = _moments(rows, first=first, touchpoint=touchpoint, measure_id=ids[touchpoint, measure])
        done = sum(
            one.recorded for one in record_moments(source=f"bench-{measure}", batches=batches, now=NOW)
        )
        if done != rows:
            raise SystemExit(f"Of {rows} moments of {measure} {done} were recorded.")


def _moments(rows: int, *, first: int, touchpoint: str, measure_id: int) -> Iterator[pa.Table]:
    draw = np.random.default_rng(measure_id)
    for start in range(1, rows + 1, BATCH):
        number = np.arange(start, min(start + BATCH, rows + 1))
        n, about = len(number), touchpoint != "till"
        at = int(NOW.timestamp() * 1e6) - (number * (DAYS * 86_400e6 / rows)).astype(np.int64)
        late = draw.random(n) < 0.2
        told = pa.array(np.full(n, 3.0)) if touchpoint == "delivery" else pa.nulls(n, pa.float64())
        days = np.where(late, 5.0, 2.0) if touchpoint == "delivery" else np.ones(n)
        delivered = pa.array(days) if about else pa.nulls(n, pa.float64())
        felt = pa.nulls(n, pa.float64()) if about else pa.array(draw.integers(1, 8, n).astype(float))
        yield pa.table(
            {
                "source_key": [f"n{one}" for one in number],
                "measure_id": pa.array(np.full(n, measure_id), pa.int32()),
                "told": told,
                "delivered": delivered,
                "perceived": felt,
                "subject_kind": ["parcel" if about else "answer"] * n,
                "subject_id": [str(one) for one in (number if about else number + first - 1)],
                "occurred_at": pa.array(at, pa.timestamp("us", tz="UTC")),
            }
        )


def asked(rounds: int) -> dict[str, float]:
    """Milliseconds; the first time of each reads from the disk and is not told."""
    from wellserved.insight.contracts import MapQuestion  # noqa: PLC0415  as above
    from wellserved.insight.queries import measurement_for, self_service_for  # noqa: PLC0415  as above
    from wellserved.insight.queries.asking import always_fresh, memory  # noqa: PLC0415  as above
    from wellserved.people.contracts import Person  # noqa: PLC0415  as above

    always_fresh()
    manager = Person(account_id=1, role="manager", staff_id=1)
    everything = MapQuestion(compare=False)

    def contacts() -> float:
        found = self_service_for(manager, now=NOW)
        if not (sum(week.contacts for week in found.weeks) and sum(week.parcels for week in found.weeks)):
            raise SystemExit("Nobody asked about a parcel.")
        return found.undecided

    def sheet() -> object:
        found = measurement_for(manager, journey="visit", touchpoint="till", question=everything, now=NOW)
        if found.kept is None:
            raise SystemExit("No answer lies beside a parcel.")
        return found

    def anew(ask: Callable[[], object]) -> Callable[[], object]:
        def forgetful() -> object:
            memory.forget()
            return ask()

        return forgetful

    kinds: dict[str, Any] = {
        "contacts_anew_ms": anew(contacts),
        "contacts_ms": contacts,
        "sheet_anew_ms": anew(sheet),
        "sheet_ms": sheet,
    }
    return {name: _median(ask, rounds=rounds) for name, ask in kinds.items()}


def _median(ask: Callable[[], object], *, rounds: int) -> float:
    taken = []
    for _ in range(rounds + 1):
        start = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - start) * 1_000)
    return round(statistics.median(taken[1:]), 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    with own_database():
        fill(given.rows)
        prepare(given.rows)
        found = asked(given.rounds)
    report(
        name="beside_parcels",
        figure=found.pop("contacts_anew_ms"),
        unit="ms, contacts per 1,000 parcels counted anew",
        rival="the second that a page may take",
        rival_figure=1_000,
        runs=given.rounds,
        rows=given.rows,
        **found,
    )


if __name__ == "__main__":
    main()
