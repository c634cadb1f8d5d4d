"""What is kept apart, made ready."""

from collections.abc import Iterable
from dataclasses import dataclass

from wellserved.cases.queries.quarantine import KeptApart
from wellserved.workspace.wording import minute

from .words import CHANNELS, QUARANTINES, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptView:
    """`key` is what its box says; `place` leads to it on its case's page."""

    key: str
    message: bool
    case_id: int
    place: str
    number: str
    title: str
    text: str
    why: Words
    aside: str


def draw_kept_apart(found: Iterable[KeptApart]) -> tuple[KeptView, ...]:
    return tuple(_line(one) for one in found)


def _line(one: KeptApart) -> KeptView:
    asides = (one.sender, str(CHANNELS[one.channel]), one.location, minute(one.at))
    return KeptView(
        key=f"{one.what}:{one.id}",
        message=one.what == "message",
        case_id=one.case_id,
        place=f"#message-{one.id}" if one.what == "message" else "",
        number=one.number,
        title=one.title or one.number,
        text=one.text,
        why=QUARANTINES.get(one.reason, one.reason),
        aside=" · ".join(word for word in asides if word),
    )
