"""A customer sends back what was delivered: by its page, once, and not for ever."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from wellserved.cases.models import Case
from wellserved.journey.models import Moment
from wellserved.people.contracts import OPERATOR, NotFound, Person
from wellserved.people.models import Account, AuditLine, Customer, CustomerDetails, Staff
from wellserved.people.services import erase_customer
from wellserved.portal.track.reporting import send_back
from wellserved.tracking.contracts import ScanIn, Status
from wellserved.tracking.models import Consignment, Problem, Recipient, ReturnAsked, SilenceLimit, Trouble
from wellserved.tracking.queries.public import announced as announced_now
from wellserved.tracking.queries.public import owned_for
from wellserved.tracking.services import record_scans
from wellserved.tracking.services.following import follow
from wellserved.tracking.services.troubles import look_for_trouble

from .conftest import PATH, Announced, minutes_ago, scanned

pytestmark = pytest.mark.django_db
ASKED = {"reason": "does_not_fit", "wants": "exchange"}
DAY = 24 * 60


def signed_in(email: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(email=email), backend="django.contrib.auth.backends.ModelBackend")
    return client


def opened() -> Client:
    """Anew for each deed: unlike a browser, the test's client sends a cookie to every path."""
    client = Client()
    client.post(f"{PATH}/open", {"postcode": "11601"})
    return client


def returns() -> list[Consignment]:
    return list(Consignment.objects.filter(kind="return").order_by("pk"))


@pytest.fixture
def delivered(announced: Announced) -> Callable[[float], Consignment]:
    """So many days ago, to a customer with an account."""
    for email in ("owner@customer.test", "other@customer.test"):
        account = Account.objects.create_user(email)
        customer = Customer.objects.create(created_at=minutes_ago(0))
        CustomerDetails.objects.create(customer=customer, account=account, name="Mina", email=email)
    Staff.objects.create(account=Account.objects.create_user("agent@staff.test"), name="Alex", role="manager")
    parcel = announced(
        customer_key=CustomerDetails.objects.get(email="owner@customer.test").customer_id,
        order_ref="O-77",
        value=40,
        currency="EUR",
    )

    def deliver(days: float) -> Consignment:
        scanned(status=Status.DELIVERED, ago=days * DAY)
        return parcel

    return deliver


@pytest.mark.parametrize(
    ("who", "may"),
    [("", False), ("other@customer.test", False), ("agent@staff.test", False), ("owner@customer.test", True)],
)
def test_only_the_owner_sends_it_back(
    delivered: Callable[[float], Consignment], who: str, *, may: bool
) -> None:
    delivered(2)
    client = signed_in(who) if who else Client()
    assert (f"{PATH}/return" in client.get(PATH).content.decode()) is may
    answer = client.post(f"{PATH}/return", ASKED)
    assert (answer.status_code, len(returns())) == ((302, 1) if may else (404, 0))
    assert Client(enforce_csrf_checks=True).post(f"{PATH}/return", ASKED).status_code == 403


def test_a_return_has_its_number_its_page_and_a_place_on_the_board(
    delivered: Callable[[float], Consignment], caplog: pytest.LogCaptureFixture
) -> None:
    parcel = delivered(2)
    for _ in range(2):
        answer = opened().post(f"{PATH}/return", {**ASKED, "words": " The <left> shoe "}, follow=True)
    (made,) = returns()
    page = answer.content.decode()
    assert answer.redirect_chain[0][0] == f"/track/{made.number}"
    assert f"Your return has the number {made.number}." in page
    assert "We do not know yet when it comes" not in page
    assert "박서연" in page, "what opened the parcel here opens its return"
    assert f'href="/track/{made.number}"' in opened().get(PATH).content.decode()
    assert (made.about, made.customer_key, made.order_ref, made.value, made.origin) == (
        parcel,
        parcel.customer_key,
        "O-77",
        40,
        "Uijeongbu",
    )
    asked = ReturnAsked.objects.get()
    assert (asked.consignment_id, asked.reason, asked.wants) == (made.pk, "does_not_fit", "exchange")
    case = Case.objects.get()
    assert (case.title, case.subject_kind, case.subject_id) == ("It does not fit", "return", str(made.pk))
    assert (Problem.objects.get().words, "shoe" in caplog.text) == ("The <left> shoe", False)
    assert AuditLine.objects.filter(deed="consignments.announced").count() == 1
    follow(now=minutes_ago(0))
    staff = signed_in("agent@staff.test")
    board = staff.get("/parcels/?trouble=return_asked").content.decode()
    assert made.number in board
    assert "Returns asked for" in board
    line = staff.get(f"/parcels/{made.pk}/").content.decode()
    for words in ("The customer asked to send it back.", "It does not fit", "An exchange", "left"):
        assert words in line
    scanned(made.number, ago=-1)
    follow(now=minutes_ago(0))
    assert made.number not in staff.get("/parcels/?trouble=return_asked").content.decode()


