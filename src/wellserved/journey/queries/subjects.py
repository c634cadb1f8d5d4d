"""What moments are about, shown: each room says how its subjects look, and no room imports another."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from wellserved.people.contracts import Person

__all__ = ["SubjectFound", "SubjectSeen", "register_subject", "subjects_for", "subjects_found_for"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectSeen:
    """What somebody may see of it: a title, a line of what it is like just now, and where its own page stands."""

    title: str
    excerpt: str
    href: str


@dataclass(frozen=True, slots=True)
class SubjectFound:
    kind: str
    id: str
    seen: SubjectSeen


Shows = Callable[[Person, Collection[str]], Mapping[str, SubjectSeen]]
Finds = Callable[[Person, str], Iterable[str]]
_shows: dict[str, Shows] = {}
_finds: dict[str, Finds] = {}
MOST_FOUND = 10


def register_subject(*, kind: str, shows: Shows, finds: Finds | None = None) -> None:
    """Called by a room in its AppConfig.ready(), once for each `subject_kind` of its moments.

    `shows` is given who looks and the ids, and leaves out what is not there or not for them; ids that are none of
    the room's are nothing, and no error. `finds` is given what somebody typed, such as a number, and answers the ids;
    what this person may not see may be among them.
    """
    if kind in _shows:
        raise ValueError(f"The subject '{kind}' is registered twice; each kind belongs to one room.")
    _shows[kind] = shows
    if finds is not None:
        _finds[kind] = finds


def subjects_found_for(person: Person, *, text: str) -> tuple[SubjectFound, ...]:
    """What this person may see of what goes by this number or word, of each kind at most ten."""
    words = text.strip()
    if not words:
        return ()
    found = {kind: list(dict.fromkeys(finds(person, words)))[:MOST_FOUND] for kind, finds in _finds.items()}
    seen = subjects_for(person, subjects=[(kind, id_) for kind, ids in found.items() for id_ in ids])
    return tuple(SubjectFound(kind, id_, one) for (kind, id_), one in seen.items())


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
