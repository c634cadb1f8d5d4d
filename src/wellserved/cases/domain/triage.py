"""The words of triage, and what of a case it reads."""

from enum import StrEnum


class Target(StrEnum):
    """What is suggested of a case."""

    LANGUAGE = "language"
    SENTIMENT = "sentiment"
    TOUCHPOINT = "touchpoint"
    CAUSE = "cause"
    URGENCY = "urgency"


class Sentiment(StrEnum):
    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


LEARNT = (Target.SENTIMENT, Target.TOUCHPOINT, Target.CAUSE, Target.URGENCY)
BALANCED = (Target.SENTIMENT, Target.URGENCY)
"""Where a rare label, an angry letter or an urgent one, must be found however rare it is."""


def words_of(title: str, text: str) -> str:
    """What is read of a case: what it is called and its first words; once where the title was made of the text."""
    said = text.strip()
    return said if said.startswith(title.strip().rstrip("…").strip()) else f"{title.strip()}\n{said}"
