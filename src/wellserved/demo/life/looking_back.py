"""The grocer's yearly survey: SERVQUAL's 22 pairs, three columns and Kano pairs, answered in one wave."""

from datetime import datetime, timedelta

import msgspec
import numpy as np
from numpy.random import Generator

from wellserved.demo.organisation.people import SEGMENTS
from wellserved.demo.organisation.places import REGIONS
from wellserved.demo.simulation.randomness import stream
from wellserved.journey.contracts import JourneyPlan, StagePlan, TouchpointPlan
from wellserved.journey.services import ensure_journey
from wellserved.people.contracts import OPERATOR
from wellserved.people.queries import locations, segments
from wellserved.voice.beginnings import BEGINNINGS
from wellserved.voice.domain.definition import Definition, Dimension, Page, Pair, ThreeColumn
from wellserved.voice.domain.layout import items_of
from wellserved.voice.queries.versions import latest_of
from wellserved.voice.services import add_questionnaire, publish
from wellserved.voice.services.placing import place_measures
from wellserved.voice.services.storing import Finished, store

from .people import People

__all__ = ["look_back"]

ANSWERED, CARELESS = 300, 6
"""Of the careless half are too fast and half give everything the same."""
_SLUG, JOURNEY, TOUCHPOINT = "the-year", "all-year", "the-whole"
_DAY = timedelta(days=1)
# What is expected of seven and by how much it is missed; what of it weighs in the judgement as a whole.
_LEVELS = {
    "tangibles": (5.4, -0.1, 0.05),
    "reliability": (6.4, 0.9, 0.45),
    "responsiveness": (6.1, 1.0, 0.25),
    "assurance": (6.1, 0.4, 0.15),
    "empathy": (5.7, 0.7, 0.1),
}
_MISSED_MORE = {("seniors", "empathy"): 0.5, ("restaurants", "reliability"): 0.6}
_FEATURES = {"day-chosen": (2, 5), "late-told": (1, 5), "handwritten": (1, 3)}
"""How most feel with it and without it: taken for granted, the more the better, a delight."""
_COLUMNS = (
    ("waiting", "till", ("At the till", "계산대에서", "結帳時"), (5.0, 7.8, 5.6)),
    ("waiting", "on-hold", ("On the telephone", "전화할 때", "電話中"), (4.6, 7.2, 6.1)),
    ("advice", "counter", ("At the fresh counter", "신선 코너에서", "生鮮櫃檯"), (5.2, 7.6, 7.2)),
    ("advice", "to-ask", ("Somebody to ask", "물어볼 직원", "有人可問"), (4.9, 7.3, 5.9)),
)
_ZONES = {
    "waiting": ("Short waits", "짧은 대기", "等候時間短"),
    "advice": ("Good advice", "알찬 안내", "專業建議"),
}


def look_back(people: People, *, seed: int, now: datetime) -> None:
    """Whoever bought last year was asked in one wave of three weeks, which is over for two months."""
    rng = stream(seed, "looking back")
    began = now - 85 * _DAY
    touchpoint = TouchpointPlan(
        slug=TOUCHPOINT,
        title="The year as a whole",
        channel="survey",
        owner=people.manager.staff_id,
        doing="Thinks back over a year of shopping",
        thinking="Do they still deserve my money?",
        feeling=0,
    )
    stage = StagePlan(
        slug="looking-back",
        title="Look back",
        goal="Say how it was, all in all",
        touchpoints=(touchpoint,),
    )
    plan = JourneyPlan(
        slug=JOURNEY,
        title="Be a customer all year",
        goal="Be well served, whatever I need and whomever I meet",
        stages=(stage,),
    )
    ensure_journey(by=people.manager, plan=plan, now=began)
    definition = _definition()
    questionnaire = add_questionnaire(by=people.lead, slug=_SLUG, definition=definition, now=began)
    place_measures(
        by=OPERATOR, questionnaire=_SLUG, journey=JOURNEY, touchpoint=TOUCHPOINT, items=True, now=began
    )
    publish(by=people.lead, questionnaire=_SLUG, now=began)
    kinds = {kind.slug: kind.segment_id for kind in segments()}
    places = {place.code: place.location_id for place in locations()}
    shares = np.array([kind.share for kind in SEGMENTS])
    finished = []
    for n in range(ANSWERED):
        kind = SEGMENTS[int(rng.choice(len(SEGMENTS), p=shares / shares.sum()))].slug
        region = REGIONS[int(rng.integers(len(REGIONS)))]
        at = began + _DAY * float(rng.gamma(2.0, 3.0))
        minutes = 1 if n < CARELESS / 2 else float(rng.uniform(6, 15))
        said = _answers(rng, definition, kind=kind)
        finished.append(
            Finished(
                questionnaire_id=questionnaire,
                version_id=latest_of(questionnaire) or 0,
                source="survey",
                source_id=f"{_SLUG}-{n}",
                segment_id=kinds[kind],
                location_id=places[region.code],
                language=region.country.language,
                channel="app" if rng.uniform() < 0.45 else "web",
                facts={"journey": JOURNEY, "touchpoint": TOUCHPOINT},
                started_at=at - timedelta(minutes=minutes),
                finished_at=at,
                answers=_all_alike(said) if CARELESS / 2 <= n < CARELESS else said,
            )
        )
    store(sorted(finished, key=lambda one: one.finished_at), now=now)


