"""What the grocer's customers wrote in the last quarter, what was behind it, what was mended since, and what is open."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import numpy as np

from wellserved.cases.contracts import CaseIn, Channel, ContactIn, Kind, Progress, Sending, State, Urgency
from wellserved.cases.models import Case, Message, Telling, Vote
from wellserved.cases.services import FactsSet, mend, reply, set_cause, set_facts, take, take_in
from wellserved.cases.services.looping import list_for_telling, publish, tell_everyone, tell_some
from wellserved.cases.services.sending import note_sent
from wellserved.cases.services.showing import show_cause
from wellserved.cases.services.telling import note_helped
from wellserved.demo.organisation.places import REGIONS, Region
from wellserved.journey.queries.touchpoints import touchpoint_keys
from wellserved.people.contracts import OPERATOR, Person
from wellserved.people.queries import account_id_of, person_of

from .people import People

__all__ = ["agent_of", "as_sent", "complain"]

CASES, DAYS = 40, 85
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cause:
    """`words` are what customers say of it, by language; `often` and `dear` weigh it."""

    slug: str
    above: str | None
    titles: dict[str, str]
    often: float
    dear: float
    place: tuple[str, str]
    words: dict[str, tuple[str, ...]]


_BRANCHES = {
    "delivery": {"en": "Delivery", "ko": "배송", "zh-hant": "配送"},
    "goods": {"en": "Goods", "ko": "상품", "zh-hant": "商品"},
}
_CAUSES = (
    _Cause(
        slug="late-route",
        above="delivery",
        titles={"en": "Routes planned too tight", "ko": "빠듯한 배송 경로", "zh-hant": "路線排得太緊"},
        often=5,
        dear=0.3,
        place=("fresh-tonight", "handover"),
        words={
            "en": ("It came two hours after the time I was given.", "I waited all evening and nobody rang."),
            "ko": ("안내받은 시간보다 두 시간 늦게 왔어요.", "저녁 내내 기다렸는데 연락도 없었습니다."),
            "zh-hant": ("比通知的時間晚了兩個小時才送到。", "等了一整晚，也沒有人打電話來。"),
        },
    ),
    _Cause(
        slug="wet-boxes",
        above="delivery",
        titles={"en": "Boxes that let the rain in", "ko": "비에 젖는 상자", "zh-hant": "紙箱會進水"},
        often=3,
        dear=0.5,
        place=("fresh-tonight", "handover"),
        words={
            "en": ("The box was soaked and the bread with it.", "Everything at the bottom was wet."),
            "ko": ("상자가 흠뻑 젖어서 빵까지 못 먹게 됐어요.", "아래쪽에 있던 것이 전부 젖어 있었습니다."),
            "zh-hant": ("箱子都濕透了，麵包也不能吃了。", "下層的東西全都濕了。"),
        },
    ),
    _Cause(
        slug="wrong-substitute",
        above="goods",
        titles={
            "en": "Substitutes nobody would want",
            "ko": "원치 않는 대체 상품",
            "zh-hant": "不合適的替代品",
        },
        often=3,
        dear=0.6,
        place=("fresh-tonight", "substitution"),
        words={
            "en": ("I ordered oat milk and got goat's milk.", "Please ask before you replace something."),
            "ko": ("귀리 우유를 주문했는데 산양유가 왔습니다.", "바꾸기 전에 물어봐 주세요."),
            "zh-hant": ("我訂的是燕麥奶，送來的卻是羊奶。", "換商品之前請先問一聲。"),
        },
    ),
    _Cause(
        slug="short-date",
        above="goods",
        titles={"en": "Goods close to their date", "ko": "유통기한이 임박한 상품", "zh-hant": "快到期的商品"},
        often=2,
        dear=1.0,
        place=("weekly-shop", "shelves"),
        words={
            "en": ("The yoghurt was to be eaten by today.", "Third time that the fish is from yesterday."),
            "ko": ("요구르트 유통기한이 오늘까지였어요.", "생선이 어제 것인 게 벌써 세 번째입니다."),
            "zh-hant": ("優格今天就到期了。", "魚是昨天的，這已經是第三次了。"),
        },
    ),
)
_PRAISE = {
    "en": "Your driver carried everything up to the fourth floor. Thank you!",
    "ko": "기사님이 4층까지 다 올려 주셨어요. 감사합니다!",
    "zh-hant": "司機幫我把東西全搬到四樓，謝謝！",
}
_QUESTION = {
    "en": "Can I change the evening of my delivery?",
    "ko": "배송 시간을 다른 저녁으로 바꿀 수 있나요?",
    "zh-hant": "可以改成別天晚上配送嗎？",
}
_ANSWER = {
    "en": "We are sorry. We have paid it back to you, and are looking into why it happened.",
    "ko": "죄송합니다. 환불해 드렸으며, 왜 그런 일이 있었는지 알아보고 있습니다.",
    "zh-hant": "非常抱歉。我們已退款給您，並正在查明原因。",
}
_SAID = {
    "en": "Boxes let the rain in",
    "ko": "상자가 비에 젖습니다",
    "zh-hant": "紙箱會進水",
}
_DID = {
    "en": "Since last month we pack into boxes with a coated base, and drivers carry a cover.",
    "ko": "지난달부터 바닥을 코팅한 상자에 포장하고, 기사가 덮개를 가지고 다닙니다.",
    "zh-hant": "從上個月起，我們改用底部防水的紙箱，司機也備有防水罩。",
}


_OPEN = (
    (
        "late-route",
        Progress.MENDING,
        17,
        {
            "en": "Deliveries come later than the hour we were told",
            "ko": "안내받은 시간보다 늦게 배송됩니다",
            "zh-hant": "送達時間比通知的晚",
        },
    ),
    (
        "wrong-substitute",
        Progress.LOOKING,
        9,
        {
            "en": "Sold-out goods are replaced by something we did not want",
            "ko": "품절된 상품이 원하지 않는 것으로 바뀌어 옵니다",
            "zh-hant": "缺貨時換來的不是我們要的東西",
        },
    ),
    (
        "short-date",
        Progress.LOOKING,
        4,
        {
            "en": "Fresh goods arrive a day before their date runs out",
            "ko": "신선식품이 유통기한 하루 전에 도착합니다",
            "zh-hant": "生鮮送到時只剩一天就到期",
        },
    ),
)


def complain(people: People, *, seed: int, now: datetime) -> None:
    """A quarter of complaints, questions and praise; most of them answered, the last ones waiting."""
    rng = np.random.default_rng(seed + 17)
    causes = _tree(now=now - DAYS * _DAY)
    places = {(key.journey, key.touchpoint): key.touchpoint_id for key in touchpoint_keys()}
    weights = np.array([cause.often for cause in _CAUSES])
    share = np.array([region.weight for region in REGIONS])
    for n, age in enumerate(sorted(rng.uniform(0.05, DAYS, CASES))[::-1]):
        region = REGIONS[int(rng.choice(len(REGIONS), p=share / share.sum()))]
        at = now - float(age) * _DAY
        kind = (Kind.COMPLAINT, Kind.QUESTION, Kind.PRAISE)[int(rng.choice(3, p=(0.8, 0.12, 0.08)))]
        cause = _CAUSES[int(rng.choice(len(_CAUSES), p=weights / weights.sum()))]
        if cause.slug == "wet-boxes" and age < 20:
            cause = _CAUSES[0]
        case_id = _written(n, kind, cause, region, rng, at=at)
        if age > 6:
            _answered(case_id, kind, cause, region, causes, places, rng, at=at)
    _mended(people, rng, now=now)
    _open(people, rng, now=now)


def _tree(*, now: datetime) -> dict[str, int]:
    for slug, titles in _BRANCHES.items():
        set_cause(by=OPERATOR, slug=slug, titles=titles, now=now)
    return {
        cause.slug: set_cause(by=OPERATOR, slug=cause.slug, titles=cause.titles, parent=cause.above, now=now)
        for cause in _CAUSES
    }


def _written(
    n: int, kind: Kind, cause: _Cause, region: Region, rng: np.random.Generator, *, at: datetime
) -> int:
    language = region.country.language
    said = {
        Kind.COMPLAINT: cause.words[language][int(rng.integers(2))],
        Kind.QUESTION: _QUESTION[language],
        Kind.PRAISE: _PRAISE[language],
    }[kind]
    basket = Decimal(round(region.country.basket * (0.5 + float(rng.uniform())) * cause.dear))
    by_mail = rng.uniform() < 0.7
    journey, touchpoint = cause.place
    case = CaseIn(
        source="demo",
        source_id=str(n),
        kind=kind,
        channel=Channel.EMAIL if by_mail else Channel.PHONE,
        text=said,
        language=language,
        made_at=at,
        contact=ContactIn(email=f"guest{n}@example.org") if by_mail else ContactIn(phone=f"+00 000 {n:04}"),
        location=region.code,
        journey=journey if kind is Kind.COMPLAINT else "",
        touchpoint=touchpoint if kind is Kind.COMPLAINT else "",
        urgency=Urgency.HIGH if rng.uniform() < 0.1 else Urgency.NORMAL,
        value=basket if kind is Kind.COMPLAINT else None,
        currency=region.country.currency if kind is Kind.COMPLAINT else "",
    )
    return take_in(by=OPERATOR, case=case, now=at).case_id


def _answered(
    case_id: int,
    kind: Kind,
    cause: _Cause,
    region: Region,
    causes: dict[str, int],
    places: dict[tuple[str, str], int],
    rng: np.random.Generator,
    *,
    at: datetime,
) -> None:
    """By the region's agent: the cause found, paid back, closed."""
    agent = agent_of(region)
    later = at + float(rng.uniform(0.3, 20)) * _HOUR
    take(by=agent, case_id=case_id, now=later)
    if kind is Kind.COMPLAINT:
        facts = FactsSet(
            cause=causes[cause.slug],
            touchpoint=places.get(cause.place),
            cost=Decimal(round(region.country.basket * cause.dear / 4)),
            cost_currency=region.country.currency,
            did="Paid back",
        )
        set_facts(by=agent, case_id=case_id, facts=facts, now=later)
    answer = _ANSWER[region.country.language]
    reply(by=agent, case_id=case_id, text=answer, now=later, then=State.DONE, hold=timedelta(0))
    as_sent(now=later)


