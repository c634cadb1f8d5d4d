"""What erasing a customer would take, and what it would leave, counted before it is done."""

from dataclasses import dataclass
from uuid import UUID

from wellserved.people.contracts import NotFound, Person
from wellserved.people.holdings import holdings
from wellserved.people.models import Customer

__all__ = ["HeldLine", "held_for"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldLine:
    """One file of the export: `stays` says that its rows are kept, as nobody's."""

    room: str
    file: str
    rows: int
    stays: bool


def held_for(person: Person, *, key: UUID) -> tuple[HeldLine, ...]:
    """Only what there is any of. Reads all of it, as the export does: nothing counted here can be missing there.

    NotFound for whoever may not erase, for an unknown customer and for one erased before.
    """
    there = Customer.objects.filter(key=key, erased_at__isnull=True)
    if not person.may("customers:erase") or not there.exists():
        raise NotFound("No such customer.")
    counted = (
        HeldLine(room=holding.name, file=file, rows=sum(1 for _row in rows), stays=file in holding.stays)
        for holding in holdings()
        for file, rows in holding.held(key)
    )
    return tuple(line for line in counted if line.rows)
