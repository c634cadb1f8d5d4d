"""A repair that is quoted waits for its customer, who answers on its page: once, and to what they saw."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from wellserved.people.contracts import OPERATOR
from wellserved.people.models import Account, Customer, CustomerDetails, Staff
from wellserved.tracking.contracts import ConsignmentIn, Kind, QuoteIn, RecipientIn, ScanIn, Status
from wellserved.tracking.models import Consignment, Progress, Quote, Scan
from wellserved.tracking.services import ConsignmentRefused, announce, record_scans
from wellserved.tracking.services.following import follow

from .conftest import NUMBER, PATH, minutes_ago, scanned

pytestmark = pytest.mark.django_db
PRICE, YES = "64.50 EUR", "Yes, repair it"


def signed_in(email: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(email=email), backend="django.contrib.auth.backends.ModelBackend")
    return client


def quoted(amount: str = "64.50", **more: Any) -> ConsignmentIn:
    given = {"recipient": RecipientIn(name="Mina", postcode="11601"), **more}
    quote = QuoteIn(amount=Decimal(amount), currency="EUR", work="New pump <and hoses>")
    return ConsignmentIn(**{"number": NUMBER, "kind": Kind.REPAIR, "quote": quote, **given})


@pytest.fixture
def repair() -> Consignment:
    """Quoted an hour ago, of a customer with an account."""
    for email in ("owner@customer.test", "other@customer.test"):
        account = Account.objects.create_user(email)
        customer = Customer.objects.create(created_at=minutes_ago(0))
        CustomerDetails.objects.create(customer=customer, account=account, name="Mina", email=email)
    Staff.objects.create(account=Account.objects.create_user("agent@staff.test"), name="Alex", role="manager")
    key = CustomerDetails.objects.get(email="owner@customer.test").customer_id
    announce(by=OPERATOR, consignments=[quoted(customer=key)], now=minutes_ago(90))
    scanned(status=Status.RECEIVED, ago=80)
    scanned(status=Status.QUOTED, ago=60, source="workshop", source_id="q1")
    return Consignment.objects.get()


def opened() -> Client:
    client = Client()
    client.post(f"{PATH}/open", {"postcode": "11601"})
    return client


def asked(client: Client) -> str:
    """What the page's form says of which quote it shows."""
    return re.findall(r'name="quote" value="([^"]+)"', client.get(PATH).content.decode())[0]


def answers() -> list[str]:
    return list(Scan.objects.filter(source="page").order_by("occurred_at").values_list("status", flat=True))


@pytest.mark.parametrize(
    ("who", "sees", "may"),
    [
        ("", False, False),
        ("other@customer.test", False, False),
        ("agent@staff.test", True, False),
        ("owner@customer.test", True, True),
    ],
)
def test_only_the_owner_sees_the_quote_and_answers_it(
    repair: Consignment, who: str, *, sees: bool, may: bool
) -> None:
    client, quote = signed_in(who) if who else Client(), asked(opened())
    page = client.get(PATH).content.decode()
    assert (PRICE in page, "New pump &lt;and hoses&gt;" in page, YES in page) == (sees, sees, may)
    answer = client.post(f"{PATH}/quote", {"quote": quote, "answer": "yes"})
    assert (answer.status_code, answers()) == ((302, ["approved"]) if may else (404, []))
    assert Client(enforce_csrf_checks=True).post(f"{PATH}/quote", {"answer": "yes"}).status_code == 403


def test_an_answer_given_twice_is_one_scan_that_staff_see(repair: Consignment) -> None:
    client = opened()
    quote = asked(client)
    for _ in range(2):
        last = client.post(f"{PATH}/quote", {"quote": quote, "answer": "yes"}, follow=True)
    page = last.content.decode()
    assert "The repair begins." in page
    assert YES not in page
    assert answers() == ["approved"]
    assert Progress.objects.get().status == "approved"
    assert follow(now=datetime.now(UTC)) > 0
    other = client.post(f"{PATH}/quote", {"quote": quote, "answer": "no"}).content.decode()
    assert "has been answered already" in other
    assert answers() == ["approved"]
    seen = signed_in("agent@staff.test").get(f"/parcels/{repair.pk}/").content.decode()
    assert "The repair was quoted: 64.50 EUR" in seen
    assert "the customer, on the page" in seen


