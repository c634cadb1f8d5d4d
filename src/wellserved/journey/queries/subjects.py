"""What moments are about, shown: each room says how its subjects look, and no room imports another."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from wellserved.people.contracts import Person

__all__ = ["SubjectSeen", "register_subject", "subjects_for"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectSeen:
    """What somebody may see of it: a title, a line of what it is like just now, and where its own page stands."""

    title: str
    excerpt: str
    href: str


Shows = Callable[[Person, Collection[str]], Mapping[str, SubjectSeen]]
_shows: dict[str, Shows] = {}


def register_subject(*, kind: str, shows: Shows) -> None:
    """Called by a room in its AppConfig.ready(), once for each `subject_kind` of its moments.

    `shows` is given who looks and the ids, and leaves out what is not there or not for them; ids that are none of
    the room's are nothing, and no error.
    """
    if kind in _shows:
        raise ValueError(f"The subject '{kind}' is registered twice; each kind belongs to one room.")
    _shows[kind] = shows


def subjects_for(
    person: Person, *, subjects: Collection[tuple[str, str]]
) -> dict[tuple[str, str], SubjectSeen]:
    """Of these (kind, id) those that somebody registered and this person may see."""
    ids: dict[str, set[str]] = {}
    for kind, id_ in subjects:
        ids.setdefault(kind, set()).add(id_)
    return {
        (kind, id_): seen
        for kind, those in ids.items()
        if kind in _shows
        for id_, seen in _shows[kind](person, those).items()
    }
