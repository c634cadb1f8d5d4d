"""The grocer's customers who ask where their parcel is, and how often the others look for themselves."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from django.db.models import F

from wellserved.cases.contracts import CaseIn, Channel, ContactIn, Kind, State
from wellserved.cases.models import Cause
from wellserved.cases.services import FactsSet, ensure_causes, reply, set_facts, suggest_new, take, take_in
from wellserved.demo.organisation.places import REGIONS
from wellserved.insight.services import record_asked
from wellserved.people.contracts import OPERATOR
from wellserved.tracking.models import Progress, Told, Visit

from .complaining import agent_of, as_sent

__all__ = ["ask_where"]

DAYS = 100
LOOKS = 4.2
"""A parcel's page is looked at so often."""
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)
_REGIONS = {region.depot: region for region in REGIONS}
_WORDS = {
    "en": ("Where is my order? It was to come yesterday.", "Has my parcel been lost? Nothing has arrived."),
    "ko": ("주문한 상품이 어디 있나요? 어제 온다고 했는데요.", "택배가 아직 안 왔어요. 언제 오나요?"),
    "zh-hant": ("我的訂單在哪裡？昨天就該到了。", "包裹還沒收到，什麼時候會到？"),
}
_ANSWER = {
    "en": "Your parcel is on its way. Its page shows at any time where it is and when it comes.",
    "ko": "고객님의 택배는 배송 중입니다. 택배 페이지에서 지금 위치와 도착 예정 시간을 언제든 보실 수 있습니다.",
    "zh-hant": "您的包裹正在配送途中，隨時可在包裹頁面查看目前位置與預計送達時間。",
}


@dataclass(frozen=True, slots=True)
class _Way:
    """A delivered parcel: its depot, until when it was told and when it came."""

    id: int
    depot: str
    told: datetime
    came: datetime


def ask_where(*, seed: int, now: datetime) -> None:
    """Two in five of those whose parcel is late ask, and hardly anybody else; what it comes to is recorded."""
    rng = np.random.default_rng(seed + 23)
    ensure_causes(now=now - (DAYS + 1) * _DAY)
    causes = dict(Cause.objects.values_list("slug", "pk"))
    for n, way in enumerate(_ways(now=now)):
        late = way.came > way.told
        if rng.uniform() > (0.4 if late else 0.015):
            continue
        wait = (way.came - way.told) * float(rng.uniform()) if late else timedelta()
        at = min(way.told + wait if late else way.came - 20 * _HOUR, now - _HOUR)
        case_id = _asked(n, way, rng, at=at)
        if now - at > 2 * _DAY:
            slug = "later-than-told" if late else "no-news-of-it"
            _answered(case_id, way, causes[slug], at=at + float(rng.uniform(0.5, 9)) * _HOUR)
    suggest_new(now=now)
    _look(rng, now=now)
    record_asked(now=now)


def _ways(*, now: datetime) -> list[_Way]:
    rows = Progress.objects.filter(
        consignment__number__startswith="SP",
        status="delivered",
        status_at__gt=now - DAYS * _DAY,
        consignment__location__isnull=False,
    ).order_by("status_at", "pk")
    told = dict(Told.objects.order_by("-told_at", "-pk").values_list("consignment_id", "latest"))
    found = rows.values_list("pk", F("consignment__location__code"), "status_at")
    return [_Way(pk, depot, told[pk], came) for pk, depot, came in found if pk in told]


def _asked(n: int, way: _Way, rng: np.random.Generator, *, at: datetime) -> int:
    language = _REGIONS[way.depot].country.language
    channel = (Channel.EMAIL, Channel.PHONE, Channel.PARCEL)[int(rng.choice(3, p=(0.5, 0.3, 0.2)))]
    # Whoever rings seldom has the number at hand.
    known = channel is not Channel.PHONE or rng.uniform() < 0.5
    mail = channel is Channel.EMAIL
    case = CaseIn(
        source="demo",
        source_id=f"where-{n}",
        kind=Kind.QUESTION,
        channel=channel,
        text=_WORDS[language][int(rng.integers(2))],
        language=language,
        made_at=at,
        contact=ContactIn(email=f"guest-where{n}@example.org")
        if mail
        else ContactIn(phone=f"+00 001 {n:04}"),
        location=_REGIONS[way.depot].code,
        journey="parcel",
        touchpoint="news",
        subject_kind="parcel" if known else "",
        subject_id=str(way.id) if known else "",
    )
    return take_in(by=OPERATOR, case=case, now=at).case_id


def _answered(case_id: int, way: _Way, cause: int, *, at: datetime) -> None:
    region = _REGIONS[way.depot]
    agent = agent_of(region)
    take(by=agent, case_id=case_id, now=at)
    set_facts(by=agent, case_id=case_id, facts=FactsSet(cause=cause), now=at)
    text = _ANSWER[region.country.language]
    reply(by=agent, case_id=case_id, text=text, now=at, then=State.DONE, hold=timedelta(0))
    as_sent(now=at)


def _look(rng: np.random.Generator, *, now: datetime) -> None:
    """As many a day as parcels come, by chance more or fewer."""
    day = now.astimezone(UTC).date()
    per_day = LOOKS * len(_ways(now=now)) / DAYS
    Visit.objects.bulk_create(
        [Visit(day=day - n * _DAY, views=int(rng.poisson(per_day))) for n in range(DAYS)],
        ignore_conflicts=True,
    )
