"""Export and erasure with moments: all is handed over, all that is personal goes, every figure stays."""

import json
import zipfile
from collections.abc import Iterator
from uuid import UUID

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client

from wellserved.journey.contracts import MeasureKey, MomentIn
from wellserved.journey.models import Moment
from wellserved.journey.services import record_moment
from wellserved.people.contracts import NOBODY, OPERATOR, NotFound, Person
from wellserved.people.models import Account, Customer, Staff
from wellserved.people.queries import customer_for
from wellserved.people.services import (
    ensure_customers,
    erase_customer,
    export_customer,
    export_for,
    give_consent,
    request_erasure,
    tie_customer,
)

from .conftest import NOW

EMAIL = "Dana.Trace@customer.test"
TRACES = ("Dana Trace", "dana.trace", "555-0199", "Trace Street")
Measures = dict[str, MeasureKey]


@pytest.fixture
def key(measures: Measures) -> UUID:
    """A customer whose e-mail address is their id at the source, with details, an account, a consent, moments."""
    key = _known()
    tie_customer(
        by=OPERATOR,
        key=key,
        now=NOW,
        name="Dana Trace",
        email=EMAIL,
        phone="555-0199",
        address="1 Trace Street",
        sign_in=True,
    )
    give_consent(by=OPERATOR, key=key, purpose="survey", wording="v1", now=NOW)
    for number in range(3):
        _record(key, f"order-{number}", delivered=float(number))
    return key


def _known() -> UUID:
    return ensure_customers(source="shop", external_ids=[EMAIL], now=NOW)[EMAIL]


def _record(key: UUID, source_id: str, *, delivered: float) -> None:
    moment = MomentIn(
        source="shop",
        source_id=source_id,
        journey="parcel",
        touchpoint="door",
        measure="days",
        occurred_at=NOW,
        delivered=delivered,
        customer=key,
    )
    record_moment(moment=moment, now=NOW)


def _figures() -> list[tuple[object, ...]]:
    """What statistics are made of: per measure and month cases, sums, customers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT measure_id, date_trunc('month', occurred_at), count(*), sum(delivered), sum(expected),"
            " count(DISTINCT customer_key) FROM journey_moment GROUP BY 1, 2 ORDER BY 1, 2"
        )
        return cursor.fetchall()


def _texts() -> Iterator[tuple[str, str, str]]:
    """Every value of every column of every table, as text; a session's by what it says when it is read."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables"
            " USING (table_schema, table_name) WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        for table, column in cursor.fetchall():
            cursor.execute(f'SELECT "{column}"::text FROM "{table}" WHERE "{column}" IS NOT NULL')  # noqa: S608  the catalogue's own names
            yield from ((table, column, value) for (value,) in cursor.fetchall())
    for session in Session.objects.all():
        yield "django_session", "decoded", str(session.get_decoded())


def _found() -> set[tuple[str, str]]:
    return {
        (table, column)
        for table, column, value in _texts()
        for trace in TRACES
        if trace.lower() in value.lower()
    }


def test_after_erasing_no_table_holds_a_trace_of_the_person(key: UUID, client: Client) -> None:
    account = Account.objects.get(email__iexact=EMAIL)
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    client.post("/accounts/login/code/", {"email": EMAIL})
    before = _found()
    places = {("people_customeridentity", "external_id"), ("account_emailaddress", "email")}
    assert places | {("people_account", "email"), ("people_customerdetails", "address")} <= before
    erase_customer(person=OPERATOR, key=key, now=NOW)
    assert _found() == set()
    assert not Session.objects.filter(pk=client.session.session_key).exists()


def test_erasing_leaves_every_figure_as_it_was(key: UUID) -> None:
    before = _figures()
    erase_customer(person=OPERATOR, key=key, now=NOW)
    assert _figures() == before
    assert before[0][2] == 3


def test_a_later_import_of_the_same_person_makes_a_new_key(key: UUID) -> None:
    erase_customer(person=OPERATOR, key=key, now=NOW)
    again = _known()
    assert again != key
    _record(again, "order-0", delivered=0)
    _record(again, "order-9", delivered=9)
    assert Moment.objects.filter(customer_key=again).values_list("source_key", flat=True).get() == "order-9"
    assert Moment.objects.filter(customer_key=key).count() == 3


def test_whoever_was_erased_stays_erased(key: UUID) -> None:
    erase_customer(person=OPERATOR, key=key, now=NOW)
    with pytest.raises(NotFound):
        erase_customer(person=OPERATOR, key=key, now=NOW)
    with pytest.raises(NotFound):
        tie_customer(by=OPERATOR, key=key, now=NOW, name="Dana Trace")
    with pytest.raises(NotFound):
        export_customer(person=OPERATOR, key=key, now=NOW)
    card = customer_for(OPERATOR, key=key)
    assert (card.erased_at, card.name, card.consents) == (NOW, "", ())


def test_a_customer_without_moments_leaves_not_even_the_key(measures: Measures) -> None:
    key = _known()
    erase_customer(person=OPERATOR, key=key, now=NOW)
    assert not Customer.objects.filter(key=key).exists()


def test_who_also_works_here_keeps_their_account(key: UUID) -> None:
    account = Account.objects.get(email__iexact=EMAIL)
    Staff.objects.create(account=account, name="Dana", role="agent")
    erase_customer(person=OPERATOR, key=key, now=NOW)
    assert Account.objects.filter(pk=account.pk).exists()
    assert EmailAddress.objects.filter(user=account).exists()


def test_a_customer_erases_themselves_and_nobody_else_may(key: UUID) -> None:
    for person in (NOBODY, Person(role="manager"), Person(customer_key=UUID(int=1))):
        with pytest.raises(PermissionDenied):
            erase_customer(person=person, key=key, now=NOW)
    account_id = Account.objects.get(email__iexact=EMAIL).pk
    request_erasure(person=Person(account_id=account_id, customer_key=key), now=NOW)
    assert _found() == set()


def test_the_export_holds_what_every_room_holds(key: UUID) -> None:
    with export_for(person=Person(customer_key=key), now=NOW) as file, zipfile.ZipFile(file) as archive:
        files = {name: json.loads(archive.read(name)) for name in archive.namelist()}
    assert files["people/details.json"][0]["name"] == "Dana Trace"
    assert files["people/identities.json"] == [{"source": "shop", "external_id": EMAIL}]
    assert files["people/consents.json"][0]["purpose"] == "survey"
    assert [m["delivered"] for m in files["journey/moments.json"]] == [0.0, 1.0, 2.0]
    listed = {entry["file"]: entry["rows"] for entry in files["manifest.json"]["files"]}
    assert listed == {name: len(rows) for name, rows in files.items() if name != "manifest.json"}


def test_managers_export_and_agents_and_strangers_do_not(key: UUID) -> None:
    export_customer(person=Person(role="manager"), key=key, now=NOW).close()
    for person in (NOBODY, Person(role="agent"), Person(customer_key=UUID(int=1))):
        with pytest.raises(PermissionDenied):
            export_customer(person=person, key=key, now=NOW)
    with pytest.raises(PermissionDenied):
        export_for(person=Person(role="manager"), now=NOW)
