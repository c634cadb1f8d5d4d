"""Bringing the simulated grocer into the database and the lake."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction

from wellserved.insight.services import catch_up, tend_lake
from wellserved.journey.services import record_moments
from wellserved.people.services import ensure_customers
from wellserved.platform.refusals import Refused

from .customers import name_customers
from .life import live, sound_alarms
from .settling import Ids, settle, settled
from .simulation import Simulated, simulate
from .simulation.population import LANGUAGES
from .standing import BEGUN, LIVED, LOADED, Standing, Wanted, agreed, alone, lived, mark, standing
from .telling import tell_truth

SOURCE = "demo"
BATCH = 25_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """So many of `total` moments are recorded; `doing` says what is under way. A total of 0: not known yet."""

    doing: str
    done: int = 0
    total: int = 0


class DemoRefused(Refused):
    """The simulation made a moment that cannot be recorded: a mistake of ours."""


def load(wanted: Wanted, *, default: Standing, truth_file: Path, now: datetime) -> Iterator[Progress]:
    """Load what is missing of the demo organisation, telling how far it is.

    Nothing is loaded twice: a loading that was broken off goes on with what it began, a whole one is left as it
    is. Raises HomeHoldsAnother where this installation holds anything else.
    """
    with alone():
        chosen = agreed(wanted, here=standing(), default=default)
        if chosen.whole:
            return
        yield Progress(doing="Simulating eighteen months")
        simulated = simulate(seed=chosen.seed, until=chosen.until, scale=chosen.scale)
        if standing() is None:
            with transaction.atomic():
                settle(since=simulated.since, now=now)
                mark(BEGUN, of=chosen, now=now)
        yield from _record(simulated, now=now)
        yield Progress(
            doing="Bringing the lake up to date",
            done=simulated.moments.num_rows,
            total=simulated.moments.num_rows,
        )
        catch_up()
        tend_lake(now=now)
        yield Progress(
            doing="Drawing together, asking, watching",
            done=simulated.moments.num_rows,
            total=simulated.moments.num_rows,
        )
        if not lived():
            with transaction.atomic():
                live(seed=chosen.seed, now=now)
                mark(LIVED, of=chosen, now=now)
        yield Progress(
            doing="Raising alerts", done=simulated.moments.num_rows, total=simulated.moments.num_rows
        )
        sound_alarms(since=simulated.since, now=now)
        tell_truth(simulated.truth, file=truth_file)
        mark(LOADED, of=chosen, now=now, moments=simulated.moments.num_rows)


def _record(simulated: Simulated, *, now: datetime) -> Iterator[Progress]:
    total = simulated.moments.num_rows
    yield Progress(doing="Adding customers", total=total)
    keys = _customers(simulated, now=now)
    name_customers(simulated.population, keys=keys, now=now)
    ids = settled()
    yield Progress(doing="Recording moments", total=total)
    batches = (_batch(part, ids=ids, keys=keys) for part in _parts(simulated.moments))
    done = 0
    for recorded in record_moments(source=SOURCE, batches=batches, now=now):
        if recorded.rejected:
            raise DemoRefused(
                f"The simulation made a moment that cannot be recorded: {recorded.rejected[0]}. Mend its level "
                "in wellserved.demo.organisation."
            )
        done += recorded.read
        yield Progress(doing="Recording moments", done=done, total=total)


def _customers(simulated: Simulated, *, now: datetime) -> list[UUID]:
    """The customers' keys, by index. They are random: only the source's own ids come from the seed."""
    population, ids = simulated.population, settled()
    names = [f"C{index:06d}" for index in range(len(population))]
    segment_ids = [ids.segments[segment] for segment in population.segment]
    languages = [LANGUAGES[language] for language in population.language]
    keys = ensure_customers(
        source=SOURCE,
        external_ids=names,
        segment_ids=dict(zip(names, segment_ids, strict=True)),
        languages=dict(zip(names, languages, strict=True)),
        now=now,
    )
    return [keys[name] for name in names]


def _parts(moments: pa.Table) -> Iterator[pa.Table]:
    for start in range(0, moments.num_rows, BATCH):
        yield moments.slice(start, BATCH).combine_chunks()


def _batch(part: pa.Table, *, ids: Ids, keys: list[UUID]) -> pa.Table:
    """The batch as recording wants it: indices become ids."""
    customers = part["customer"].to_numpy()
    columns = {
        "measure_id": _ids(part["measure"], ids.measures),
        "customer_key": pa.array([str(keys[index]) for index in customers]),
        "staff_id": _ids(part["staff"], ids.staff),
        "location_id": _ids(part["site"], ids.sites),
        "segment_id": _ids(part["segment"], ids.segments),
    }
    kept = [
        name for name in part.column_names if name not in {"measure", "customer", "staff", "site", "segment"}
    ]
    return pa.table({**{name: part[name] for name in kept}, **columns})


def _ids(indices: pa.ChunkedArray, ids: tuple[int, ...]) -> pa.ChunkedArray:
    return pc.take(pa.array(ids, pa.int32()), indices)
