"""What the workspace's header says of insight."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from wellserved.insight.queries.home import unseen_alerts_count_for
from wellserved.people.contracts import NOBODY


def unseen_alerts(request: HttpRequest) -> dict[str, object]:
    """Counted only where a page asks for it."""
    person = getattr(request, "person", NOBODY)
    return {"unseen_alerts": SimpleLazyObject(lambda: unseen_alerts_count_for(person))}