def test_a_quote_that_changed_meanwhile_is_not_approved(repair: Consignment) -> None:
    client = opened()
    first = asked(client)
    announce(by=OPERATOR, consignments=[quoted("99")], now=minutes_ago(1))
    page = client.post(f"{PATH}/quote", {"quote": first, "answer": "yes"}).content.decode()
    assert "changed since you opened this page" in page
    assert "99.00 EUR" in page
    second = asked(client)
    scanned(status=Status.QUOTED, ago=2, source="workshop", source_id="q2")
    for sent in ({"quote": second, "answer": "yes"}, {"answer": "yes"}, {"quote": asked(client)}):
        assert client.post(f"{PATH}/quote", sent).status_code == 200
        assert answers() == []
    said = client.post(f"{PATH}/quote", {"quote": asked(client), "answer": "no"}, follow=True)
    assert "We send it back as it is." in said.content.decode()
    assert answers() == ["declined"]


def test_an_answer_that_staff_took_back_can_be_given_anew(repair: Consignment) -> None:
    client = opened()
    quote = asked(client)
    client.post(f"{PATH}/quote", {"quote": quote, "answer": "no"})
    back = ScanIn(number=NUMBER, occurred_at=minutes_ago(0), source="page", corrects=quote)
    record_scans(scans=[back], now=datetime.now(UTC))
    client.post(f"{PATH}/quote", {"quote": asked(client), "answer": "yes"})
    assert sorted(answers()) == ["", "approved", "declined"]
    assert Progress.objects.get().status == "approved"


def test_no_answer_is_thanked_for_that_does_not_stand(repair: Consignment) -> None:
    client = opened()
    first = asked(client)
    client.post(f"{PATH}/quote", {"quote": first, "answer": "yes"}, follow=True)
    scanned(status=Status.QUOTED, ago=-1, source="workshop", source_id="q2")
    page = client.post(f"{PATH}/quote", {"quote": first, "answer": "yes"}, follow=True).content.decode()
    assert ("The repair begins." in page, "changed since you opened this page" in page) == (False, True)
    back = ScanIn(number=NUMBER, occurred_at=minutes_ago(0), source="page", corrects=first)
    record_scans(scans=[back], now=datetime.now(UTC), staff_id=Staff.objects.get().pk)
    scanned(status=Status.SENT_BACK, ago=-2)
    page = client.post(f"{PATH}/quote", {"quote": first, "answer": "yes"}, follow=True).content.decode()
    assert ("The repair begins." in page, "waits for your answer any more" in page) == (False, True)
    staff = signed_in("agent@staff.test").get(f"/parcels/{repair.pk}/").content.decode()
    assert "Taken back by Alex" in staff, "who took the customer's answer back was not the customer"


def test_staff_who_answer_for_the_customer_stand_by_it_themselves(repair: Consignment) -> None:
    agent = signed_in("agent@staff.test")
    agent.post(f"{PATH}/open", {"postcode": "11601"})
    agent.post(f"{PATH}/quote", {"quote": asked(agent), "answer": "yes"})
    assert answers() == ["approved"]
    page = agent.get(f"/parcels/{repair.pk}/").content.decode()
    assert ("Alex" in page.split("<main", 1)[1], "the customer, on the page" in page) == (True, False)


def test_too_late_and_without_an_amount(repair: Consignment) -> None:
    Quote.objects.all().delete()
    client = opened()
    assert "The workshop has told you the amount." in client.get(PATH).content.decode()
    quote = asked(client)
    scanned(status=Status.SENT_BACK, ago=1)
    assert YES not in client.get(PATH).content.decode()
    late = client.post(f"{PATH}/quote", {"quote": quote, "answer": "yes"})
    assert "waits for your answer any more" in late.content.decode()
    assert answers() == []


def test_a_quote_is_a_repairs_and_said_again_is_one() -> None:
    for _ in range(2):
        announce(by=OPERATOR, consignments=[quoted()], now=minutes_ago(1))
    assert Quote.objects.count() == 1
    for wrong in ({"kind": Kind.PARCEL}, {"amount": "-1"}):
        with pytest.raises(ConsignmentRefused, match="quote"):
            announce(by=OPERATOR, consignments=[quoted(**wrong)], now=minutes_ago(1))
