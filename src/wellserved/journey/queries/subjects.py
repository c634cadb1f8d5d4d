"""What moments are about, shown: each room says how its subjects look, and no room imports another."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from wellserved.people.contracts import Person

__all__ = [
    "SubjectFound",
    "SubjectSeen",
    "register_subject",
    "row_ids",
    "subjects_for",
    "subjects_found_for",
    "subjects_led_to_for",
]


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
Leads = Callable[[Person, Collection[str]], Iterable[tuple[str, str]]]
_shows: dict[str, Shows] = {}
_finds: dict[str, Finds] = {}
_leads: dict[str, Leads] = {}
MOST_FOUND = 10


def register_subject(
    *, kind: str, shows: Shows, finds: Finds | None = None, leads: Leads | None = None
) -> None:
    """Called by a room in its AppConfig.ready(), once for each `subject_kind` of its moments.

    `shows` is given who looks and the ids, and leaves out what is not there or not for them; ids that are none of
    the room's are nothing, and no error. `finds` is given what somebody typed, such as a number, and answers the ids;
    what this person may not see may be among them. `leads` answers which others something is likely to be about that is
    about these, the likeliest first.
    """
    if kind in _shows:
        raise ValueError(f"The subject '{kind}' is registered twice; each kind belongs to one room.")
    _shows[kind] = shows
    if finds is not None:
        _finds[kind] = finds
    if leads is not None:
        _leads[kind] = leads


def subjects_found_for(person: Person, *, text: str) -> tuple[SubjectFound, ...]:
    """What this person may see of what goes by this number or word, of each kind at most ten."""
    words = text.strip()
    if not words:
        return ()
    found = {kind: list(dict.fromkeys(finds(person, words)))[:MOST_FOUND] for kind, finds in _finds.items()}
    seen = subjects_for(person, subjects=[(kind, id_) for kind, ids in found.items() for id_ in ids])
    return tuple(SubjectFound(kind, id_, one) for (kind, id_), one in seen.items())


def row_ids(ids: Collection[str]) -> list[int]:
    """Of `subject_id`s those that may be a row's: others name things of their own as they like."""
    return [int(one) for one in ids if one.isascii() and one.isdigit() and len(one) < 19]


def subjects_led_to_for(person: Person, *, subjects: Collection[tuple[str, str]]) -> tuple[SubjectFound, ...]:
    """What this person may see of what is likely meant, too, where something is about these; at most ten of each kind."""
    led: dict[tuple[str, str], None] = {}
    for kind in dict.fromkeys(kind for kind, _id in subjects):
        if kind in _leads:
            ids = [id_ for each, id_ in subjects if each == kind]
            led.update(dict.fromkeys(list(_leads[kind](person, ids))[:MOST_FOUND]))
    seen = subjects_for(person, subjects=[one for one in led if one not in set(subjects)])
    return tuple(SubjectFound(*one, seen[one]) for one in led if one in seen)


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