def test_there_is_one_at_a_time_and_another_when_it_is_over(
    delivered: Callable[[float], Consignment],
) -> None:
    delivered(2)
    opened().post(f"{PATH}/return", ASKED)
    other = opened().post(f"{PATH}/return", {**ASKED, "wants": "refund"})
    assert "It is being sent back already." in other.content.decode()
    assert not Case.objects.exists()
    for n in range(6):
        last = returns()[-1]
        scanned(last.number, Status.CANCELLED, ago=-1, source_id=str(n))
        answer = opened().post(f"{PATH}/return", ASKED)
    assert "several times already" in answer.content.decode()
    assert len(returns()) == 5


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({**ASKED, "reason": "steal"}, "Please choose why"),
        ({**ASKED, "wants": ""}, "Please choose what you would like"),
        ({**ASKED, "reason": "other", "words": "  "}, "Please say in a few words"),
        ({**ASKED, "words": "x" * 1001}, "1,000 characters"),
    ],
)
def test_what_cannot_be_is_refused_with_what_was_typed(
    delivered: Callable[[float], Consignment], sent: dict[str, str], words: str
) -> None:
    delivered(2)
    page = opened().post(f"{PATH}/return", sent).content.decode()
    assert words in page
    assert sent.get("words", "") in page
    assert returns() == []


@pytest.mark.parametrize(
    ("days", "limit", "may"),
    [(29, 30, True), (31, 30, False), (1, 0, False), (0, 30, True), (31, 9_999_999, True)],
)
def test_so_many_days_after_the_delivery_as_the_organisation_says(
    delivered: Callable[[float], Consignment], settings: Any, days: int, limit: int, *, may: bool
) -> None:
    settings.RETURN_DAYS = limit
    device = opened()
    assert f"{PATH}/return" not in device.get(PATH).content.decode(), "it has not come yet"
    refused = device.post(f"{PATH}/return", ASKED)
    assert "cannot be sent back" in refused.content.decode()
    delivered(days)
    assert (f"{PATH}/return" in device.get(PATH).content.decode()) is may
    device.post(f"{PATH}/return", ASKED)
    assert len(returns()) == may


def test_who_was_erased_meanwhile_asks_for_nothing(delivered: Callable[[float], Consignment]) -> None:
    parcel = delivered(2)
    key = parcel.customer_key
    assert key is not None
    me = Person(customer_key=key)
    (seen,) = announced_now(ids=[parcel.pk])
    owned = owned_for(me, consignment_id=parcel.pk)
    erase_customer(person=OPERATOR, key=key, now=minutes_ago(0))
    with pytest.raises(NotFound):
        send_back(seen, owned, by=me, **ASKED, words="My own words", now=minutes_ago(0))
    assert (returns(), Problem.objects.count(), Case.objects.count()) == ([], 0, 0)


def test_what_goes_back_of_a_parcel_is_its_customers_and_erased_with_them(
    delivered: Callable[[float], Consignment], announced: Announced
) -> None:
    parcel = delivered(2)
    instead = announced("689204173999", about=parcel)
    scanned(instead.number, Status.DELIVERED, ago=30)
    device = Client()
    device.post(f"/track/{instead.number}/open", {"postcode": "11601"})
    assert device.post(f"/track/{instead.number}/return", {**ASKED, "words": "Wrong"}).status_code == 302
    assert parcel.customer_key is not None
    erase_customer(person=OPERATOR, key=parcel.customer_key, now=minutes_ago(0))
    assert not Recipient.objects.exists(), "name and address go back with it, and are erased with it"
    assert not Problem.objects.exists()


def test_nobody_s_parcel_is_sent_back_after_the_postcode(announced: Announced) -> None:
    announced()
    scanned(status=Status.DELIVERED, ago=30)
    assert opened().post(f"{PATH}/return", ASKED).status_code == 302
    assert len(returns()) == 1


def test_what_its_customer_has_at_home_yet_is_not_silent_and_costs_no_days(
    delivered: Callable[[float], Consignment],
) -> None:
    delivered(2)
    opened().post(f"{PATH}/return", ASKED)
    (made,) = returns()
    now = minutes_ago(0)
    SilenceLimit.objects.create(
        kind="return", status="info_received", service="", hours=24, intervals=200, measured_at=now
    )
    look_for_trouble(now=now + timedelta(days=10))
    assert set(made_troubles(made)) == {"return_asked"}
    for day, status in ((10, Status.IN_TRANSIT), (12, Status.RECEIVED), (13, Status.REFUNDED)):
        at = now + timedelta(days=day)
        scan = ScanIn(number=made.number, status=status, occurred_at=at)
        record_scans(scans=[scan], now=at)
    follow(now=now + timedelta(days=13))
    assert Moment.objects.get(subject_kind="return").delivered == pytest.approx(3)


def made_troubles(one: Consignment) -> list[str]:
    return list(Trouble.objects.filter(consignment=one).values_list("kind", flat=True))
