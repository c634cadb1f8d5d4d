"""What tracking holds on a customer is handed over whole, and erased with them; others' is left alone."""

import base64
import json
import zipfile
from uuid import UUID, uuid4

import pytest

from wellserved.people.contracts import OPERATOR
from wellserved.people.models import Customer, CustomerDetails
from wellserved.people.services import erase_customer, export_customer
from wellserved.tracking.contracts import ConsignmentIn, Kind, LotKey, RecipientIn, Status
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
from wellserved.tracking.services import announce
from wellserved.tracking.services.carrying import keep_announced
from wellserved.tracking.services.following import follow

from .noticing import NOW, parcel, scanned

pytestmark = pytest.mark.django_db
PERSONAL = (Recipient, Proof, Wish, Quote, ReturnAsked, Problem, Share)


def customer() -> UUID:
    row = Customer.objects.create(created_at=NOW)
    CustomerDetails.objects.create(customer=row, name="Kim", email="kim@example.org")
    return row.pk


def filled(one: Consignment) -> None:
    Recipient.objects.create(
        consignment=one, name="Kim Trace", address="1 Trace Street", postcode_key="12345"
    )
    Proof.objects.create(
        consignment=one,
        what="photo",
        taken_at=NOW,
        consent="Yes",
        content_type="image/png",
        content=b"picture",
    )
    Wish.objects.create(consignment=one, what="safe_place", detail="Under the trace", said_at=NOW)
    Problem.objects.create(consignment=one, what="other", words="No trace of it", reported_at=NOW)
    ReturnAsked.objects.create(consignment=one, reason="wrong", wants="refund", asked_at=NOW)
    Quote.objects.create(consignment=one, amount=90, currency="EUR", work="New pump", said_at=NOW)
    Share.objects.create(consignment=one, secret_digest=f"{one.pk:032}".encode(), made_at=NOW, ends_at=NOW)


def test_a_customer_s_consignments_are_handed_over_with_all_that_is_personal() -> None:
    key = customer()
    mine, theirs = parcel(customer=key), parcel("KR200", customer=uuid4())
    for one in (mine, theirs):
        filled(one)
        keep_announced({one.pk: [LotKey(f"L-{one.number}", "04012345123456")]}, now=NOW)
    with export_customer(person=OPERATOR, key=key, now=NOW) as file, zipfile.ZipFile(file) as archive:
        rows = {
            name: json.loads(archive.read(name))
            for name in archive.namelist()
            if name.startswith("tracking/")
        }
    assert {name: len(each) for name, each in rows.items()} == {
        f"tracking/{name}.json": 1
        for name in (
            "consignments",
            "recipients",
            "wishes",
            "quotes",
            "returns_asked",
            "problems",
            "proofs",
            "shared_links",
            "lots",
        )
    }
    assert rows["tracking/consignments.json"][0]["number"] == "KR100"
    assert rows["tracking/recipients.json"][0]["address"] == "1 Trace Street"
    assert base64.b64decode(rows["tracking/proofs.json"][0]["content"]) == b"picture"
    assert rows["tracking/lots.json"][0]["lot__number"] == "L-KR100"
    assert "secret_digest" not in rows["tracking/shared_links.json"][0]


def test_erasing_a_customer_erases_what_is_personal_and_unties_the_rest() -> None:
    key, other = customer(), uuid4()
    mine, theirs = parcel(customer=key), parcel("KR200", customer=other)
    back = parcel("KR300", kind=Kind.RETURN)
    back.about = mine
    back.save()
    for each in (mine, theirs, back):
        filled(each)
    keep_announced({mine.pk: [LotKey("L1")]}, now=NOW)
    erase_customer(person=OPERATOR, key=key, now=NOW)
    for model in PERSONAL:
        assert list(model.objects.values_list("consignment", flat=True)) == [theirs.pk]
    assert dict(Consignment.objects.values_list("number", "customer_key")) == {
        "KR100": None,
        "KR200": other,
        "KR300": None,
    }
    assert not Customer.objects.filter(key=key).exists()
    assert Carried.objects.filter(consignment=mine).exists(), (
        "a recall still knows the parcel, and nobody's name"
    )


def test_what_is_announced_once_more_after_an_erasure_is_nobody_s() -> None:
    """A shop sends all of its orders again each night."""
    key = customer()
    recipient = RecipientIn(name="Kim Trace", address="1 Trace Street", postcode="12345")
    mine = ConsignmentIn(number="KR100", customer=key, recipient=recipient, destination="Seoul")
    announce(by=OPERATOR, consignments=[mine], now=NOW)
    scanned(Consignment.objects.get(), (11, Status.DELIVERED))
    follow(now=NOW)
    erase_customer(person=OPERATOR, key=key, now=NOW)
    assert Customer.objects.get(key=key).erased_at, "the figures of what was delivered carry the bare key"
    other = uuid4()
    theirs = ConsignmentIn(number="KR200", customer=other, recipient=recipient)
    announce(by=OPERATOR, consignments=[mine, theirs], now=NOW)
    assert list(Recipient.objects.values_list("consignment__number", flat=True)) == ["KR200"]
    assert dict(Consignment.objects.values_list("number", "customer_key")) == {"KR100": None, "KR200": other}
