"""What was mended, who is told of it, and whether it helped."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Case as Choice
from django.db.models import Count, F, Q, QuerySet, When
from django.utils import translation
from django.utils.translation import get_language

from wellserved.cases.domain.facts import Channel
from wellserved.cases.domain.numbers import number_of
from wellserved.cases.models import Case, Mending, Telling
from wellserved.cases.wording import words_to_post
from wellserved.people.contracts import NotFound, Person
from wellserved.platform.link_secrets import digest

from .causes import title_in
from .seeing import seen_by

__all__ = [
    "NO_LINK",
    "HelpAsked",
    "Mended",
    "MendingSeen",
    "ToTell",
    "VotersSeen",
    "help_asked",
    "mended",
    "mending_for",
    "mendings_for",
    "telling_of",
    "to_tell_for",
    "voters_for",
]

MOST = 200
NO_LINK = "This link is none of ours, or what it was about is no longer kept."
_CURSOR = re.compile(r"([012])\.(\d{1,18})")

# The shares are over people, not over cases.
_COUNTS = """
SELECT t.mending_id, count(*), count(t.told_at), count(*) FILTER (WHERE t.by_hand AND t.told_at IS NULL),
       count(coalesce(c.help_answered_at, t.help_answered_at)), count(*) FILTER (WHERE coalesce(c.helped, t.helped)),
       count(*) FILTER (WHERE t.case_id IS NULL)
FROM cases_telling t LEFT JOIN cases_case c ON c.id = t.case_id
WHERE t.mending_id = ANY(%s) GROUP BY t.mending_id
"""
_CAME_BACK = """
WITH RECURSIVE below(mending, mended_at, cause) AS (
    SELECT id, mended_at, cause_id FROM cases_mending WHERE id = ANY(%s)
    UNION SELECT b.mending, b.mended_at, child.id FROM cases_cause child JOIN below b ON child.parent_id = b.cause
)
SELECT b.mending, count(*) FROM below b
JOIN cases_case c ON c.cause_id = b.cause AND c.made_at > b.mended_at
WHERE c.quarantine = '' AND c.merged_into_id IS NULL AND c.kind = 'complaint' GROUP BY b.mending
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class MendingSeen:
    """One mending with its people: `listed`, of whom `told`; `by_hand` wait to be rung or answered outside.

    `voters` among the listed have no case of the cause and only said that it happened to them too. `answered` said whether
    it helped, `helped` that it did. `came_back` are complaints of the cause made since.
    """

    id: int
    cause_id: int
    cause: str
    said: dict[str, str]
    did: dict[str, str]
    mended_at: datetime
    mended_by: str
    published_at: datetime | None
    telling_since: datetime | None
    listed: int
    voters: int
    told: int
    by_hand: int
    answered: int
    helped: int
    came_back: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ToTell:
    """One person on the list, by their latest case; `cases` counts theirs.

    Whoever wrote outside is answered there by hand: `link` leads to what they wrote, and `post` is what could be posted.
    """

    id: int
    cursor: str
    case_id: int
    number: str
    title: str
    channel: str
    language: str
    cases: int
    by_hand: bool
    told_at: datetime | None
    helped: bool | None
    link: str = ""
    post: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VotersSeen:
    """People of one language on the list who only said that it happened to them too; nothing tells who they are."""

    language: str
    people: int
    told: int
    answered: int
    helped: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """What the public page says: in the reader's language, with how many said it, were told, and were helped."""

    id: int
    said: str
    did: str
    mended_at: datetime
    people: int
    told: int
    answered: int
    helped: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpAsked:
    """What whoever holds the link is asked about; `helped` is what they answered before."""

    said: str
    did: str
    helped: bool | None


def mendings_for(person: Person) -> tuple[MendingSeen, ...]:
    """The latest two hundred, the last mended first. NotFound for whoever may not see cases."""
    _allowed(person)
    return _seen(list(_rows()[:MOST]))


def mending_for(person: Person, *, mending_id: int) -> MendingSeen:
    _allowed(person)
    rows = list(_rows().filter(pk=mending_id))
    if not rows:
        raise NotFound("There is no such mending.")
    return _seen(rows)[0]


