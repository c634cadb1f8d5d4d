"""Everybody finds their own way in, and customers their rights."""

import io
import re
import zipfile
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from wellserved.journey.contracts import JourneyPlan, MeasurePlan, StagePlan, TouchpointPlan
from wellserved.journey.models import Journey, Measure, Promise, Touchpoint
from wellserved.journey.services import ensure_journey, set_promise
from wellserved.people.contracts import OPERATOR
from wellserved.people.models import Account, Consent, Customer, CustomerDetails, Segment, Staff

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def customer() -> CustomerDetails:
    account = Account.objects.create_user(f"{uuid4().hex}@customer.test")
    return CustomerDetails.objects.create(
        customer=Customer.objects.create(created_at=NOW), account=account, name="박서연", email=account.email
    )


@pytest.fixture
def agent() -> Account:
    account = Account.objects.create_user(f"{uuid4().hex}@staff.test")
    Staff.objects.create(account=account, name="Alex", role="agent")
    return account


def test_the_front_page_sends_each_to_their_own_room(customer: CustomerDetails, agent: Account) -> None:
    assert customer.account is not None
    assert b'href="/me/"' in signed_in(customer.account).get("/").content
    assert signed_in(agent).get("/").headers["Location"] == "/home/"
    assert b"/accounts/login/" in Client().get("/").content


def test_customers_see_what_is_held_on_them(customer: CustomerDetails) -> None:
    assert customer.account is not None
    page = signed_in(customer.account).get("/me/").content.decode()
    assert "박서연" in page
    assert customer.email in page


def test_customers_take_everything_with_them(customer: CustomerDetails) -> None:
    assert customer.account is not None
    answer = signed_in(customer.account).get("/me/download/")
    packed = zipfile.ZipFile(io.BytesIO(b"".join(answer)))  # type: ignore[arg-type]  # a streaming answer
    assert packed.testzip() is None
    assert any("박서연" in packed.read(name).decode() for name in packed.namelist())


def test_erasing_asks_first_and_then_leaves_nothing(customer: CustomerDetails) -> None:
    assert customer.account is not None
    client = signed_in(customer.account)
    client.post("/me/erase/")
    assert CustomerDetails.objects.filter(name="박서연").exists()
    answer = client.post("/me/erase/", {"sure": "yes"})
    assert answer.status_code == 200
    assert not CustomerDetails.objects.filter(name="박서연").exists()
    assert client.get("/me/").status_code == 302


def test_customers_agree_to_be_asked_and_take_it_back(customer: CustomerDetails, agent: Account) -> None:
    assert customer.account is not None
    client = signed_in(customer.account)
    agreed = Consent.objects.filter(customer=customer.customer, purpose="feedback", withdrawn_at=None)
    assert "You may ask me" in client.get("/me/").content.decode()
    for _twice in range(2):
        client.post("/me/agree/", {"agreed": "yes"})
        assert agreed.count() == 1
    assert "Being asked how it was" in client.get("/me/").content.decode()
    client.post("/me/agree/", {"agreed": "no"})
    assert not agreed.exists()
    assert "withdrawn on" in client.get("/me/").content.decode()
    assert client.post("/me/agree/", {"agreed": "no"}).status_code == 404
    assert signed_in(agent).post("/me/agree/", {"agreed": "yes"}).status_code == 404
    assert "/accounts/login" in Client().post("/me/agree/", {"agreed": "yes"}).headers["Location"]
    assert not agreed.exists()


def test_a_link_alone_erases_nothing(customer: CustomerDetails) -> None:
    assert customer.account is not None
    assert signed_in(customer.account).get("/me/erase/").status_code == 405


@pytest.mark.parametrize("address", ["/me/", "/me/download/"])
def test_staff_who_are_no_customer_have_no_things_here(agent: Account, address: str) -> None:
    assert signed_in(agent).get(address).status_code == 404


@pytest.mark.parametrize("address", ["/me/", "/me/download/"])
def test_nobody_is_asked_to_sign_in(address: str) -> None:
    assert Client().get(address).status_code == 302


@pytest.fixture
def told() -> None:
    """Everybody is told two days, families one; and restaurants have a word of their own."""
    plan = JourneyPlan(
        slug="parcel",
        title="Parcel delivery",
        goal="Have it when I need it",
        stages=(
            StagePlan(
                slug="receive",
                title="Receive",
                touchpoints=(
                    TouchpointPlan(
                        slug="door",
                        title="Handed over",
                        measures=(MeasurePlan(slug="days", title="Days", unit="days", better="lower"),),
                    ),
                ),
            ),
        ),
    )
    ensure_journey(by=OPERATOR, plan=plan, now=NOW)
    for slug, words in ((None, "Within two days."), ("family", "Within a day."), ("restaurant", "By noon.")):
        if slug is not None:
            Segment.objects.create(slug=slug, name=slug.title())
        set_promise(
            by=OPERATOR,
            journey="parcel",
            touchpoint="door",
            measure="days",
            segment=slug,
            standard=2,
            told=words,
            valid_from=NOW,
            now=NOW,
        )


