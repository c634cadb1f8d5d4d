"""Which edits of a map stand no more."""

from wellserved.journey.domain.undoing import Own, undone
from wellserved.journey.models import Edit


def undone_edits(journey_id: int) -> set[int]:
    """The ids of the edits that were undone, by whomever."""
    rows = list(Edit.objects.filter(journey=journey_id).values_list("pk", "number", "undoes__number"))
    gone = undone([Own(number=number, undoes=undoes) for _pk, number, undoes in rows])
    return {pk for pk, number, _undoes in rows if number in gone}
