"""What is so, whether or not the map finds it: each cell's expected share, from the chances that cases were drawn with."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from wellserved.demo.organisation.planted import BASE_RATE, CLEAN_BELOW, FAULTS, PLANTED, SECOND_VAN, Planted

from .episodes import Episodes
from .levels import Cases
from .odds import within
from .randomness import Flags

LINKS = {1: "knowledge", 2: "standard", 3: "delivery", 4: "communication", 5: "perception"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """`share` of the `n` cases is expected to fall short."""

    n: int
    share: float


# At a small scale there may be no case at all.
NOBODY = Chance(n=0, share=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueCell:
    """One gap of one measure. `kind`: 'planted' here; 'follows' from what is planted; 'clean', base rate only."""

    journey: str
    touchpoint: str
    measure: str
    gap: int
    kind: str
    n: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueFault:
    """A planted fault, with its link; `within` counts only the cases of its own places, segments and dates."""

    name: str
    story: str
    journey: str
    touchpoint: str
    measure: str
    gap: int
    link: str
    segments: tuple[str, ...]
    locations: tuple[str, ...]
    since: date | None
    until: date | None
    within: Chance


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueFix:
    """The planted fix: the same cases of the same place before `day`, and from it on."""

    story: str
    journey: str
    touchpoint: str
    measure: str
    gap: int
    locations: tuple[str, ...]
    day: date
    before: Chance
    after: Chance


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    seed: int
    until: date
    since: date
    scale: float
    customers: int
    moments: int
    base_rate: float
    clean_below: float
    planted: tuple[TrueFault, ...]
    fix: TrueFix
    cells: tuple[TrueCell, ...]


class Witness:
    """Listens while the cases are drawn, and can tell the truth afterwards."""

    def __init__(self, *, since: date) -> None:
        self._since = since
        self._cells: list[TrueCell] = []
        self._faults: dict[str, Chance] = {}
        self._mended: dict[str, Chance] = {}
        self._moments = 0

    def hears(self, at: tuple[str, str, str], cases: Cases, episodes: Episodes) -> None:
        self._moments += len(episodes)
        faults = [fault for fault in FAULTS if (fault.journey, fault.touchpoint, fault.measure) == at]
        for gap, chances in sorted(cases.chances.items()):
            counted = ~np.isnan(chances)
            if not counted.any():
                continue
            here = [fault for fault in faults if fault.gap == gap]
            kind = "planted" if here else "clean" if np.nanmax(chances) <= BASE_RATE else "follows"
            all_ = _chance(chances, counted)
            journey, touchpoint, measure = at
            self._cells.append(
                TrueCell(
                    journey=journey,
                    touchpoint=touchpoint,
                    measure=measure,
                    gap=gap,
                    kind=kind,
                    n=all_.n,
                    share=all_.share,
                )
            )
            for fault in here:
                self._faults[fault.name] = _chance(chances, counted & within(fault, episodes))
                if fault is SECOND_VAN.fault:
                    same_place = within(_without_dates(fault), episodes)
                    self._mended["before"] = _chance(
                        chances, counted & same_place & (episodes.day < SECOND_VAN.day)
                    )
                    self._mended["after"] = _chance(
                        chances, counted & same_place & (episodes.day >= SECOND_VAN.day)
                    )

    def truth(self, *, seed: int, until: date, scale: float, customers: int) -> Truth:
        return Truth(
            seed=seed,
            until=until,
            since=self._since,
            scale=scale,
            customers=customers,
            moments=self._moments,
            base_rate=BASE_RATE,
            clean_below=CLEAN_BELOW,
            planted=tuple(self._fault(fault) for fault in PLANTED),
            fix=self._fix(),
            cells=tuple(self._cells),
        )

    def _fault(self, fault: Planted) -> TrueFault:
        return TrueFault(
            name=fault.name,
            story=fault.story,
            journey=fault.journey,
            touchpoint=fault.touchpoint,
            measure=fault.measure,
            gap=fault.gap,
            link=LINKS[fault.gap],
            segments=fault.segments,
            locations=fault.locations,
            since=self._date(fault.since),
            until=self._date(fault.until),
            within=self._faults.get(fault.name, NOBODY),
        )

    def _fix(self) -> TrueFix:
        fault = SECOND_VAN.fault
        return TrueFix(
            story=SECOND_VAN.story,
            journey=fault.journey,
            touchpoint=fault.touchpoint,
            measure=fault.measure,
            gap=fault.gap,
            locations=fault.locations,
            day=self._since + timedelta(days=SECOND_VAN.day),
            before=self._mended.get("before", NOBODY),
            after=self._mended.get("after", NOBODY),
        )

    def _date(self, day: int | None) -> date | None:
        return None if day is None else self._since + timedelta(days=day)


def _chance(chances: np.ndarray, counted: Flags) -> Chance:
    n = int(counted.sum())
    return Chance(n=n, share=float(chances[counted].mean()) if n else 0.0)


def _without_dates(fault: Planted) -> Planted:
    return Planted(
        name=fault.name,
        journey=fault.journey,
        touchpoint=fault.touchpoint,
        measure=fault.measure,
        gap=fault.gap,
        size=fault.size,
        story=fault.story,
        segments=fault.segments,
        locations=fault.locations,
    )
