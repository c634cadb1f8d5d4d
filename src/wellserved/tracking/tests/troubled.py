"""Consignments in trouble, made as the detection of troubles would leave them."""

from datetime import datetime, timedelta
from typing import Any

from wellserved.tracking.models import Consignment, Progress, Trouble

from .conftest import NOW


def troubled(
    number: str, *, kind: str = "late", value: float = 10, hours: int = 5, now: datetime = NOW, **more: Any
) -> Trouble:
    """One trouble of a parcel; what speaks of the trouble goes there, all else to the parcel."""
    of_trouble = {name: more.pop(name) for name in ("owner_id", "called_at") if name in more}
    parcel, made = Consignment.objects.get_or_create(
        number=number,
        carrier=more.pop("carrier", "own"),
        defaults={"made_at": now, "announced_at": now, "value": value, "currency": "KRW", **more},
    )
    if made:
        Progress.objects.create(consignment=parcel, status="in_transit", status_at=now, place="Busan")
    return Trouble.objects.create(
        consignment=parcel,
        kind=kind,
        since=now - timedelta(hours=hours),
        value=value,
        currency=parcel.currency,
        location_id=parcel.location_id,
        **of_trouble,
    )