def agent_of(region: Region) -> Person:
    known = {"seoul", "busan", "taipei", "kaohsiung", "dublin", "cork"}
    name = f"agent.{region.code}" if region.code in known else "manager"
    return person_of(account_id=account_id_of(email=f"{name}@example.org"))


def _mended(people: People, rng: np.random.Generator, *, now: datetime) -> None:
    """The wet boxes are over: everyone who wrote of them was told, and most say that it helped."""
    at = now - 18 * _DAY
    mending = mend(by=people.manager, slug="wet-boxes", said=_SAID, did=_DID, now=at)
    list_for_telling(by=people.manager, mending_id=mending, now=at)
    publish(by=people.manager, mending_id=mending, said=_SAID, did=_DID, now=at)
    tell_everyone(by=people.manager, mending_id=mending, now=at)
    told = tell_some(mending_id=mending, now=at)
    as_sent(now=at)
    cases = Telling.objects.filter(mending=mending, told_at__isnull=False).values("case")
    for case in Case.objects.filter(pk__in=cases).order_by("pk")[: told * 2 // 3]:
        helped = bool(rng.uniform() < 0.8)
        note_helped(by=OPERATOR, case_id=case.pk, helped=helped, now=at + 2 * _DAY)


def _open(people: People, rng: np.random.Generator, *, now: datetime) -> None:
    """What is not mended yet, and who says that it happened to them too."""
    for nth, (slug, progress, n, said) in enumerate(_OPEN):
        at = now - (24 - 6 * nth) * _DAY
        open_id = show_cause(by=people.manager, slug=slug, said=said, progress=progress, now=at)
        ages = sorted((now - at) / _DAY * rng.uniform(0.02, 0.98, n))[::-1]
        days = [now - float(age) * _DAY for age in ages]
        Vote.objects.bulk_create(
            Vote(
                open_cause_id=open_id,
                email=f"voter{nth}{i}@example.org",
                language=str(rng.choice(list(said))),
                cast_at=day,
                confirmed_at=day,
            )
            for i, day in enumerate(days)
        )


def as_sent(*, now: datetime) -> None:
    """As the mail server would have taken them: guests of a demo cannot be written to."""
    held = list(Message.objects.filter(sending=Sending.HELD))
    Message.objects.filter(pk__in=[message.pk for message in held]).update(
        sending=Sending.SENT, sent_at=now, held_until=None
    )
    for message in held:
        note_sent(message, now=now)
