"""What tracking holds on a customer: their consignments, and what is personal of these."""

import base64
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Manager

from wellserved.people.holdings import Rows, register_holding
from wellserved.tracking.models import (
    Carried,
    Consignment,
    Problem,
    Proof,
    Quote,
    Recipient,
    ReturnAsked,
    Share,
    Wish,
)
from wellserved.tracking.queries.belonging import of_customer
from wellserved.tracking.services.announcing import FACTS

_ROWS: dict[str, tuple[Manager[Any], tuple[str, ...]]] = {
    "recipients": (Recipient.objects, ("name", "address", "postcode_key")),
    "wishes": (Wish.objects, ("what", "detail", "day", "said_at", "withdrawn_at")),
    "problems": (Problem.objects, ("what", "words", "reported_at", "settled_at")),
    "quotes": (Quote.objects, ("amount", "currency", "work", "said_at")),
    "returns_asked": (ReturnAsked.objects, ("reason", "wants", "asked_at")),
    "proofs": (Proof.objects, ("what", "taken_at", "consent", "content_type", "content")),
    "shared_links": (Share.objects, ("made_at", "ends_at")),
}
_FIELDS = ("number", "announced_at", *FACTS)


def held(customer_key: UUID) -> Iterable[tuple[str, Rows]]:
    theirs = of_customer(customer_key)
    rows = Consignment.objects.filter(theirs).order_by("pk").values(*_FIELDS)
    yield "consignments.json", rows.iterator(chunk_size=2000)
    ids = Consignment.objects.filter(theirs).values("pk")
    for name, (kept, fields) in _ROWS.items():
        found = kept.filter(consignment__in=ids).order_by("consignment", "pk")
        values = found.values("consignment__number", *fields)
        yield f"{name}.json", (_plain(row) for row in values.iterator(chunk_size=20))
    carried = Carried.objects.filter(consignment__in=ids, taken_back=False)
    lots = carried.order_by("consignment", "lot").values("consignment__number", "lot__number", "lot__gtin")
    yield "lots.json", lots.distinct().iterator(chunk_size=2000)


def erase(customer_key: UUID) -> bool:
    """The consignments, their scans and lots stay as nobody's: what was delivered when is in the figures."""
    ids = list(Consignment.objects.filter(of_customer(customer_key)).values_list("pk", flat=True))
    for kept, _fields in _ROWS.values():
        kept.filter(consignment__in=ids).delete()
    Consignment.objects.filter(customer_key=customer_key).update(customer_key=None)
    return False


def register() -> None:
    register_holding(name="tracking", held=held, erase=erase, stays=("consignments.json", "lots.json"))


def _plain(row: dict[str, object]) -> dict[str, object]:
    content = row.get("content")
    if isinstance(content, bytes | memoryview):
        row["content"] = base64.b64encode(content).decode()
    return row
