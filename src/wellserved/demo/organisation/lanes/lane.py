"""One touchpoint's lanes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Lanes:
    """`owner` is the e-mail address of a member of staff; `feeling` is -2 to 2."""

    owner: str
    doing: str
    thinking: str
    feeling: int
    frontstage: str = ""
    backstage: str = ""
    support: str = ""
