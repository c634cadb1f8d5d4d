"""Windows of delivery on real parcels: how many of them the 90% windows hold, and how wide they are.

The parcels are olist_10k's. What is measured is what a nightly job would have shown: each night a model is trained on
what was known by then (a parcel delivered later is still on its way) and predicts the scans of the day. The
second half of the time, from SINCE on, is held back: whatever could be chosen was chosen on the parcels handed over
before it. The rival is the narrowest constant window, days from a to b for every parcel, that holds the same share of
the very parcels held back. It is chosen with hindsight, so it is stronger than any that somebody could have used.

The demo's grocer sends 900 parcels in four months over 36 lanes, too few in a lane to hold some back. So its simulation is
run for longer here, 240 days of 60 parcels, and the last 84 are held back from a job that trains every other week.
"""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.measuring import real_data, report, seconds
from wellserved.analytics.windows import History, Known, Said, judged, narrowest_constant, replay, train
from wellserved.analytics.windows.known import NUMBERS

SINCE, UNTIL = datetime(2017, 9, 4, tzinfo=UTC), datetime(2018, 3, 5, tzinfo=UTC)
NIGHTLY = timedelta(days=1)
COVERAGE = 0.9
LANES = 5
HOUR = timedelta(hours=1)
BOUGHT, HANDED_OVER = "info_received", "in_transit"
HANDED = {BOUGHT: "order_purchase_timestamp", HANDED_OVER: "order_delivered_carrier_date"}


@dataclass(frozen=True)
class Held:
    """The held-back parcels that arrived: shape (n,) each, times in hours from the scan."""

    hours: Any
    lower: Any
    upper: Any
    lane: Any
    told: Any
    scanned_at: Any
    said: Any
    honest: Any  # the constant window that the same job would have chosen


def orders(folder: Path) -> pd.DataFrame:
    """Orders with the customer's region and the first item's seller; olist_10k holds no seller's region."""
    times = [*HANDED.values(), "order_delivered_customer_date", "order_estimated_delivery_date"]
    found = pd.read_csv(folder / "orders.csv", parse_dates=times)
    customers = pd.read_csv(folder / "customers.csv", dtype={"customer_zip_code_prefix": str})
    items = pd.read_csv(folder / "order_items.csv", usecols=["order_id", "seller_id"])
    found = found.merge(customers, on="customer_id")
    return found.merge(items.drop_duplicates("order_id"), on="order_id", how="left")


def history(found: pd.DataFrame, status: str) -> History:
    """One row an order, seen from one status. Orders delivered before that (5 at the hand-over) are left out."""
    at = found[HANDED[status]]
    hours = (found["order_delivered_customer_date"] - at).dt.total_seconds() / 3600
    kept = at.notna() & ~(hours < 0)
    found, at, hours = found[kept], at[kept], hours[kept]
    told = found["order_estimated_delivery_date"].dt.normalize() + pd.Timedelta(days=1) - at
    waited = at - found["order_purchase_timestamp"]
    return History(
        known=Known(
            status=np.full(len(found), status),
            lane=found["customer_state"].to_numpy(str),
            destination=found["customer_zip_code_prefix"].str.zfill(5).str[:3].to_numpy(str),
            origin=found["seller_id"].fillna("").to_numpy(str),
            weekday=at.dt.weekday.to_numpy(int),
            hour=at.dt.hour.to_numpy(int),
            waited_hours=waited.dt.total_seconds().to_numpy() / 3600,
            told_hours=told.dt.total_seconds().to_numpy() / 3600,
        ),
        scanned_at=((at - pd.Timestamp(1970, 1, 1)).dt.total_seconds()).to_numpy(),
        hours=hours.to_numpy(),
    )


def together(histories: Sequence[History]) -> History:
    """One history of several statuses, as an organisation has it: what was bought tells how much is on its way."""
    columns: dict[str, Any] = {}
    for field in fields(Known):
        parts = [getattr(one.known, field.name) for one in histories]
        columns[field.name] = None if parts[0] is None else np.concatenate(parts)
    return History(
        known=Known(**columns),
        scanned_at=np.concatenate([one.scanned_at for one in histories]),
        hours=np.concatenate([one.hours for one in histories]),
    )


