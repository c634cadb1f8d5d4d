"""What is wrong with the grocer, put there on purpose, so that one can see whether the map finds it."""

from dataclasses import dataclass

from .fresh_tonight import CHAT_PROMISE_REVISED

BASE_RATE = 0.02
"""Where nothing is planted, no case falls short with a higher probability than this: ordinary bad luck."""
CLEAN_BELOW = 0.03
"""A cell whose interval lies above this is not ordinary bad luck."""
ECHO = 0.6
"""How likely a customer left short at a touchpoint with a planted gap scores it below what they expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """One fault: with probability `size` a case within its scope falls short in this gap. Days are of the period.

    Gaps 1 to 5 are the links knowledge, standard, delivery, communication and perception.
    """

    name: str
    journey: str
    touchpoint: str
    measure: str
    gap: int
    size: float
    story: str
    segments: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """A fault that was mended on a day of the period; from then on only the base rate is left."""

    fault: Planted
    day: int
    story: str


PLANTED = (
    Planted(
        name="windows-for-singles",
        journey="fresh-tonight",
        touchpoint="checkout",
        measure="window-wait",
        gap=1,
        size=0.85,
        segments=("singles",),
        story="Managers believe that a window within eight hours will do; single professionals want far less.",
    ),
    Planted(
        name="warning-for-seniors",
        journey="fresh-tonight",
        touchpoint="eta-notice",
        measure="notice",
        gap=1,
        size=0.8,
        segments=("seniors",),
        story="Managers believe that a quarter of an hour's warning suffices; seniors need longer to the door.",
    ),
    Planted(
        name="chat-standard",
        journey="fresh-tonight",
        touchpoint="chat-help",
        measure="first-answer",
        gap=2,
        size=0.85,
        until=CHAT_PROMISE_REVISED,
        story="Managers know that a chat wants an answer in minutes; the standard said half an hour until revised.",
    ),
    Planted(
        name="restaurants-need-all-items",
        journey="fresh-tonight",
        touchpoint="picking",
        measure="complete",
        gap=2,
        size=0.8,
        segments=("restaurants",),
        story="Known, but not in the standard: a restaurant cannot cook with 95 of 100 items.",
    ),
    Planted(
        name="vans-of-sasang",
        journey="fresh-tonight",
        touchpoint="handover",
        measure="order-to-door",
        gap=3,
        size=0.35,
        locations=("sasang-depot",),
        story="Sasang has too few vans for its hills and bridges.",
    ),
    Planted(
        name="chiller-of-qianzhen",
        journey="fresh-tonight",
        touchpoint="cold-chain",
        measure="temperature",
        gap=3,
        size=0.5,
        locations=("qianzhen-depot",),
        since=230,
        story="The chiller at Qianzhen has been failing since that day.",
    ),
    Planted(
        name="arrival-too-good-to-be-true",
        journey="fresh-tonight",
        touchpoint="tracking",
        measure="arrival",
        gap=4,
        size=0.3,
        story="The app shows arrival times as if there were no traffic.",
    ),
    Planted(
        name="freshness-campaign",
        journey="fresh-tonight",
        touchpoint="product-page",
        measure="freshness-shown",
        gap=4,
        size=0.45,
        since=150,
        until=330,
        story="A campaign showed more days of freshness than the goods had.",
    ),
    Planted(
        name="too-much-wrapping",
        journey="fresh-tonight",
        touchpoint="packaging",
        measure="sensible",
        gap=5,
        size=0.4,
        segments=("families",),
        story="Nothing is broken or missing; families just see too much wrapping.",
    ),
    Planted(
        name="shelves-of-mapo",
        journey="weekly-shop",
        touchpoint="shelves",
        measure="availability",
        gap=3,
        size=0.35,
        locations=("mapo-shop",),
        story="Mapo fills its shelves too late in the day.",
    ),
    Planted(
        name="queue-feels-longer",
        journey="weekly-shop",
        touchpoint="queue",
        measure="felt-wait",
        gap=5,
        size=0.35,
        story="The queue is as short as promised and feels long: there is nothing to do or see in it.",
    ),
    Planted(
        name="decision-within-a-day",
        journey="put-right",
        touchpoint="decision",
        measure="hours",
        gap=4,
        size=0.4,
        story="The web page says a day; nobody asked the team, which has three.",
    ),
    Planted(
        name="refund-standard",
        journey="put-right",
        touchpoint="refund",
        measure="days",
        gap=2,
        size=0.85,
        story="Managers know that people want their money within days; finance pays every second week.",
    ),
    Planted(
        name="word-of-what-changed",
        journey="put-right",
        touchpoint="follow-up",
        measure="days",
        gap=1,
        size=0.8,
        story="Managers believe that a month is soon enough to say what was changed; customers have left by then.",
    ),
)
SECOND_VAN = Fix(
    fault=Planted(
        name="second-van-of-gangseo",
        journey="fresh-tonight",
        touchpoint="handover",
        measure="order-to-door",
        gap=3,
        size=0.3,
        locations=("gangseo-depot",),
        until=400,
        story="Gangseo had one van too few for its evenings.",
    ),
    day=400,
    story="A second evening van at Gangseo from that day on.",
)
FAULTS = (*PLANTED, SECOND_VAN.fault)
