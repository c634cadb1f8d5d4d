"""Parcels whose times are drawn from a law that the tests know, so that windows can be held against it."""

from datetime import UTC, datetime, timedelta

import numpy as np

from wellserved.analytics.windows import History, Known

BEGIN = datetime(2026, 1, 5, tzinfo=UTC)
LANES = {"N > N": 24.0, "N > S": 60.0, "S > N": 90.0}


def parcels(
    *, seed: int, days: int = 120, a_day: int = 25, status: str = "in_transit", slower: float = 1.0
) -> History:
    """Lognormal times around each lane's median; `slower` stretches what is sent in the last third of the days."""
    chance = np.random.default_rng(seed)
    n = days * a_day
    at = BEGIN.timestamp() + np.sort(chance.uniform(0, days * 86400, n))
    lane = chance.choice(list(LANES), n, p=[0.6, 0.3, 0.1])
    typical = np.array([LANES[one] for one in lane.tolist()])
    late = at > BEGIN.timestamp() + days * 86400 * 2 / 3
    hours = typical * np.exp(chance.normal(0, 0.5, n)) * np.where(late, slower, 1.0)
    return History(
        known=Known(
            status=np.full(n, status),
            lane=lane,
            weekday=(at // 86400 + 3).astype(int) % 7,
            hour=(at % 86400 // 3600).astype(int),
            told_hours=typical + 48.0,
        ),
        scanned_at=at,
        hours=hours,
    )


def day(number: float) -> datetime:
    return BEGIN + timedelta(days=number)