def _answers(rng: Generator, definition: Definition, *, kind: str) -> dict[str, object]:
    """A mood that colours all, a feeling for each dimension, and chance for each item."""
    mood = rng.normal()
    hopes, felt = rng.normal(scale=0.45), {}
    said: dict[str, object] = {}
    for name, (expected, missed, _) in _LEVELS.items():
        usual = expected - missed - _MISSED_MORE.get((kind, name), 0.0)
        felt[name] = usual + 0.65 * mood + rng.normal(scale=0.6)
        for item in items_of(definition):
            # One in a hundred cannot say.
            if isinstance(item, Pair) and item.dimension == name and rng.uniform() > 0.01:
                said[item.key] = {
                    "expected": _of(7, expected + hopes + rng.normal(scale=0.55)),
                    "perceived": _of(7, felt[name] + rng.normal(scale=0.65)),
                }
    for _, key, _, levels in _COLUMNS:
        own = rng.normal(scale=0.7)
        least, wished, got = (level + own + rng.normal(scale=0.6) for level in levels)
        said[key] = {
            "minimum": _of(9, min(least, wished)),
            "desired": _of(9, max(least, wished)),
            "perceived": _of(9, got + 0.5 * mood),
        }
    for key, answers in _FEATURES.items():
        with_it, without = (one if rng.uniform() < 0.72 else int(rng.integers(1, 6)) for one in answers)
        said[key] = {"functional": with_it, "dysfunctional": without}
    whole = sum((felt[name] - 5.4) * weight for name, (_, _, weight) in _LEVELS.items())
    said["csat"] = _of(5, 3.8 + 0.85 * whole + rng.normal(scale=0.45))
    said["nps"] = _of(10, 7.9 + 1.7 * whole + rng.normal(scale=1.1), low=0)
    return said


def _all_alike(said: dict[str, object]) -> dict[str, object]:
    return {key: dict.fromkeys(one, 5) if isinstance(one, dict) else 5 for key, one in said.items()}


def _of(high: int, value: float, *, low: int = 1) -> int:
    return int(np.clip(np.rint(value), low, high))


def _words(said: tuple[str, str, str]) -> dict[str, str]:
    return dict(zip(("en", "ko", "zh-hant"), said, strict=True))


def _definition() -> Definition:
    servqual = BEGINNINGS["servqual"]
    (csat,), (nps,) = (BEGINNINGS[name].pages for name in ("csat", "nps"))
    columns = tuple(
        ThreeColumn(key=key, dimension=zone, text=_words(text), required=True)
        for zone, key, text, _ in _COLUMNS
    )
    zones = tuple(Dimension(key=key, title=_words(title)) for key, title in _ZONES.items())
    last = servqual.pages[-1]
    return msgspec.structs.replace(
        servqual,
        title=_words(("Your year with us", "저희와 함께한 한 해", "與我們同行的一年")),
        journey=JOURNEY,
        touchpoint=TOUCHPOINT,
        dimensions=(*servqual.dimensions, *zones),
        pages=(
            *servqual.pages[:-1],
            Page(key="zones", items=columns),
            *BEGINNINGS["kano"].pages,
            msgspec.structs.replace(last, items=(csat.items[0], nps.items[0], *last.items)),
        ),
    )
