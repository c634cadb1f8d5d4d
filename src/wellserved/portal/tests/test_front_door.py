"""Everybody finds their own way in, and customers their rights."""

import io
import zipfile
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.test import Client

from wellserved.people.models import Account, Customer, CustomerDetails, Staff

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
    assert signed_in(customer.account).get("/").headers["Location"] == "/me/"
    assert signed_in(agent).get("/").headers["Location"] == "/journeys/"
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


def test_a_link_alone_erases_nothing(customer: CustomerDetails) -> None:
    assert customer.account is not None
    assert signed_in(customer.account).get("/me/erase/").status_code == 405


@pytest.mark.parametrize("address", ["/me/", "/me/download/"])
def test_staff_who_are_no_customer_have_no_things_here(agent: Account, address: str) -> None:
    assert signed_in(agent).get(address).status_code == 404


@pytest.mark.parametrize("address", ["/me/", "/me/download/"])
def test_nobody_is_asked_to_sign_in(address: str) -> None:
    assert Client().get(address).status_code == 302
