"""Each customer's goes at a journey: who, where, when."""

from dataclasses import dataclass, fields
from datetime import date, timedelta

import numpy as np

from wellserved.demo.organisation import Journey
from wellserved.demo.organisation.catalogue import PERIOD_DAYS
from wellserved.demo.organisation.places import COUNTRIES, REGIONS

from .population import Population
from .randomness import Flags, Numbers, Places, stream

HOUR = 3_600_000_000
DAY = 24 * HOUR
WEEKDAYS = np.array([0.92, 0.86, 0.90, 1.0, 1.28, 1.22, 1.05])
PEAKS = {
    "order": ((10.0, 1.6), (18.0, 1.4)),
    "visit": ((11.0, 1.5), (17.5, 1.8)),
    "complaint": ((14.0, 3.0),),
}
CHANNELS = ("app", "website", "telephone", "shop")
FROM_AFAR = (0.62, 0.28, 0.10, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Episodes:
    """One entry a go, by day; `begins` in microseconds since 1970 (UTC), `day` counted from the period's first."""

    customer: Places
    segment: Places
    region: Places
    site: Places
    language: Places
    begins: Places
    day: Places
    busy: Flags
    channel: Places

    def __len__(self) -> int:
        return len(self.customer)

    def taken(self, rows: Places, *, day: Places) -> "Episodes":
        """These rows, as they stand on another day of theirs."""
        kept = {one.name: getattr(self, one.name)[rows] for one in fields(self)}
        return Episodes(**{**kept, "day": day})


def first_day(until: date) -> date:
    """The first day of the period whose last day is `until`."""
    return until - timedelta(days=PERIOD_DAYS - 1)


def midnight(day: date) -> int:
    """The day's begin in UTC, in microseconds since 1970."""
    return (day - date(1970, 1, 1)).days * DAY


def live(journey: Journey, population: Population, *, seed: int, until: date, scale: float) -> Episodes:
    """Draw who comes when; Fridays, December and a growing business included."""
    rng = stream(seed, "episodes", journey.slug)
    n = max(round(journey.episodes * scale), 1)
    weights = _day_weights(first_day(until))
    day = np.sort(rng.choice(PERIOD_DAYS, n, p=weights / weights.sum()))
    customer = rng.choice(len(population), n, p=population.often)
    region = population.region[customer]
    at_depot = np.full(n, journey.places == "depot") | ((journey.places == "any") & (rng.random(n) < 0.7))
    hour = _hours(rng, journey.subject, n=n)
    ahead = np.array([one.country.hours_ahead for one in REGIONS])[region]
    channel = rng.choice(len(CHANNELS), n, p=FROM_AFAR)
    if journey.places == "shop":
        channel = np.full(n, CHANNELS.index("shop"))
    return Episodes(
        customer=customer,
        segment=population.segment[customer],
        region=region,
        site=np.where(at_depot, population.depot[customer], population.shop[customer]),
        language=population.language[customer],
        begins=midnight(first_day(until)) + day * DAY + np.rint((hour - ahead) * HOUR).astype(np.int64),
        day=day,
        busy=weights[day] > np.quantile(weights, 0.8),
        channel=channel,
    )


def country_of(region: Places) -> Places:
    """Indices into COUNTRIES."""
    return np.array([COUNTRIES.index(one.country) for one in REGIONS])[region]


def _day_weights(first: date) -> Numbers:
    days = np.arange(PERIOD_DAYS)
    weekday = WEEKDAYS[(first.weekday() + days) % 7]
    # The year's peak is shortly before Christmas, its trough in June.
    year = 1 + 0.15 * np.cos(2 * np.pi * (first.timetuple().tm_yday + days - 350) / 365.25)
    grown = 1 + 0.25 * days / PERIOD_DAYS
    return np.asarray(weekday * year * grown, np.float64)


def _hours(rng: np.random.Generator, subject: str, *, n: int) -> Numbers:
    peaks = PEAKS[subject]
    at = rng.integers(0, len(peaks), n)
    middle, width = np.array([p[0] for p in peaks])[at], np.array([p[1] for p in peaks])[at]
    return np.clip(rng.normal(middle, width), 7.0, 22.0)
