"""The customers."""

from dataclasses import dataclass

import numpy as np

from wellserved.demo.organisation.people import SEGMENTS
from wellserved.demo.organisation.places import COUNTRIES, REGIONS, SITES

from .randomness import Numbers, Places, stream

CUSTOMERS = 24_000
ABROAD = 0.06
LANGUAGES = tuple(country.language for country in COUNTRIES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """One entry a customer: indices into SEGMENTS, REGIONS, SITES and LANGUAGES; `often` adds up to 1."""

    segment: Places
    region: Places
    shop: Places
    depot: Places
    language: Places
    often: Numbers

    def __len__(self) -> int:
        return len(self.segment)


def populate(*, seed: int, scale: float) -> Population:
    """The first customer is the one whom the demo's customer account belongs to: a family that comes often."""
    rng = stream(seed, "population")
    n = max(round(CUSTOMERS * scale), 1)
    segment = rng.choice(len(SEGMENTS), n, p=[kind.share for kind in SEGMENTS])
    region = rng.choice(len(REGIONS), n, p=[one.weight for one in REGIONS])
    rate = rng.gamma(1.5, 1.0, n) * np.array([kind.often for kind in SEGMENTS])[segment]
    segment[0], region[0], rate[0] = 0, 0, 25.0
    pick = rng.random(n)
    shops = [[SITES.index(code) for code, _ in one.shops] for one in REGIONS]
    shop = np.array([shops[r][int(p * len(shops[r]))] for r, p in zip(region, pick, strict=True)])
    depot = np.array([SITES.index(one.depot) for one in REGIONS])[region]
    return Population(
        segment=segment,
        region=region,
        shop=shop,
        depot=depot,
        language=_languages(region, seed=seed),
        often=rate / rate.sum(),
    )


def _languages(region: Places, *, seed: int) -> Places:
    rng = stream(seed, "languages")
    home = np.array([COUNTRIES.index(one.country) for one in REGIONS])[region]
    other = rng.integers(0, len(LANGUAGES), len(region))
    return np.where(rng.random(len(region)) < ABROAD, other, home)
