"""What the facilitator of a map sees."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from wellserved.journey.contracts.inviting import (
    ADOPTED,
    CLUSTERED,
    FEELING,
    SET_ASIDE,
    TAKEN_OFF,
    WAITING,
    ClusterSeen,
    ContributionSeen,
    InvitationLine,
    MappedStage,
    MappedTouchpoint,
    Together,
)
from wellserved.journey.models import Cluster, Contribution, Invitation, Journey, Stage, Touchpoint
from wellserved.people.contracts import NotFound, Person
from wellserved.people.queries import staff_names

from .felt import felt_everywhere
from .undone import undone_edits

SHOWN = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What a facilitator wants to see: `state` empty is everything, 'open' what waits or stands in a cluster."""

    state: str = "open"
    kind: str = ""
    invitation: int | None = None


def together_for(person: Person, *, journey: str, looked: Looked, now: datetime) -> Together:
    """The map with what was said about it: the latest 300 that the filter lets through."""
    place = _journey(person, journey)
    gone = undone_edits(place.pk)
    rows = _looked(place, looked, gone=gone)
    names = _names(person, place)
    return Together(
        journey=place.slug,
        title=place.title,
        goal=place.goal,
        version=place.version,
        stages=_stages(place),
        felt=felt_everywhere(place, gone=gone, names=names),
        contributions=_seen(rows.order_by("-at", "-pk")[:SHOWN], gone=gone, names=names),
        found=rows.count(),
        clusters=_clusters(place),
        invitations=_invitations(place, names=names, now=now),
    )


def contributions_for(
    person: Person, *, journey: str, contributions: Collection[int] = (), cluster: int | None = None
) -> tuple[ContributionSeen, ...]:
    """Some notes and missing steps, or all of a cluster's, oldest first."""
    place = _journey(person, journey)
    rows = _words(place).filter(Q(pk__in=contributions) | Q(cluster=cluster, cluster__isnull=False))
    return _seen(rows.order_by("at", "pk"), gone=undone_edits(place.pk), names=_names(person, place))


def invitations_for(person: Person, *, journey: str, now: datetime) -> tuple[InvitationLine, ...]:
    """The invitations to a journey, the latest first."""
    place = _journey(person, journey)
    return _invitations(place, names=_names(person, place), now=now)


def _journey(person: Person, slug: str) -> Journey:
    rows = Journey.objects.filter(slug=slug, removed_at__isnull=True)
    found = rows.first() if person.may("maps:facilitate") else None
    if found is None:
        raise NotFound(f"There is no journey '{slug}'.")
    return found


def _words(place: Journey) -> QuerySet[Contribution]:
    return (
        Contribution.objects.filter(invitation__journey=place)
        .exclude(kind=FEELING)
        .select_related("invitation")
    )


def _looked(place: Journey, looked: Looked, *, gone: set[int]) -> QuerySet[Contribution]:
    off = Q(adopted_at__isnull=False, adopted_with__in=gone)
    untouched = Q(adopted_at__isnull=True, set_aside_at__isnull=True)
    states = {
        "open": untouched,
        WAITING: untouched & Q(cluster__isnull=True),
        CLUSTERED: untouched & Q(cluster__isnull=False),
        ADOPTED: Q(adopted_at__isnull=False) & (Q(adopted_with__isnull=True) | ~Q(adopted_with__in=gone)),
        TAKEN_OFF: off,
        SET_ASIDE: Q(adopted_at__isnull=True, set_aside_at__isnull=False),
    }
    rows = _words(place).filter(states.get(looked.state, Q()))
    if looked.kind:
        rows = rows.filter(kind=looked.kind)
    return rows if looked.invitation is None else rows.filter(invitation=looked.invitation)


def _state(row: Contribution, *, gone: set[int]) -> str:
    if row.adopted_at is not None:
        return TAKEN_OFF if row.adopted_with_id in gone else ADOPTED
    if row.set_aside_at is not None:
        return SET_ASIDE
    return CLUSTERED if row.cluster_id else WAITING


def _seen(
    rows: QuerySet[Contribution], *, gone: set[int], names: dict[int, str]
) -> tuple[ContributionSeen, ...]:
    return tuple(
        ContributionSeen(
            id=row.pk,
            invitation=row.invitation_id,
            invitation_title=row.invitation.title,
            kind=row.kind,
            stage=row.stage_id or 0,
            touchpoint=row.touchpoint_id,
            text=row.text,
            feeling=row.feeling,
            at=row.at,
            cluster=row.cluster_id,
            state=_state(row, gone=gone),
            adopted_by=names.get(row.adopted_by_id or 0, ""),
            adopted_at=row.adopted_at,
        )
        for row in rows
    )


def _clusters(place: Journey) -> tuple[ClusterSeen, ...]:
    inside = (
        Contribution.objects.filter(cluster__journey=place)
        .order_by()
        .values_list("cluster_id")
        .annotate(
            size=Count("id"),
            waiting=Count("id", filter=Q(adopted_at__isnull=True, set_aside_at__isnull=True)),
        )
    )
    counted = {cluster: (size, waiting) for cluster, size, waiting in inside}
    return tuple(
        ClusterSeen(id=row.pk, title=row.title, size=counted[row.pk][0], waiting=counted[row.pk][1])
        for row in Cluster.objects.filter(journey=place).order_by("title", "pk")
        if row.pk in counted
    )


def _invitations(place: Journey, *, names: dict[int, str], now: datetime) -> tuple[InvitationLine, ...]:
    rows = Invitation.objects.filter(journey=place).order_by("-created_at", "-pk")
    counted = {
        invitation: (said, people)
        for invitation, said, people in Contribution.objects.filter(invitation__journey=place)
        .order_by()
        .values_list("invitation_id")
        .annotate(said=Count("id"), people=Count("by_key", distinct=True))
    }
    return tuple(
        InvitationLine(
            id=row.pk,
            journey=place.slug,
            title=row.title,
            welcome=row.welcome,
            audience=row.audience,
            by=names.get(row.created_by_id or 0, ""),
            created_at=row.created_at,
            closes_at=row.closes_at,
            open=row.closes_at > now,
            contributions=counted.get(row.pk, (0, 0))[0],
            people=counted.get(row.pk, (0, 0))[1],
        )
        for row in rows
    )


def _stages(place: Journey) -> tuple[MappedStage, ...]:
    touchpoints = defaultdict(list)
    for t in Touchpoint.objects.filter(journey=place, removed_at__isnull=True):
        touchpoints[t.stage_id].append(
            MappedTouchpoint(
                id=t.pk,
                slug=t.slug,
                title=t.title,
                channel=t.channel,
                feeling=t.feeling,
                doing=t.doing,
                thinking=t.thinking,
                frontstage=t.frontstage,
                backstage=t.backstage,
                support=t.support,
            )
        )
    return tuple(
        MappedStage(id=s.pk, title=s.title, goal=s.goal, touchpoints=tuple(touchpoints[s.pk]))
        for s in Stage.objects.filter(journey=place, removed_at__isnull=True)
    )


def _names(person: Person, place: Journey) -> dict[int, str]:
    """Whoever made an invitation to this map or adopted something on it."""
    adopters = Contribution.objects.filter(invitation__journey=place, adopted_by__isnull=False)
    hosts = Invitation.objects.filter(journey=place, created_by__isnull=False)
    ids = {
        *adopters.order_by().values_list("adopted_by_id", flat=True).distinct(),
        *hosts.order_by().values_list("created_by_id", flat=True).distinct(),
    }
    return staff_names(person, account_ids=ids)
