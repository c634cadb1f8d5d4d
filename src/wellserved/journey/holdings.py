"""What the spine holds on a customer: their moments, which carry nothing but a random key."""

from collections.abc import Iterable
from uuid import UUID

from wellserved.journey.models import Moment
from wellserved.people.holdings import Rows, register_holding

from .queries.maps import measure_keys

_FIELDS = (
    "measure_id",
    "occurred_at",
    "recorded_at",
    "expected",
    "believed",
    "standard",
    "delivered",
    "told",
    "perceived",
    "channel",
    "language",
    "money",
    "currency",
    "subject_kind",
    "subject_id",
    "attributes",
)


def held(customer_key: UUID) -> Iterable[tuple[str, Rows]]:
    yield "moments.json", _moments(customer_key)


def _moments(customer_key: UUID) -> Rows:
    places = {key.measure_id: key for key in measure_keys(removed=True)}
    rows = Moment.objects.filter(customer_key=customer_key).order_by("occurred_at", "id").values(*_FIELDS)
    for row in rows.iterator(chunk_size=2000):
        place = places[row.pop("measure_id")]
        yield {
            "journey": place.journey,
            "touchpoint": place.touchpoint,
            "measure": place.measure,
            "unit": place.unit,
            **row,
        }


def erase(customer_key: UUID) -> bool:
    """Moments stay as they are, so that every figure stays; once the key is untied they are nobody's."""
    return Moment.objects.filter(customer_key=customer_key).exists()


def register() -> None:
    register_holding(name="journey", held=held, erase=erase, stays=("moments.json",))
