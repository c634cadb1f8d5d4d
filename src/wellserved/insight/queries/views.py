"""The views that somebody saved, and those that colleagues share."""

from collections.abc import Set as AbstractSet
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.db.models import Q

from wellserved.insight.contracts import ViewSaved
from wellserved.insight.models import SavedView
from wellserved.people.contracts import Person
from wellserved.people.queries import locations, names_of_accounts


def views_for(person: Person) -> tuple[ViewSaved, ...]:
    """Their own first, then the shared ones of others, by name. What a view shows is asked for by whoever opens it."""
    if not person.may("map:read"):
        return ()
    rows = list(
        SavedView.objects.filter(Q(shared=True) | Q(owner_id=person.account_id)).order_by("name", "pk")
    )
    mine = person.location_ids
    seen = None if mine is None else {one.code for one in locations() if one.location_id in mine}
    names = names_of_accounts(row.owner_id for row in rows)
    views = [
        ViewSaved(
            id=row.pk,
            name=row.name,
            address=(address := _within(row.address, seen)),
            narrowed=address != row.address,
            shared=row.shared,
            mine=row.owner_id == person.account_id,
            owner=names.get(row.owner_id, ""),
        )
        for row in rows
    ]
    return tuple(sorted(views, key=lambda view: not view.mine))


def _within(address: str, seen: AbstractSet[str] | None) -> str:
    """The address without locations that are not seen, which a map would refuse; left as it is where it names none."""
    parts = urlsplit(address)
    said = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in said if seen is None or name != "location" or value in seen]
    return address if kept == said else parts._replace(query=urlencode(kept)).geturl()