def held_back(
    past: History, *, since: datetime = SINCE, until: datetime = UNTIL, every: timedelta = NIGHTLY
) -> dict[str, Held]:
    """What was held back, by status."""
    parts = []
    for rows, windows in replay(past, since=since, until=until, every=every, coverage=COVERAGE):
        night = since + every * int(
            (past.scanned_at[rows].min() - since.timestamp()) // every.total_seconds()
        )
        known = past.as_of(night)
        constant = np.zeros((len(rows), 2))
        for status in np.unique(past.known.status[rows]):
            arrived = known.hours[(known.known.status == status) & ~np.isnan(known.hours)]
            constant[past.known.status[rows] == status] = narrowest_constant(arrived, covered=COVERAGE)
        columns = (windows.lower, windows.upper, windows.said.astype(float), constant[:, 0], constant[:, 1])
        parts.append(np.column_stack([rows, *columns]))
    table = np.vstack(parts)
    rows = table[:, 0].astype(int)
    came = ~np.isnan(past.hours[rows])
    return {
        str(status): _held(past, table[came & (past.known.status[rows] == status)])
        for status in np.unique(past.known.status)
    }


def _held(past: History, table: Any) -> Held:
    rows = table[:, 0].astype(int)
    told = past.known.numbers()[:, NUMBERS.index("told_hours")]
    return Held(
        hours=past.hours[rows],
        lower=table[:, 1],
        upper=table[:, 2],
        said=table[:, 3].astype(int),
        lane=past.known.group("lane")[rows],
        told=told[rows],
        scanned_at=past.scanned_at[rows],
        honest=table[:, 4:6],
    )


def figures(held: Held) -> dict[str, Any]:
    predicted = held.said <= Said.POOLED
    ours = judged(held.hours, held.lower, held.upper)
    low, high = narrowest_constant(held.hours, covered=ours.covered)
    honest = judged(held.hours, held.honest[:, 0], held.honest[:, 1])
    same = narrowest_constant(held.hours, covered=honest.covered)
    told = judged(held.hours, np.zeros_like(held.told), np.maximum(held.told, 0))
    return {
        "n": ours.n,
        "predicted": round(float(predicted.mean()), 4),
        "coverage": round(ours.covered, 4),
        "early": round(ours.early, 4),
        "late": round(ours.late, 4),
        "width_days": round(ours.width / 24, 2),
        "constant_days": [round(low / 24, 2), round(high / 24, 2)],
        "width_ratio": round(ours.width / (high - low), 4),
        "per_lane": per_lane(held),
        "per_month": per_month(held),
        "told_coverage": round(told.covered, 4),
        "told_width_days": round(told.width / 24, 2),
        "nightly_constant_coverage": round(honest.covered, 4),
        "nightly_constant_days": round(honest.width / 24, 2),
        "nightly_constant_width_ratio": round(honest.width / (same[1] - same[0]), 4),
    }


def per_lane(held: Held) -> dict[str, dict[str, float]]:
    found = {}
    for lane, n in Counter(held.lane.tolist()).most_common(LANES):
        of = held.lane == lane
        one = judged(held.hours[of], held.lower[of], held.upper[of])
        low, high = narrowest_constant(held.hours[of], covered=one.covered)
        found[lane] = {
            "n": n,
            "coverage": round(one.covered, 4),
            "width_days": round(one.width / 24, 2),
            "width_ratio": round(one.width / (high - low), 4),
            "told_coverage": round(float((held.hours[of] <= held.told[of]).mean()), 4),
            "nightly_constant_coverage": round(_held_by(held, of), 4),
        }
    return found


def _held_by(held: Held, of: Any) -> float:
    return judged(held.hours[of], held.honest[of, 0], held.honest[of, 1]).covered


