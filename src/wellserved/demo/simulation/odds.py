"""How likely each case is to fall short, by what was planted where."""

import numpy as np

from wellserved.demo.organisation.catalogue import Answered, Operated
from wellserved.demo.organisation.people import SEGMENTS
from wellserved.demo.organisation.places import SITES
from wellserved.demo.organisation.planted import FAULTS, Planted

from .episodes import Episodes
from .randomness import Flags, Numbers

QUIET, BUSY = 0.012, 0.018
"""Ordinary bad luck, on quiet and busy days; both below the base rate that the truth states."""
Place = tuple[str, str, str]


def odds(at: Place, *, gap: int, episodes: Episodes) -> Numbers:
    """The probability of each episode to fall short in this gap of the measure at (journey, touchpoint, measure)."""
    found = np.where(episodes.busy, BUSY, QUIET)
    for fault in FAULTS:
        if (fault.journey, fault.touchpoint, fault.measure) == at and fault.gap == gap:
            found = np.where(within(fault, episodes), fault.size, found)
    return found


def within(fault: Planted, episodes: Episodes) -> Flags:
    """The episodes that the fault reaches."""
    hit = np.ones(len(episodes), bool)
    if fault.segments:
        slugs = [kind.slug for kind in SEGMENTS]
        hit &= np.isin(episodes.segment, [slugs.index(s) for s in fault.segments])
    if fault.locations:
        hit &= np.isin(episodes.site, [SITES.index(code) for code in fault.locations])
    if fault.since is not None:
        hit &= episodes.day >= fault.since
    if fault.until is not None:
        hit &= episodes.day < fault.until
    return hit


def is_planted(journey: str, touchpoint: str, measures: tuple[Operated | Answered, ...]) -> bool:
    """Whether something clocked at this touchpoint carries a fault, so that scores there follow it."""
    clocked = {m.slug for m in measures if isinstance(m, Operated)}
    return any((f.journey, f.touchpoint) == (journey, touchpoint) and f.measure in clocked for f in FAULTS)
