"""Tying a customer to their details, and their consents; by themselves, by staff, by strangers."""

from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from wellserved.people.contracts import NOBODY, OPERATOR, NotFound, Person
from wellserved.people.models import Customer
from wellserved.people.queries import customer_for, customers_for, person_of
from wellserved.people.services import AddressTaken, give_consent, tie_customer, withdraw_consent

from .conftest import People


@pytest.fixture
def key(people: People) -> UUID:
    return Customer.objects.create(created_at=people.now).key


def tie(key: UUID, people: People, *, by: Person = OPERATOR, **details: Any) -> None:
    tie_customer(by=by, key=key, now=people.now, **details)


def test_a_tied_customer_signs_in_and_finds_their_own_card(people: People, key: UUID) -> None:
    tie(key, people, name="Dana", email="dana@customer.test", phone="123", sign_in=True)
    (card,) = customers_for(OPERATOR, words="dan")
    assert (card.key, card.email, card.has_account) == (key, "dana@customer.test", True)


def test_an_address_signs_in_one_customer(people: People, key: UUID) -> None:
    other = people.customer()
    with pytest.raises(AddressTaken):
        tie(key, people, email=other.email, sign_in=True)


@pytest.mark.parametrize("details", [{"email": "no address"}, {"name": "n" * 121}])
def test_details_that_do_not_fit_are_refused(people: People, key: UUID, details: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        tie(key, people, **details)


def test_consent_is_given_withdrawn_and_given_anew(people: People) -> None:
    details = people.customer()
    me, key = Person(customer_key=details.customer_id), details.customer_id
    for wording in ("v1", "v1", "v2"):
        give_consent(by=me, key=key, purpose="survey", wording=wording, now=people.now)
    consents = customer_for(me, key=key).consents
    assert [(c.wording, c.withdrawn_at is None) for c in consents] == [("v1", False), ("v2", True)]
    withdraw_consent(by=me, key=key, purpose="survey", now=people.now)
    with pytest.raises(NotFound, match="none to withdraw"):
        withdraw_consent(by=me, key=key, purpose="survey", now=people.now)


def test_strangers_neither_read_nor_write(people: People, key: UUID) -> None:
    stranger = person_of(account_id=people.customer().account_id)
    for person in (stranger, NOBODY):
        with pytest.raises(NotFound):
            customer_for(person, key=key)
        with pytest.raises(PermissionDenied):
            tie(key, people, by=person, name="Mallory")
        with pytest.raises(PermissionDenied):
            give_consent(by=person, key=key, purpose="survey", wording="v1", now=people.now)
    assert [card.key for card in customers_for(stranger)] == [stranger.customer_key]
    assert customers_for(NOBODY) == ()
