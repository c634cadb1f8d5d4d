"""A questionnaire with one of everything that a page shows, and its ways in."""

import re
from collections.abc import Mapping
from datetime import datetime

from wellserved.journey.contracts import JourneyPlan, MeasurePlan, StagePlan, TouchpointPlan
from wellserved.journey.services import ensure_journey
from wellserved.people.contracts import OPERATOR
from wellserved.voice.domain.definition import (
    Becomes,
    Choice,
    Choices,
    Csat,
    Definition,
    LongText,
    Matrix,
    Nps,
    Option,
    Page,
    Pair,
    Photo,
    ShortText,
    VoiceNote,
    When,
)


def w(text: str, ko: str = "") -> dict[str, str]:
    return {"en": text, "ko": ko} if ko else {"en": text}


SEVEN = {"unit": "of 7", "better": "higher", "scale_low": 1.0, "scale_high": 7.0}


def draw_counter(*, now: datetime) -> None:
    """A journey with a touchpoint on which pairs, their dimension and the NPS have measures."""
    measures = [("staff", SEVEN), ("care", SEVEN), ("empathy", SEVEN)]
    ensure_journey(
        by=OPERATOR,
        plan=JourneyPlan(
            slug="visit",
            title="Visit the shop",
            stages=(
                StagePlan(
                    slug="shop",
                    title="In the shop",
                    touchpoints=(
                        TouchpointPlan(
                            slug="counter",
                            title="At the counter",
                            measures=(
                                *(MeasurePlan(slug=slug, title=slug, **scale) for slug, scale in measures),  # type: ignore[arg-type]  # of each its kind
                                MeasurePlan(
                                    slug="nps", title="NPS", unit="of 10", better="higher", scale_low=0.0
                                ),
                            ),
                        ),
                    ),
                ),
            ),
        ),
        now=now,
    )


def everything() -> Definition:
    options = (
        Option(key="fast", words=w("Fast")),
        Option(key="kind", words=w("Kind")),
        Option(key="other", words=w("Other, namely"), words_wanted=True),
    )
    return Definition(
        title=w("Your visit", "방문은 어떠셨나요"),
        journey="visit",
        touchpoint="counter",
        pages=(
            Page(
                key="first",
                title=w("At {fact:place|our shop}"),
                items=(
                    Nps(
                        key="nps",
                        text=w("Would you recommend us?", "추천하시겠어요?"),
                        required=True,
                        becomes=Becomes(measure="nps"),
                    ),
                    LongText(
                        key="why",
                        text=w("You gave {answer:nps}. Why?"),
                        required=True,
                        show_if=When(item="nps", is_="<", value=7),
                    ),
                ),
            ),
            Page(
                key="second",
                items=(
                    Pair(
                        key="staff",
                        text=w("Greeting"),
                        expected=w("They should greet"),
                        perceived=w("They greeted"),
                        unsure=True,
                    ),
                    Choice(key="reason", text=w("Why did you come?"), options=options),
                    Choices(key="liked", text=w("What did you like?"), options=options, most=2),
                    Matrix(key="rooms", text=w("The rooms"), rows=options[:2]),
                    ShortText(key="word", text=w("In one word"), most=20),
                ),
            ),
            Page(
                key="third",
                items=(Photo(key="photo", text=w("A photo")), VoiceNote(key="voice", text=w("Say it"))),
            ),
        ),
    )


def short() -> Definition:
    return Definition(
        title=w("One question"),
        journey="visit",
        touchpoint="counter",
        pages=(
            Page(
                key="only",
                items=(
                    Csat(key="csat", text=w("How satisfied are you?"), required=True),
                    Nps(key="nps", text=w("Would you recommend us?"), becomes=Becomes(measure="nps")),
                    LongText(key="words", text=w("Anything else?")),
                ),
            ),
        ),
    )


def hidden(html: str) -> Mapping[str, str]:
    """The hidden fields of a form."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', html))
