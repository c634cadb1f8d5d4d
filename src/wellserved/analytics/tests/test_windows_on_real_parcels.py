"""Six weeks of real parcels, predicted as a weekly job would have. benchmarks/window.py measures the whole."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from wellserved.analytics.windows import History, Known, judged, narrowest_days, replay

BOUGHT, HANDED_OVER = "order_purchase_timestamp", "order_delivered_carrier_date"
DELIVERED, NAMED = "order_delivered_customer_date", "order_estimated_delivery_date"


def handed_over(folder: Path) -> History:
    orders = pd.read_csv(folder / "orders.csv", parse_dates=[BOUGHT, HANDED_OVER, DELIVERED, NAMED])
    orders = orders.merge(pd.read_csv(folder / "customers.csv"), on="customer_id")
    orders = orders[orders[HANDED_OVER].notna() & ~(orders[DELIVERED] < orders[HANDED_OVER])]
    at = orders[HANDED_OVER]
    return History(
        known=Known(
            status=np.full(len(orders), "in_transit"),
            lane=orders["customer_state"].to_numpy(str),
            destination=(orders["customer_zip_code_prefix"] // 100).to_numpy().astype(str),
            weekday=at.dt.weekday.to_numpy(int),
            hour=at.dt.hour.to_numpy(int),
            waited_hours=(at - orders[BOUGHT]).dt.total_seconds().to_numpy() / 3600,
            told_hours=(orders[NAMED] - at).dt.total_seconds().to_numpy() / 3600 + 24,
            since_midnight=(at - at.dt.normalize()).dt.total_seconds().to_numpy() / 3600,
        ),
        scanned_at=(at - pd.Timestamp(1970, 1, 1)).dt.total_seconds().to_numpy(),
        hours=(orders[DELIVERED] - at).dt.total_seconds().to_numpy() / 3600,
    )


def test_real_windows_hold_about_their_share_and_beat_the_constant_one_and_the_told_day(
    test_data: Path,
) -> None:
    past = handed_over(test_data / "olist_10k")
    parts = list(
        replay(
            past,
            since=datetime(2017, 6, 5, tzinfo=UTC),
            until=datetime(2017, 7, 17, tzinfo=UTC),
            every=timedelta(weeks=1),
        )
    )
    rows = np.concatenate([rows for rows, _ in parts])
    lower, upper = (
        np.concatenate([getattr(windows, side) for _, windows in parts]) for side in ("lower", "upper")
    )
    came = ~np.isnan(past.hours[rows])
    found = judged(past.hours[rows][came], lower[came], upper[came])
    # As they are shown: whole days against whole days.
    assert all(windows.by_day.all() for _, windows in parts)
    day = np.floor((past.hours + past.known.clock())[rows][came] / 24).astype(int)
    rival = narrowest_days(day, covered=found.covered)
    assert found.n > 900
    assert 0.87 < found.covered < 0.94
    assert found.width / 24 < 0.95 * rival.mixed
    assert past.known.told_hours is not None
    assert found.width < past.known.told_hours[rows][came].mean()
