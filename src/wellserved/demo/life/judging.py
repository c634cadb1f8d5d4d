"""What the grocer's customers expect of a parcel, and how they judge theirs, late ones and others."""

from datetime import datetime, timedelta

import numpy as np

from wellserved.demo.organisation.places import REGIONS
from wellserved.people.contracts import OPERATOR
from wellserved.people.queries import locations
from wellserved.tracking.models import Progress, Told
from wellserved.voice.beginnings import BEGINNINGS
from wellserved.voice.domain.definition import Becomes, Definition, Page, Pair, Scaled
from wellserved.voice.queries.versions import latest_of
from wellserved.voice.services import add_questionnaire, publish
from wellserved.voice.services.placing import place_measures
from wellserved.voice.services.storing import Finished, store

from .people import People

__all__ = ["judge_parcels"]

ANSWERS = 0.3
"""Of those whose parcel has come; by the web and in the shop's app."""
_SLUG = "parcel"
_DAY = timedelta(days=1)
_FIVE = Scaled(
    high=5,
    low_words={"en": "Not at all", "ko": "전혀 그렇지 않다", "zh-hant": "完全不同意"},
    high_words={"en": "Very much so", "ko": "매우 그렇다", "zh-hant": "非常同意"},
)
_SHOULD_AND_DID = {
    "punctual": (
        ("Comes when needed", "필요할 때 도착", "需要時送到"),
        (
            "A parcel should come when I need it.",
            "택배는 필요할 때 도착해야 한다.",
            "包裹應該在我需要的時候送到。",
        ),
        ("It came when I needed it.", "필요할 때 도착했다.", "在我需要的時候送到。"),
    ),
    "informed": (
        ("Known where it is", "위치를 알 수 있음", "知道在哪裡"),
        (
            "I should always know where it is.",
            "어디에 있는지 늘 알 수 있어야 한다.",
            "我應該隨時知道它在哪裡。",
        ),
        ("I always knew where it was.", "어디에 있는지 늘 알 수 있었다.", "我隨時知道它在哪裡。"),
    ),
    "careful": (
        ("Handled with care", "조심스러운 취급", "小心處理"),
        ("It should be handled with care.", "조심스럽게 다루어져야 한다.", "包裹應該受到小心對待。"),
        ("It was handled with care.", "조심스럽게 다루어졌다.", "包裹受到小心對待。"),
    ),
}
_HOPED = {"punctual": 4.6, "informed": 4.1, "careful": 4.7}
_LESS = {"punctual": 1.5, "informed": 0.8, "careful": 0.1}
"""What a late parcel costs of each, of five."""


def judge_parcels(people: People, *, seed: int, now: datetime) -> None:
    """Three in ten of those whose parcel has come answer a day later; the late ones like it less."""
    rng = np.random.default_rng(seed + 31)
    began = now - 130 * _DAY
    questionnaire = add_questionnaire(by=people.lead, slug=_SLUG, definition=_definition(), now=began)
    place_measures(
        by=OPERATOR, questionnaire=_SLUG, journey="parcel", touchpoint="delivery", items=True, now=began
    )
    publish(by=people.lead, questionnaire=_SLUG, now=began)
    told = dict(Told.objects.order_by("-told_at", "-pk").values_list("consignment_id", "latest"))
    rows = Progress.objects.filter(
        consignment__number__startswith="SP", status="delivered", status_at__lt=now - _DAY
    )
    places = {place.code: place.location_id for place in locations()}
    codes = {region.depot: region.code for region in REGIONS}
    finished = [
        _finished(row, questionnaire, told.get(row.pk), places[codes[row.consignment.location.code]], rng)
        for row in rows.select_related("consignment__location").order_by("status_at", "pk")
        if row.consignment.location and rng.uniform() < ANSWERS
    ]
    store(finished, now=now)


def _finished(
    row: Progress, questionnaire: int, told: datetime | None, location: int, rng: np.random.Generator
) -> Finished:
    came = row.status_at or row.consignment.made_at
    late = told is not None and came > told
    at = came + float(rng.uniform(0.2, 0.95)) * _DAY
    mood = 4.1 + rng.normal(scale=0.7)
    answers = {
        item: {
            "expected": _of_five(_HOPED[item] + rng.normal(scale=0.6)),
            "perceived": _of_five(mood - (_LESS[item] if late else 0.0) + rng.normal(scale=0.6)),
        }
        for item in _SHOULD_AND_DID
    }
    whole = float(np.mean([one["perceived"] for one in answers.values()])) + rng.normal(scale=0.4)
    return Finished(
        questionnaire_id=questionnaire,
        version_id=latest_of(questionnaire) or 0,
        source="shop",
        source_id=f"parcel-{row.pk}",
        segment_id=row.consignment.segment_id,
        location_id=location,
        language=row.consignment.language,
        channel="app" if rng.uniform() < 0.6 else "web",
        facts={
            "journey": "parcel",
            "touchpoint": "delivery",
            "about_kind": "parcel",
            "about_id": str(row.pk),
        },
        started_at=at - timedelta(seconds=int(rng.integers(20, 90))),
        finished_at=at,
        answers={**answers, "csat": _of_five(whole)},
    )


def _of_five(value: float) -> int:
    return int(np.clip(np.rint(value), 1, 5))


def _words(said: tuple[str, str, str]) -> dict[str, str]:
    return dict(zip(("en", "ko", "zh-hant"), said, strict=True))


def _definition() -> Definition:
    (page,) = BEGINNINGS["csat"].pages
    items = tuple(
        Pair(
            key=key,
            text=_words(short),
            expected=_words(should),
            perceived=_words(did),
            scale=_FIVE,
            becomes=Becomes(measure=key),
        )
        for key, (short, should, did) in _SHOULD_AND_DID.items()
    )
    return Definition(
        title={"en": "How was your parcel?", "ko": "택배는 어떠셨나요?", "zh-hant": "包裹還滿意嗎？"},
        journey="parcel",
        touchpoint="delivery",
        pages=(Page(key="parcel", items=(*items, page.items[0])),),
    )
