"""What is on its way to a customer, and what came lately."""

from wellserved.people.contracts import Person
from wellserved.tracking.models import Consignment

from .belonging import of_customer
from .public import Followed, announced

__all__ = ["own_consignments_for"]

LATEST = 12


def own_consignments_for(person: Person) -> tuple[Followed, ...]:
    """The latest of whoever signed in as a customer, the last announced first; of anybody else none."""
    if person.customer_key is None:
        return ()
    theirs = Consignment.objects.filter(of_customer(person.customer_key), announced_at__isnull=False)
    ids = list(theirs.order_by("-announced_at", "-pk").values_list("pk", flat=True)[:LATEST])
    found = {one.id: one for one in announced(ids=ids)} if ids else {}
    return tuple(found[id_] for id_ in ids if id_ in found)
