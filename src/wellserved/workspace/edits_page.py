"""The history of a map: who changed what, the latest first."""

from collections.abc import Sequence
from dataclasses import dataclass

from wellserved.journey.contracts import EditLine

from .drawing_words import edit_words
from .wording import minute


@dataclass(frozen=True, slots=True, kw_only=True)
class EditView:
    number: int
    words: str
    when: str


def draw_edits(lines: Sequence[EditLine], *, account_id: int | None) -> tuple[EditView, ...]:
    return tuple(
        EditView(
            number=line.number,
            words=edit_words(line, account_id=account_id, among=lines),
            when=minute(line.at),
        )
        for line in sorted(lines, key=lambda line: -line.number)
    )