def promised(client: Client) -> list[str]:
    return re.findall(r'<p class="told">([^<]+)</p>', client.get("/promise/").content.decode())


def test_everybody_may_read_what_everybody_is_told(told: None) -> None:
    assert promised(Client()) == ["Within two days."]


def test_a_customer_reads_what_their_segment_is_told_instead(told: None, customer: CustomerDetails) -> None:
    assert customer.account is not None
    Customer.objects.update(segment=Segment.objects.get(slug="family"))
    page = signed_in(customer.account)
    assert promised(page) == ["Within a day."]
    assert b"for customers like you" in page.get("/promise/").content


def test_a_promise_that_ended_or_has_not_begun_is_not_shown(told: None) -> None:
    Promise.objects.update(valid_to=NOW + timedelta(hours=1))
    assert promised(Client()) == []
    assert b"No promise is in force yet" in Client().get("/promise/").content
    later = datetime.now(UTC) + timedelta(days=30)
    Promise.objects.update(valid_from=later, valid_to=None)
    assert promised(Client()) == []


def test_a_promise_kept_backstage_names_its_stage_and_nothing_behind_the_scenes(told: None) -> None:
    where = re.compile(r'<p class="aside">([^<]+)</p>')
    assert where.findall(Client().get("/promise/").content.decode()) == ["Handed over · Days"]
    Touchpoint.objects.update(side="backstage", title="Sorted by machine 7")
    Measure.objects.update(title="Rejects of machine 7")
    pages = [Client().get(address).content.decode() for address in ("/promise/", "/find/?q=two days")]
    assert where.findall(pages[0]) == ["Receive"]
    for page in pages:
        assert "Within two days." in page
        assert "machine 7" not in page
    hidden = Client().get("/find/?q=sorted by machine").content.decode()
    assert "Within two days." not in hidden


def test_a_to_be_map_promises_nothing(told: None) -> None:
    Journey.objects.update(draws="to_be")
    assert promised(Client()) == []


def test_the_front_offers_only_what_there_is(customer: CustomerDetails) -> None:
    nobody = Client().get("/").content.decode().split("<main")[1]
    assert "Sign in" in nobody
    assert 'href="/promise/"' not in nobody, "no promise is in force"
    assert 'href="/me/"' not in nobody
    assert customer.account is not None
    assert 'href="/me/"' in signed_in(customer.account).get("/").content.decode().split("<main")[1]


def test_the_front_offers_promises_as_soon_as_there_are_some(told: None) -> None:
    assert 'href="/promise/"' in Client().get("/").content.decode().split("<main")[1]


def test_search_finds_promises_and_pages_and_nothing_of_others(told: None, customer: CustomerDetails) -> None:
    def found(client: Client, words: str) -> str:
        return client.get("/find/", {"q": words}).content.decode().split("<main")[1]

    assert "Within two days." in found(Client(), "two days")
    assert "By noon." not in found(Client(), "noon")
    assert "Nothing was found" in found(Client(), "heron")
    assert 'href="/me/#erase"' not in found(Client(), "erased")
    assert customer.account is not None
    assert 'href="/me/#erase"' in found(signed_in(customer.account), "erased")
    assert "<script>" not in found(Client(), "<script>alert(1)</script>")


def test_a_number_in_the_search_leads_to_what_travels_under_it() -> None:
    def found(words: str) -> str:
        return Client().get("/find/", {"q": words}).content.decode().split("<main")[1]

    assert 'href="/track?numbers=689204173356"' in found("6892 0417 3356")
    assert "/track?numbers=" not in found("two days")
    assert 'href="/track"' in found("follow a parcel")
    assert 'name="numbers"' in Client().get("/").content.decode()


@pytest.mark.parametrize("address", ["/promise/", "/find/"])
def test_staff_read_the_customers_pages_too(agent: Account, address: str) -> None:
    assert signed_in(agent).get(address).status_code == 200


@pytest.mark.parametrize("address", ["/", "/promise/", "/find/?q=day"])
def test_pages_have_a_budget_of_queries(
    told: None,
    customer: CustomerDetails,
    address: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    assert customer.account is not None
    client = signed_in(customer.account)
    with django_assert_max_num_queries(8):
        client.get(address)
