"""Open causes that everybody may see, how many say that it happened to them too, and who has said so themselves."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from wellserved.cases.models import Cause, OpenCause, Telling, Vote
from wellserved.people.contracts import NotFound, Person
from wellserved.platform.link_secrets import digest

from .causes import title_in
from .looping import NO_LINK

__all__ = [
    "OPEN_FOR",
    "OpenSeen",
    "OwnVote",
    "PublicPage",
    "ShownCause",
    "VoteHeld",
    "open_cause",
    "open_causes",
    "own_votes_for",
    "said_publicly",
    "shown_cause_for",
    "shown_causes_for",
    "vote_held",
    "vote_of",
    "votes_of_for",
]

OPEN_FOR = timedelta(days=7)
"""How long a letter's question waits for its yes."""
MOST = 200
_SAID = """
SELECT EXISTS (SELECT FROM cases_opencause WHERE shown_at IS NOT NULL),
       EXISTS (SELECT FROM cases_mending WHERE published_at IS NOT NULL)
"""


@dataclass(frozen=True, slots=True)
class PublicPage:
    """Whether causes are open on it, and whether anything mended stands there."""

    open: bool
    mended: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSeen:
    """One on the public page; `voted_at` is when whoever looks said so themselves."""

    id: int
    said: str
    progress: str
    shown_at: datetime
    votes: int
    voted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteHeld:
    """What the holder of a vote's link holds. `told` after it was mended; `over` when it can no longer be said."""

    said: str
    confirmed: bool
    over: bool
    told: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnVote:
    """One of a customer's own. `telling_id` is of what they were told on their page; `did` is empty till it is mended."""

    open_id: int
    said: str
    at: datetime
    told: bool
    did: str
    telling_id: int | None
    helped: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCause:
    """For staff. Without `shown_at` it is not on the public page, and `progress` is empty where it never was."""

    slug: str
    title: str
    said: dict[str, str]
    progress: str
    shown_at: datetime | None
    votes: int


def open_causes(person: Person) -> tuple[OpenSeen, ...]:
    """What is shown, for everybody: what most say first."""
    rows = list(_open().order_by("-n", "-shown_at", "-pk")[:MOST])
    mine: dict[int, datetime] = {}
    if rows and person.customer_key is not None:
        theirs = Vote.objects.filter(
            customer_key=person.customer_key, open_cause__in=[row.pk for row in rows]
        )
        mine = dict(theirs.values_list("open_cause_id", "cast_at"))
    return tuple(_seen(row, mine.get(row.pk)) for row in rows)


def open_cause(*, open_id: int) -> OpenSeen:
    """One of them; NotFound for what is not shown."""
    row = _open().filter(pk=open_id).first()
    if row is None:
        raise NotFound("There is no such open cause.")
    return _seen(row, None)


def said_publicly() -> PublicPage:
    """Whether the public page has anything to say, in one look."""
    with connection.cursor() as cursor:
        cursor.execute(_SAID)
        return PublicPage(*cursor.fetchone())


def vote_of(secret: str, *, now: datetime) -> QuerySet[Vote]:
    """The one that a link with this secret is about, or none: what got no yes within a week is over."""
    alive = Q(confirmed_at__isnull=False) | Q(cast_at__gte=now - OPEN_FOR)
    return Vote.objects.filter(alive, digest=digest(secret))


def vote_held(*, secret: str, now: datetime) -> VoteHeld:
    """NotFound for a link that is none, and for one that is over."""
    row = vote_of(secret, now=now).select_related("open_cause").first()
    if row is None:
        raise NotFound(NO_LINK)
    return VoteHeld(
        said=title_in(row.open_cause.said, get_language() or "en"),
        confirmed=row.confirmed_at is not None,
        over=row.open_cause.closed_at is not None,
        told=row.told_at is not None,
    )


def own_votes_for(person: Person) -> tuple[OwnVote, ...]:
    """A customer's own, the last first; nobody has none."""
    if person.customer_key is None:
        return ()
    language = get_language() or "en"
    votes = Vote.objects.filter(customer_key=person.customer_key, confirmed_at__isnull=False)
    rows = list(votes.select_related("open_cause").order_by("-cast_at", "-pk")[:MOST])
    told = [row.pk for row in rows if row.told_at is not None]
    tellings = (
        Telling.objects.filter(votes__overlap=told, told_at__isnull=False).select_related("mending", "case")
        if told
        else ()
    )
    by_vote = {one: telling for telling in tellings for one in telling.votes}
    return tuple(_own(row, by_vote.get(row.pk), language) for row in rows)


def votes_of_for(person: Person, *, customer: UUID) -> tuple[OwnVote, ...]:
    """The same of a customer, for staff. NotFound for whoever may not see cases."""
    _allowed(person)
    return own_votes_for(Person(customer_key=customer))


def shown_causes_for(person: Person) -> tuple[ShownCause, ...]:
    """What is on the public page or was taken down from it, and is not mended yet. NotFound for whoever may not see cases."""
    _allowed(person)
    language = get_language() or "en"
    there = OpenCause.objects.filter(closed_at__isnull=True, cause__retired_at__isnull=True)
    rows = _counted(there.select_related("cause"))
    return tuple(_shown(row.cause, row, language) for row in rows.order_by("shown_at", "-n", "-pk")[:MOST])


def shown_cause_for(person: Person, *, slug: str) -> ShownCause:
    """How one cause is shown, or could be: then with its titles as words to begin with. NotFound as above."""
    _allowed(person)
    cause = Cause.objects.filter(slug=slug, retired_at__isnull=True).first()
    if cause is None:
        raise NotFound("There is no such cause.")
    row = _counted(OpenCause.objects.filter(cause=cause, closed_at__isnull=True)).first()
    return _shown(cause, row, get_language() or "en")


def _open() -> QuerySet[Any]:
    return _counted(OpenCause.objects.filter(shown_at__isnull=False))


def _counted(rows: QuerySet[OpenCause]) -> QuerySet[Any]:
    said = (
        Vote.objects.filter(open_cause=OuterRef("pk"), confirmed_at__isnull=False)
        .order_by()
        .values("open_cause")
    )
    return rows.annotate(n=Coalesce(Subquery(said.annotate(n=Count("pk")).values("n")), 0))


def _seen(row: Any, voted_at: datetime | None) -> OpenSeen:
    return OpenSeen(
        id=row.pk,
        said=title_in(row.said, get_language() or "en"),
        progress=row.progress,
        shown_at=row.shown_at,
        votes=row.n,
        voted_at=voted_at,
    )


def _own(row: Vote, telling: Telling | None, language: str) -> OwnVote:
    # Whoever has a case of it is asked there.
    by_vote = telling is not None and telling.case is None
    return OwnVote(
        open_id=row.open_cause_id,
        said=title_in(row.open_cause.said, language),
        at=row.cast_at,
        told=row.told_at is not None,
        did=title_in(telling.mending.did, language) if telling else "",
        telling_id=telling.pk if telling and by_vote else None,
        helped=telling.helped if telling else None,
    )


def _shown(cause: Cause, row: Any, language: str) -> ShownCause:
    return ShownCause(
        slug=cause.slug,
        title=title_in(cause.titles, language),
        said=dict(row.said) if row else dict(cause.titles),
        progress=row.progress if row else "",
        shown_at=row.shown_at if row else None,
        votes=row.n if row else 0,
    )


def _allowed(person: Person) -> None:
    if not person.may("cases:read"):
        raise NotFound("There are no cases to see.")
