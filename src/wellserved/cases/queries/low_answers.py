"""From where on a low answer opens a case."""

from dataclasses import dataclass

from wellserved.cases.domain.lowness import MARGIN
from wellserved.cases.models import LowAnswers
from wellserved.people.contracts import NotFound, Person

__all__ = ["LowAnswersSeen", "low_answers", "low_answers_for"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LowAnswersSeen:
    """`margin` is a share of the scale, from 0 to 1; `off`: no answer opens a case."""

    margin: float
    off: bool


def low_answers() -> LowAnswersSeen:
    """The rule in force; until somebody sets one, the one that stands in the code."""
    row = LowAnswers.objects.first()
    return LowAnswersSeen(margin=row.margin, off=row.off) if row else LowAnswersSeen(margin=MARGIN, off=False)


def low_answers_for(person: Person) -> LowAnswersSeen:
    if not person.may("cases:read"):
        raise NotFound("There is no rule to see.")
    return low_answers()
