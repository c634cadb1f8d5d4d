"""The figures as a program reads them: flat cells and guilt, the same for the command line and the HTTP API."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from wellserved.analytics.contracts import Cell, Guilt
from wellserved.insight.contracts import MapQuestion
from wellserved.journey.contracts import MeasureKey
from wellserved.journey.queries import journeys_for, measure_keys
from wellserved.people.contracts import NotFound, Person

from .asking import fresh_lake, scoped
from .counting import answer


@dataclass(frozen=True, slots=True, kw_only=True)
class GapsAnswer:
    """`cells` and `guilt` are flat records in the order of the map; `period` the days asked for (None: open)."""

    cells: tuple[dict[str, Any], ...]
    guilt: tuple[dict[str, Any], ...]
    period: dict[str, date | datetime | None]


def gaps_for(
    person: Person, *, question: MapQuestion, journey: str | None = None, now: datetime
) -> GapsAnswer:
    """The five gaps and the guilty links of one journey, or of all that this person may see.

    Raises NotFound for a journey, segment or location that there is not for them.
    """
    seen = {j.slug for j in journeys_for(person)}
    if journey is not None and journey not in seen:
        known = ", ".join(sorted(seen)) or "none yet"
        raise NotFound(f"There is no journey '{journey}'; there are: {known}.")
    measures = [m for m in measure_keys(journey=journey) if m.journey in seen]
    lake, as_of = fresh_lake(now=now)
    found = answer(lake, scoped(person, question, measures=measures), measures=measures)
    keys = {(m.touchpoint_id, m.measure_id): m for m in measures}
    order = {key: place for place, key in enumerate(keys)}
    cells = sorted(found.cells, key=lambda c: (order[c.touchpoint_id, c.measure_id], c.gap))
    guilt = sorted(found.guilt, key=lambda g: order[g.touchpoint_id, g.measure_id])
    return GapsAnswer(
        cells=tuple(_flat(c, keys[c.touchpoint_id, c.measure_id]) for c in cells),
        guilt=tuple(_flat(g, keys[g.touchpoint_id, g.measure_id]) for g in guilt),
        period={"since": question.since, "until": question.until, "as_of": as_of},
    )


def _flat(row: Cell | Guilt, key: MeasureKey) -> dict[str, Any]:
    figures = {k: v for k, v in asdict(row).items() if k not in {"touchpoint_id", "measure_id"}}
    return {
        "journey": key.journey,
        "stage": key.stage,
        "touchpoint": key.touchpoint,
        "measure": key.measure,
        "unit": key.unit,
        **figures,
    }
