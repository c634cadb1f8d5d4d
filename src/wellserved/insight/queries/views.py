"""The views that somebody saved, and those that colleagues share."""

from django.db.models import Q

from wellserved.insight.contracts import ViewSaved
from wellserved.insight.models import SavedView
from wellserved.people.contracts import Person
from wellserved.people.queries import names_of_accounts


def views_for(person: Person) -> tuple[ViewSaved, ...]:
    """Their own first, then the shared ones of others, by name. What a view shows is asked for by whoever opens it."""
    if not person.may("map:read"):
        return ()
    rows = list(
        SavedView.objects.filter(Q(shared=True) | Q(owner_id=person.account_id)).order_by("name", "pk")
    )
    names = names_of_accounts(row.owner_id for row in rows)
    views = [
        ViewSaved(
            id=row.pk,
            name=row.name,
            address=row.address,
            shared=row.shared,
            mine=row.owner_id == person.account_id,
            owner=names.get(row.owner_id, ""),
        )
        for row in rows
    ]
    return tuple(sorted(views, key=lambda view: not view.mine))