def to_tell_for(person: Person, *, mending_id: int, after: str = "", most: int = MOST) -> tuple[ToTell, ...]:
    """Who is on the list, as far as this person may see their cases, `most` at a time.

    Those to be told by hand first, then who is not told yet, then the others. `after` is the `cursor` of the last one
    before, '' for the first; anything else begins anew.
    """
    turn = Choice(When(told_at__isnull=False, then=2), When(by_hand=True, then=0), default=1)
    rows = (
        Telling.objects.select_related("case", "mending__cause")
        .filter(mending_id=mending_id, case__in=seen_by(person))
        .annotate(turn=turn)
        .order_by("turn", "pk")
    )
    if found := _CURSOR.fullmatch(after):
        last, pk = map(int, found.groups())
        rows = rows.filter(Q(turn__gt=last) | Q(turn=last, pk__gt=pk))
    return tuple(_to_tell(row, row.case) for row in rows[:most] if row.case is not None)


def voters_for(person: Person, *, mending_id: int) -> tuple[VotersSeen, ...]:
    """Who is on the list and has no case of the cause, by language, most first. NotFound for whoever may not see cases."""
    _allowed(person)
    return tuple(
        VotersSeen(**row)
        for row in Telling.objects.filter(mending_id=mending_id, case__isnull=True)
        .values(language=F("vote__language"))
        .annotate(
            people=Count("pk"),
            told=Count("told_at"),
            answered=Count("help_answered_at"),
            helped=Count("pk", filter=Q(helped=True)),
        )
        .order_by("-people", "language")
    )


def mended() -> tuple[Mended, ...]:
    """What the public page says, for everybody."""
    language = get_language() or "en"
    return tuple(
        Mended(
            id=one.id,
            said=title_in(one.said, language),
            did=title_in(one.did, language),
            mended_at=one.mended_at,
            people=one.listed,
            told=one.told,
            answered=one.answered,
            helped=one.helped,
        )
        for one in _seen(list(_rows().filter(published_at__isnull=False)[:MOST]))
    )


def help_asked(*, secret: str) -> HelpAsked:
    """NotFound for a link that is none."""
    row = telling_of(secret)
    language = get_language() or "en"
    words = row.vote.open_cause.said if row.case is None and row.vote is not None else row.mending.said
    said = title_in(words, language) or title_in(row.mending.cause.titles, language)
    return HelpAsked(
        said=said,
        did=title_in(row.mending.did, language),
        helped=row.case.helped if row.case is not None else row.helped,
    )


def telling_of(secret: str) -> Telling:
    """The one that a link with this secret is about, with all that it is about. NotFound for a link that is none."""
    rows = Telling.objects.select_related("mending__cause", "case", "vote__open_cause")
    found = rows.filter(digest=digest(secret)).first()
    if found is None:
        raise NotFound(NO_LINK)
    return found


def _rows() -> QuerySet[Mending]:
    return Mending.objects.select_related("cause", "mended_by").order_by("-mended_at", "-pk")


def _seen(rows: list[Mending]) -> tuple[MendingSeen, ...]:
    ids = [row.pk for row in rows]
    language = get_language() or "en"
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, [ids])
        counts: dict[int, tuple[Any, ...]] = {row[0]: row[1:] for row in cursor.fetchall()}
        cursor.execute(_CAME_BACK, [ids])
        back: dict[int, int] = dict(cursor.fetchall())
    found = []
    for row in rows:
        listed, told, by_hand, answered, helped, voters = counts.get(row.pk, (0, 0, 0, 0, 0, 0))
        found.append(
            MendingSeen(
                id=row.pk,
                cause_id=row.cause_id,
                cause=title_in(row.cause.titles, language),
                said=row.said,
                did=row.did,
                mended_at=row.mended_at,
                mended_by=row.mended_by.name if row.mended_by else "",
                published_at=row.published_at,
                telling_since=row.telling_since,
                listed=listed,
                voters=voters,
                told=told,
                by_hand=by_hand,
                answered=answered,
                helped=helped,
                came_back=back.get(row.pk, 0),
            )
        )
    return tuple(found)


def _to_tell(row: Telling, case: Case) -> ToTell:
    one = ToTell(
        id=row.pk,
        cursor=f"{row.turn}.{row.pk}",  # type: ignore[attr-defined]  # it is annotated
        case_id=case.pk,
        number=number_of(case.pk),
        title=case.title,
        channel=case.channel,
        language=case.language,
        cases=len(row.cases),
        by_hand=row.by_hand,
        told_at=row.told_at,
        helped=case.helped,
    )
    if row.told_at is not None or case.channel != Channel.MENTION:
        return one
    public = f"{settings.BASE_URL.rstrip('/')}/you-said/" if row.mending.published_at else ""
    with translation.override(case.language or settings.LANGUAGE_CODE):
        post = words_to_post(row.mending, said_at=case.made_at, link=public)
    return replace(one, link=case.link, post=post)


def _allowed(person: Person) -> None:
    if not person.may("cases:read"):
        raise NotFound("There are no cases to see.")
