"""Sorting what invited people said: together, apart, aside."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from wellserved.journey.models import Cluster, Contribution, Invitation, Journey
from wellserved.journey.queries.inviting.undone import undone_edits
from wellserved.people.contracts import NotFound, Person
from wellserved.people.services import audit, require


@transaction.atomic
def put_together(
    *,
    by: Person,
    journey: str,
    contributions: Collection[int],
    cluster: int | None = None,
    title: str = "",
    now: datetime,
) -> int:
    """Put notes and missing steps into a cluster of this journey, or into a new one called `title`. Gives its id."""
    place = facilitated(by, journey)
    if cluster is None:
        row = Cluster.objects.create(journey=place, title=title, created_by_id=by.account_id, created_at=now)
    else:
        row = _cluster(place, cluster)
    n = _sortable(place, contributions).update(cluster=row, set_aside_at=None)
    audit(by=by, deed="contributions.clustered", kind="cluster", object_id=row.pk, now=now, n=n)
    return row.pk


@transaction.atomic
def take_apart(*, by: Person, journey: str, contributions: Collection[int], now: datetime) -> int:
    """Take them out of their clusters. Gives how many stood in one."""
    place = facilitated(by, journey)
    n = _sortable(place, contributions).filter(cluster__isnull=False).update(cluster=None)
    audit(by=by, deed="contributions.unclustered", kind="journey", object_id=place.pk, now=now, n=n)
    return n


@transaction.atomic
def rename_cluster(*, by: Person, journey: str, cluster: int, title: str, now: datetime) -> None:
    place = facilitated(by, journey)
    row = _cluster(place, cluster)
    row.title = title
    row.save(update_fields=["title"])
    audit(by=by, deed="cluster.renamed", kind="cluster", object_id=row.pk, now=now)


@transaction.atomic
def set_aside(*, by: Person, journey: str, contributions: Collection[int], now: datetime) -> int:
    """They are read, and do not go on the map. Gives how many; take_up brings them back."""
    place = facilitated(by, journey)
    rows = said(place, contributions).filter(adopted_at__isnull=True, set_aside_at__isnull=True)
    n = rows.update(set_aside_at=now)
    audit(by=by, deed="contributions.set_aside", kind="journey", object_id=place.pk, now=now, n=n)
    return n


@transaction.atomic
def take_up(*, by: Person, journey: str, contributions: Collection[int], now: datetime) -> int:
    """They wait again: those set aside, and those whose adoption was undone on the map. Gives how many."""
    place = facilitated(by, journey)
    gone = Q(adopted_with__in=undone_edits(place.pk))
    rows = said(place, contributions).filter(gone | Q(adopted_at__isnull=True, set_aside_at__isnull=False))
    n = rows.update(set_aside_at=None, adopted_by=None, adopted_at=None, adopted_with=None)
    audit(by=by, deed="contributions.taken_up", kind="journey", object_id=place.pk, now=now, n=n)
    return n


def facilitated(by: Person, journey: str) -> Journey:
    require(by, "maps:facilitate")
    found = Journey.objects.filter(slug=journey, removed_at__isnull=True).first()
    if found is None:
        raise NotFound(f"There is no journey '{journey}'.")
    return found


def said(place: Journey, contributions: Collection[int]) -> QuerySet[Contribution]:
    """Those of this journey's; what stands at another one is as good as not there."""
    # Without a join: PostgreSQL then judges each row again when it has waited for somebody else's change of it.
    invitations = Invitation.objects.filter(journey=place)
    return Contribution.objects.filter(pk__in=contributions, invitation__in=invitations)


def _sortable(place: Journey, contributions: Collection[int]) -> QuerySet[Contribution]:
    return said(place, contributions).filter(adopted_at__isnull=True).exclude(kind="feeling")


def _cluster(place: Journey, number: int) -> Cluster:
    found = Cluster.objects.filter(pk=number, journey=place).first()
    if found is None:
        raise NotFound(f"There is no cluster {number} on this map.")
    return found
