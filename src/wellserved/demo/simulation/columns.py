"""Cases as columns of moments."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.random import Generator

from wellserved.demo.organisation import Answered, Operated, Touchpoint
from wellserved.demo.organisation.people import SERVING, STAFF
from wellserved.demo.organisation.places import COUNTRIES, REGIONS

from .episodes import CHANNELS, Episodes, country_of
from .levels import Cases
from .population import LANGUAGES
from .randomness import Places

TIME = pa.timestamp("us", tz="UTC")
MONEY = pa.decimal128(14, 2)
ITEMS = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The cases of one measure. `numbers` are the episodes' own within their journey."""

    measure: int
    subject: str
    touchpoint: Touchpoint
    spec: Operated | Answered
    numbers: Places
    episodes: Episodes
    occurred_at: Places
    cases: Cases
    rng: Generator


def columns(group: Group) -> pa.Table:
    """The columns of a batch of moments, but for the ids that only a database knows.

    `measure`, `customer`, `segment`, `site` and `staff` are indices into the simulation's own lists instead.
    `believed` and `standard` are left to what is in force when the moments are recorded.
    """
    n = len(group.numbers)
    subjects = _subjects(group.subject, group.numbers)
    paid = isinstance(group.spec, Operated) and group.spec.paid
    return pa.table(
        {
            "source_key": pc.binary_join_element_wise(
                subjects, f"{group.touchpoint.slug}.{group.spec.slug}", "/"
            ),
            "measure": pa.repeat(pa.scalar(group.measure, pa.int32()), n),
            **{
                level: _level(getattr(group.cases, level))
                for level in ("expected", "delivered", "told", "perceived")
            },
            "customer": pa.array(group.episodes.customer, pa.int32()),
            "staff": _staff(group),
            "site": pa.array(group.episodes.site, pa.int32()),
            "channel": pa.nulls(n, pa.string())
            if group.touchpoint.channel
            else _named(CHANNELS, group.episodes.channel),
            "segment": pa.array(group.episodes.segment, pa.int32()),
            "language": _named(LANGUAGES, group.episodes.language),
            "occurred_at": pa.array(group.occurred_at, pa.int64()).cast(TIME),
            **(_paid(group) if paid else _unpaid(n)),
            "subject_kind": pa.repeat(group.subject, n),
            "subject_id": subjects,
        }
    )


def _level(values: Any) -> pa.Array:
    return pa.array(values, pa.float64(), from_pandas=True)


def _named(names: tuple[str, ...], indices: Places) -> pa.Array:
    return pc.take(pa.array(names, pa.string()), pa.array(indices, pa.int64()))


def _subjects(kind: str, numbers: Places) -> pa.Array:
    digits = pc.utf8_lpad(pa.array(numbers, pa.int64()).cast(pa.string()), width=6, padding="0")
    return pc.binary_join_element_wise(kind[0].upper(), digits, "")


def _staff(group: Group) -> pa.Array:
    n = len(group.numbers)
    if not group.touchpoint.served:
        return pa.nulls(n, pa.int32())
    anywhere, *local = SERVING
    by_region = {STAFF[index].location: index for index in local}
    near = np.array([by_region[region.code] for region in REGIONS])[group.episodes.region]
    return pa.array(np.where(group.rng.random(n) < 0.75, near, anywhere), pa.int32())


def _paid(group: Group) -> dict[str, pa.Array]:
    country = country_of(group.episodes.region)
    size = group.rng.lognormal(0, 0.45, len(group.numbers))
    decimals = np.array([one.decimals for one in COUNTRIES])[country]
    spent = np.array([one.basket for one in COUNTRIES])[country] * size
    items = np.maximum(np.rint(ITEMS * size), 1).astype(int)
    return {
        "money": pa.array(np.where(decimals > 0, np.round(spent, 2), np.rint(spent))).cast(MONEY),
        "currency": _named(tuple(one.currency for one in COUNTRIES), country),
        "attributes": pc.binary_join_element_wise('{"items":', pa.array(items).cast(pa.string()), "}", ""),
    }


def _unpaid(n: int) -> dict[str, pa.Array]:
    return {
        "money": pa.nulls(n, MONEY),
        "currency": pa.nulls(n, pa.string()),
        "attributes": pa.nulls(n, pa.string()),
    }
