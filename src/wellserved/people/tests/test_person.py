"""Who somebody is at the door, and what they then see."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from wellserved.people.contracts import NOBODY, NotFound
from wellserved.people.middleware import PersonMiddleware
from wellserved.people.models import Account, Location, Staff
from wellserved.people.queries import account_id_of, locations, person_of, places_below

from .conftest import People

Region = tuple[Location, Location]
Queries = Any


@pytest.fixture
def region(people: People) -> Region:
    north = people.location("North")
    shop = people.location("Shop", north)
    people.location("South")
    return north, shop


@pytest.mark.parametrize("role", ["agent", "team_lead"])
def test_agents_and_leads_see_their_location_and_what_lies_below(
    people: People, region: Region, role: str
) -> None:
    north, shop = region
    assert person_of(account_id=people.staff(role, location=north).account_id).location_ids == {
        north.id,
        shop.id,
    }
    assert person_of(account_id=people.staff(role, location=shop).account_id).location_ids == {shop.id}


@pytest.mark.parametrize("role", ["agent", "team_lead"])
def test_without_a_location_they_see_none(people: People, region: Region, role: str) -> None:
    assert person_of(account_id=people.staff(role).account_id).location_ids == frozenset()


@pytest.mark.parametrize("role", ["manager", "administrator"])
def test_managers_see_every_location(people: People, region: Region, role: str) -> None:
    assert person_of(account_id=people.staff(role, location=region[1]).account_id).location_ids is None


def test_a_customer_is_known_by_their_account_and_is_no_staff(people: People) -> None:
    details = people.customer("Dana")
    person = person_of(account_id=details.account_id)
    assert (person.customer_key, person.name, person.is_staff) == (details.customer_id, "Dana", False)
    assert person.location_ids == frozenset()


def test_staff_that_left_have_no_role(people: People) -> None:
    staff = people.staff("administrator")
    Staff.objects.filter(pk=staff.pk).update(active=False)
    assert person_of(account_id=staff.account_id).role is None


def test_a_closed_account_is_nobody(people: People) -> None:
    staff = people.staff("administrator")
    Account.objects.filter(pk=staff.account_id).update(is_active=False)
    assert person_of(account_id=staff.account_id) == NOBODY


def test_the_person_costs_one_query_and_only_when_asked(
    people: People, region: Region, django_assert_num_queries: Queries
) -> None:
    request = RequestFactory().get("/")
    request.user = people.staff(location=region[0]).account
    seen: list[Any] = []
    with django_assert_num_queries(0):
        PersonMiddleware(seen.append)(request)
    with django_assert_num_queries(1):
        assert seen[0].person.role == "agent"
        assert seen[0].person.may("map:read")


def test_without_an_account_one_is_nobody(db: None, django_assert_num_queries: Queries) -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    with django_assert_num_queries(0):
        PersonMiddleware(lambda _: None)(request)
        assert request.person == NOBODY
        assert not request.person.is_authenticated


def test_the_tree_lists_a_region_before_its_shops(people: People, region: Region) -> None:
    assert [place.path for place in locations()] == [("North",), ("North", "Shop"), ("South",)]
    assert places_below(location_id=region[0].id) == {region[0].id, region[1].id}


def test_a_circle_of_locations_ends(people: People, region: Region) -> None:
    north, shop = region
    north.parent = shop
    north.save()
    assert places_below(location_id=north.id) == {north.id, shop.id}


def test_an_account_is_found_by_its_address_in_any_case(people: People) -> None:
    account = people.staff().account
    assert account_id_of(email=account.email.upper()) == account.pk
    with pytest.raises(NotFound):
        account_id_of(email="nobody@nowhere.test")
