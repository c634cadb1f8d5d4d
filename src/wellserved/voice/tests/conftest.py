"""A questionnaire on a map, and people at the door."""

from datetime import UTC, datetime

import pytest

from wellserved.people.contracts import OPERATOR
from wellserved.voice.domain.definition import (
    Becomes,
    Definition,
    Dimension,
    LongText,
    Nps,
    Page,
    Pair,
    When,
)
from wellserved.voice.services import add_questionnaire, publish

from .questions import draw_counter, w

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def counter(db: None) -> None:
    draw_counter(now=NOW)


@pytest.fixture
def definition() -> Definition:
    """Two pairs of one dimension, the NPS, and why, where it is low."""
    pair = {"scale": Pair.__struct_defaults__[-1], "dimension": "empathy", "required": True}
    return Definition(
        title=w("How was it?"),
        journey="visit",
        touchpoint="counter",
        dimensions=(Dimension(key="empathy", title=w("Empathy"), becomes=Becomes(measure="empathy")),),
        pages=(
            Page(
                key="pairs",
                items=(
                    Pair(
                        key="staff",
                        expected=w("Staff should greet"),
                        perceived=w("They greeted"),
                        becomes=Becomes(measure="staff"),
                        **pair,
                    ),
                    Pair(
                        key="care",
                        expected=w("Staff should care"),
                        perceived=w("They cared"),
                        becomes=Becomes(measure="care"),
                        **pair,
                    ),
                ),
            ),
            Page(
                key="last",
                items=(
                    Nps(key="nps", text=w("Would you recommend us?"), becomes=Becomes(measure="nps")),
                    LongText(
                        key="why",
                        text=w("You gave {answer:nps}. Why?"),
                        required=True,
                        show_if=When(item="nps", is_="<", value=7),
                    ),
                ),
            ),
        ),
    )


@pytest.fixture
def published(counter: None, definition: Definition) -> str:
    add_questionnaire(by=OPERATOR, slug="visit", definition=definition, now=NOW)
    publish(by=OPERATOR, questionnaire="visit", now=NOW)
    return "visit"


@pytest.fixture
def asked_nps(counter: None) -> str:
    """The NPS alone, in two languages."""
    words = {"en": "Would you recommend us?", "ko": "추천하시겠습니까?"}
    nps = Nps(key="nps", text=words, required=True, becomes=Becomes(measure="nps"))
    one = Definition(
        title={"en": "How was it?", "ko": "어떠셨습니까?"},
        journey="visit",
        touchpoint="counter",
        pages=(Page(key="only", items=(nps,)),),
    )
    add_questionnaire(by=OPERATOR, slug="nps", definition=one, now=NOW)
    publish(by=OPERATOR, questionnaire="nps", now=NOW)
    return "nps"
