"""One parcel in trouble with a timeline, for the pages about it."""

from datetime import datetime, timedelta

from wellserved.people.models import Location
from wellserved.tracking.models import Consignment, Progress, Proof, Recipient, Scan, SetAside, Told, Trouble

# The smallest picture that is one.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c489"
    "0000000d49444154789c6360f8cf0000000301010018dd8db00000000049454e44ae426082"
)


def parcel_in_trouble(
    now: datetime, *, location: Location | None = None, number: str = "KR100"
) -> Consignment:
    parcel = Consignment.objects.create(
        number=number,
        carrier="ups",
        made_at=now,
        announced_at=now - timedelta(days=3),
        order_ref="O-77",
        value=120,
        currency="KRW",
        location=location,
        destination="Seoul",
        destination_country="KR",
    )
    Progress.objects.create(
        consignment=parcel, status="attempt_failed", reason="consignee.not_home", status_at=now, scans=2
    )
    common = {"consignment_id": parcel.pk, "recorded_at": now, "source": "ups"}
    Scan.objects.create(
        digest=1, status="in_transit", occurred_at=now - timedelta(days=2), source_id="a", **common
    )
    Scan.objects.create(
        digest=2,
        status="delivered",
        occurred_at=now - timedelta(days=1),
        source_id="b",
        carrier_status="D9",
        **common,
    )
    Scan.objects.create(digest=3, occurred_at=now, source_id="c", corrects=2, **common)
    Told.objects.create(consignment=parcel, told_at=now, channel="shop", latest=now - timedelta(hours=3))
    Recipient.objects.create(consignment=parcel, name="Kim Mina", address="1 Sea Road")
    Proof.objects.create(
        consignment=parcel, what="photo", taken_at=now, consent="Yes.", content_type="image/png", content=PNG
    )
    SetAside.objects.create(
        consignment=parcel,
        digest=9,
        why="clock",
        received_at=now,
        scan={
            "number": number,
            "carrier": "ups",
            "occurred_at": "2036-01-01T00:00:00+00:00",
            "status": "delivered",
        },
    )
    Trouble.objects.create(
        consignment=parcel,
        kind="late",
        since=now - timedelta(hours=3),
        value=120,
        currency="KRW",
        location_id=location.pk if location else None,
    )
    return parcel
