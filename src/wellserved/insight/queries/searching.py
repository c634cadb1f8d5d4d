"""Saved views and alerts, found by what somebody types."""

from collections.abc import Iterator

from django.db.models import Q

from wellserved.insight.models import SavedView
from wellserved.journey.queries.searching import Found, best
from wellserved.people.contracts import Person
from wellserved.platform.matching import match

from .alerts import alerts_visible_to

LATEST = 500


def search_for(person: Person, text: str, *, limit: int = 20) -> tuple[Found, ...]:
    """One's own saved views, those that others share, and the alerts that this person may see."""
    if not person.may("map:read") or not text.strip():
        return ()
    return best((*_views(person, text), *_alerts(person, text)), limit=limit)


def _views(person: Person, text: str) -> Iterator[Found]:
    rows = SavedView.objects.filter(Q(owner_id=person.account_id) | Q(shared=True))
    for address, name in rows.values_list("address", "name"):
        yield Found(kind="view", place=(address,), called=name, where="", match=match(name, text))


def _alerts(person: Person, text: str) -> Iterator[Found]:
    at = "watch__measure__touchpoint"
    rows = (
        alerts_visible_to(person)
        .order_by("-raised_at", "-id")
        .values_list(
            "id",
            f"{at}__journey__slug",
            f"{at}__slug",
            "watch__measure__slug",
            "watch__gap",
            f"{at}__title",
            "watch__measure__title",
        )
    )
    for number, journey, touchpoint, measure, gap, title, where in rows[:LATEST]:
        place = (str(number), journey, touchpoint, measure, str(gap))
        yield Found(kind="alert", place=place, called=title, where=where, match=match(title, text))