def per_month(held: Held) -> dict[str, float]:
    month = held.scanned_at.astype("datetime64[s]").astype("datetime64[M]").astype(str)
    inside = (held.hours >= held.lower) & (held.hours <= held.upper)
    return {one: round(float(inside[month == one].mean()), 3) for one in np.unique(month).tolist()}


DEMO_DAYS, DEMO_PARCELS, DEMO_HELD = 240, 14_400, timedelta(days=84)
DEMO_NOW = datetime(2026, 11, 1, tzinfo=UTC)
FIRST = "in_transit"


def demo() -> dict[str, Any]:
    """The demo's grocer, sending for longer; judged are the windows from the first scan under way."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wellserved.config.settings")
    import django  # noqa: PLC0415  the other figure needs none

    django.setup()
    from wellserved.demo.life.parcels import parcels  # noqa: PLC0415  once Django is set up

    sent = parcels(np.random.default_rng(1), now=DEMO_NOW, days=DEMO_DAYS, count=DEMO_PARCELS)
    past = _scanned([row for one in sent for row in _rows(one)])
    held = held_back(past, since=DEMO_NOW - DEMO_HELD, until=DEMO_NOW, every=timedelta(weeks=2))
    found = figures(held[FIRST])
    return {
        "demo_n": found["n"],
        "demo_coverage": found["coverage"],
        "demo_width_days": found["width_days"],
        "demo_width_ratio": found["width_ratio"],
        "demo_per_lane": found["per_lane"],
    }


def _rows(sent: Any) -> Iterator[tuple[Any, ...]]:
    """A parcel's announcement and its first scan under way; its way back is none to the customer."""
    if any(scan.status == "returned_to_sender" for scan in sent.scans):
        return
    parcel, begun, came = sent.given, sent.scans[0].occurred_at, sent.scans[-1].occurred_at
    first = next(scan for scan in sent.scans if scan.status == FIRST)
    for scan in (sent.scans[0], first):
        at = scan.occurred_at
        yield (
            str(scan.status),
            parcel.lane,
            parcel.destination,
            parcel.origin,
            f"{parcel.carrier}/{parcel.service}",
            scan.place,
            at.weekday(),
            at.hour,
            (at - begun) / HOUR,
            (parcel.told.latest - at) / HOUR,
            at.timestamp(),
            (came - at) / HOUR if came <= DEMO_NOW else np.nan,
        )


def _scanned(rows: list[tuple[Any, ...]]) -> History:
    columns = [
        np.array(column)
        for column in zip(*(row for row in rows if row[10] < DEMO_NOW.timestamp()), strict=True)
    ]
    names = ("status", "lane", "destination", "origin", "service", "place", "weekday", "hour")
    return History(
        known=Known(
            **dict(zip(names, columns, strict=False)), waited_hours=columns[8], told_hours=columns[9]
        ),
        scanned_at=columns[10],
        hours=columns[11],
    )


def main() -> None:
    found = orders(real_data() / "olist_10k")
    past = together([history(found, status) for status in HANDED])
    held = held_back(past)
    of_hand_over = figures(held[HANDED_OVER])
    ours, (low, high) = of_hand_over["width_days"], of_hand_over["constant_days"]
    report(
        name="window",
        figure=ours,
        unit="days wide (mean of the 90% windows from the hand-over, held-back parcels)",
        rival="narrowest constant window of the same coverage, with hindsight",
        rival_figure=high - low,
        runs=1,
        **of_hand_over,
        from_purchase=figures(held[BOUGHT]),
        **demo(),
        **costs(past),
    )


def costs(past: History) -> dict[str, float]:
    model = train(past, now=UNTIL)
    one = past.known.rows(np.arange(1))
    many = past.known.rows(np.arange(100_000) % len(past))
    return {
        "train_s": round(seconds(lambda: train(past, now=UNTIL)), 2),
        "one_ms": round(seconds(lambda: [model.predict(one) for _ in range(200)]) * 1000 / 200, 3),
        "hundred_thousand_s": round(seconds(lambda: model.predict(many)), 2),
        "model_kb": round(len(model.to_bytes()) / 1000, 1),
    }


if __name__ == "__main__":
    main()
