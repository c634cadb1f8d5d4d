"""What a customer answered, for staff who may see single answers."""

from datetime import datetime
from uuid import UUID

from wellserved.people.contracts import Person

from .responses import visible_to

__all__ = ["answers_of_for"]

MOST = 50


def answers_of_for(person: Person, *, customer: UUID) -> tuple[tuple[int, datetime], ...]:
    """Ids and times of what they sent, the latest first, at most fifty; whoever may see no answers finds none."""
    rows = visible_to(person).filter(customer_key=customer, finished_at__isnull=False)
    latest = rows.order_by("-finished_at", "-pk").values_list("pk", "finished_at")[:MOST]
    return tuple((id_, at) for id_, at in latest if at)
