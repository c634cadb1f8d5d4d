"""What lots the grocer's parcels carry; one of yoghurt has gone off, and customers say so."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zlib import crc32

from wellserved.cases.contracts import CaseIn, Channel, ContactIn, Kind, State
from wellserved.cases.services import FactsSet, link, reply, set_cause, set_facts, take, take_in
from wellserved.demo.organisation.places import REGIONS
from wellserved.people.contracts import OPERATOR
from wellserved.tracking.contracts import LotIn
from wellserved.tracking.models import Carried, Lot, Progress

from .complaining import agent_of, as_sent
from .people import People

__all__ = ["lots_of", "spoil"]

# Of GS1's prefix for examples: nobody's goods.
YOGHURT, TROUT, OATS = "09521234000013", "09521234000020", "09521234000037"
_ARTICLES = ((YOGHURT, "Y", 6), (TROUT, "T", 9), (OATS, "M", 14))
"""GTIN, the letter that its lots begin with, and how many days one lot is sold."""
COMPLAINTS, LINKED, ANSWERED = 7, 3, 5
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)
_REGIONS = {region.depot: region for region in REGIONS}
_TITLES = {
    "en": "Goods gone off before their date",
    "ko": "유통기한 전에 상한 상품",
    "zh-hant": "未到期就變質的商品",
}
_WORDS = {
    "en": ("The yoghurt was off, a week before its date.", "Two pots of yoghurt had blown up and smelt."),
    "ko": (
        "유통기한이 일주일 남은 요구르트가 상해 있었어요.",
        "요구르트 두 개가 부풀어 있고 냄새가 났습니다.",
    ),
    "zh-hant": ("優格離到期還有一週，卻已經變質了。", "有兩杯優格鼓起來了，還有異味。"),
}
_ANSWER = {
    "en": "We are sorry. Please throw it away; we have paid it back to you and are testing the lot.",
    "ko": "죄송합니다. 드시지 말고 버려 주세요. 환불해 드렸으며 해당 로트를 검사하고 있습니다.",
    "zh-hant": "非常抱歉，請勿食用並直接丟棄。我們已退款，並正在檢驗該批次。",
}


def lots_of(number: str, *, at: datetime) -> list[LotIn]:
    """Of the articles in a parcel's box the lots that were on sale on the day; the same each time it is asked."""
    return [
        LotIn(lot=f"{letter}{_begun(at, days):%y%m%d}", gtin=gtin)
        for gtin, letter, days in _ARTICLES
        if crc32(f"{number} {letter}".encode()) % 2
    ]


def _begun(at: datetime, days: int) -> datetime:
    return at - (at.toordinal() % days) * _DAY


def spoil(people: People, *, now: datetime) -> None:
    """Some of those who got the yoghurt of the lot of two weeks ago write; what was looked at is linked to the lot."""
    lot = Lot.objects.filter(gtin=YOGHURT, number=f"Y{_begun(now - 14 * _DAY, 6):%y%m%d}").first()
    if lot is None:
        return
    cause = set_cause(by=OPERATOR, slug="gone-off", titles=_TITLES, parent="goods", now=now - 9 * _DAY)
    for n, (consignment_id, depot, came) in enumerate(_delivered(lot, now=now)):
        region = _REGIONS[depot]
        at = min(came + (8 + 5 * n) * _HOUR, now - (1 + n) * _HOUR)
        case = CaseIn(
            source="demo",
            source_id=f"gone-off-{n}",
            kind=Kind.COMPLAINT,
            channel=Channel.EMAIL,
            text=_WORDS[region.country.language][n % 2],
            language=region.country.language,
            made_at=at,
            contact=ContactIn(email=f"guest-yoghurt{n}@example.org"),
            location=region.code,
            subject_kind="parcel",
            subject_id=str(consignment_id),
        )
        case_id = take_in(by=OPERATOR, case=case, now=at).case_id
        if n < LINKED:
            link(by=people.manager, case_id=case_id, kind="lot", subject_id=str(lot.pk), now=at + _HOUR / 2)
        if n < ANSWERED:
            agent, later = agent_of(region), at + _HOUR / 2
            take(by=agent, case_id=case_id, now=later)
            set_facts(by=agent, case_id=case_id, facts=FactsSet(cause=cause), now=later)
            text = _ANSWER[region.country.language]
            reply(by=agent, case_id=case_id, text=text, now=later, then=State.DONE, hold=timedelta(0))
            as_sent(now=later)


def _delivered(lot: Lot, *, now: datetime) -> Iterator[tuple[int, str, datetime]]:
    ids = Carried.objects.filter(lot=lot, taken_back=False).values("consignment_id")
    rows = Progress.objects.filter(
        pk__in=ids, status="delivered", status_at__lt=now - 2 * _HOUR, consignment__location__isnull=False
    )
    names = rows.order_by("status_at", "pk").values_list("pk", "consignment__location__code", "status_at")
    yield from ((id_, depot, came) for id_, depot, came in names[:COMPLAINTS] if came)
