"""How the grocer's cases are worked: when whom it answers, what it often answers, what it keeps apart."""

from datetime import datetime, timedelta

from wellserved.cases.contracts import CaseIn, Channel, ContactIn, HoursGiven, Kind, Quarantine, spans_read
from wellserved.cases.services import ensure_journeys, set_hours, set_low_answers, set_template, take_in
from wellserved.journey.services import set_promise
from wellserved.people.contracts import OPERATOR

from .people import People

__all__ = ["prepare_desk"]
_PROMISED = (("first-answer", 9, "Within a working day"), ("resolution", 27, ""))
_DAY = spans_read("09:00-18:00")
_HOURS = (
    (None, "Asia/Seoul", "KR", ((_DAY,) * 5 + ((), ()))),
    ("taipei", "Asia/Taipei", "TW", ((_DAY,) * 6 + ((),))),
    ("dublin", "Europe/Dublin", "IE", ((spans_read("08:00-20:00"),) * 7)),
)
_TEXTS = {
    "late-delivery": {
        "en": (
            "The delivery came late",
            "Dear {name},\n\nwe are sorry that your delivery came late. It was {reason}.\n\n{agent}\n{number}",
        ),
        "ko": (
            "배송이 늦었을 때",
            "{name}님, 안녕하세요.\n\n배송이 늦어 죄송합니다. {reason} 때문이었습니다.\n\n{agent} 드림\n{number}",
        ),
        "zh-hant": (
            "配送延誤",
            "{name} 您好：\n\n很抱歉讓您久等了，這次延誤是因為 {reason}。\n\n{agent} 敬上\n{number}",
        ),
    },
    "paid-back": {
        "en": ("Paid back", "Dear {name},\n\nwe have paid {amount} back to you.\n\n{agent}"),
        "ko": ("환불해 드렸을 때", "{name}님, 안녕하세요.\n\n{amount} 환불해 드렸습니다.\n\n{agent} 드림"),
        "zh-hant": ("已退款", "{name} 您好：\n\n已退款 {amount} 給您。\n\n{agent} 敬上"),
    },
}
_APART = (
    ("Automatic reply", "I am on holiday until the 3rd and read no mail.", Quarantine.AUTOMATIC),
    ("Rank higher", "https://best.example https://rank.example Buy now!", Quarantine.LINKS),
)


def prepare_desk(people: People, *, now: datetime) -> None:
    """Set after the cases of the last quarter came in: theirs were due by the clock."""
    ensure_journeys(now=now)
    # Of five stars one and two; three would be too many to ring.
    set_low_answers(by=people.manager, margin=0.4, now=now)
    for touchpoint, hours, told in _PROMISED:
        set_promise(
            by=people.manager,
            journey="complaint",
            touchpoint=touchpoint,
            measure="hours",
            segment=None,
            standard=hours,
            told=told,
            valid_from=now,
            now=now,
        )
    for location, zone, country, week in _HOURS:
        given = HoursGiven(time_zone=zone, country=country, week=week)
        set_hours(by=people.manager, location=location, given=given, now=now)
    for slug, words in _TEXTS.items():
        for language, (title, body) in words.items():
            set_template(by=people.manager, slug=slug, language=language, title=title, body=body, now=now)
    for n, (title, text, why) in enumerate(_APART):
        case = CaseIn(
            source="demo-apart",
            source_id=str(n),
            kind=Kind.QUESTION,
            channel=Channel.EMAIL,
            title=title,
            text=text,
            language="en",
            contact=ContactIn(email=f"sender{n}@example.org"),
            quarantine=why.value,
        )
        take_in(by=OPERATOR, case=case, now=now - timedelta(hours=5 + n))
