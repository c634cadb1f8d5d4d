"""A customer found, seen, asked for consent, exported and erased: as owner, as a colleague, as a customer and as nobody."""

import zipfile
from datetime import UTC, datetime
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.models.functions import Lower
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from wellserved.cases.contracts import CaseIn, Channel, Kind
from wellserved.cases.models import Case
from wellserved.cases.services import take_in
from wellserved.people.contracts import OPERATOR, Person
from wellserved.people.holdings import holdings
from wellserved.people.models import AuditLine, Consent, Customer, CustomerDetails, Location
from wellserved.people.models.customers import phone_digits
from wellserved.people.services import give_consent
from wellserved.tracking.models import Consignment
from wellserved.voice.models import Questionnaire, Response, Version
from wellserved.workspace.customers.words import HELD

from .conftest import Visitors
from .parcelled import parcel_in_trouble
from .test_parcels_pages import text

pytestmark = pytest.mark.django_db
MAIL, PHONE = "mina@example.test", "+82 10-1234-5678"


@pytest.fixture
def north() -> Location:
    return Location.objects.create(code="north", name="North depot")


@pytest.fixture
def mina(north: Location) -> UUID:
    """With a parcel and a case of the north depot, and an answer that came from there."""
    now = timezone.now()
    key = Customer.objects.create(created_at=now).key
    CustomerDetails.objects.create(customer_id=key, name="Kim Mina", email="Mina@Example.test", phone=PHONE)
    parcel_in_trouble(now, location=north)
    Consignment.objects.update(customer_key=key)
    case = CaseIn(
        source="test",
        source_id="1",
        kind=Kind.COMPLAINT,
        channel=Channel.PHONE,
        text="The milk was sour.",
        location="north",
    )
    take_in(by=OPERATOR, case=case, now=now)
    Case.objects.update(customer_key=key)
    asks = Questionnaire.objects.create(slug="visit", title="Your visit", made_at=now)
    version = Version.objects.create(questionnaire=asks, number=1, definition={}, published_at=now)
    Response.objects.create(
        questionnaire=asks,
        version=version,
        customer_key=key,
        location_id=north.pk,
        started_at=now,
        finished_at=now,
        language="en",
        channel="link",
        facts={},
        answers={},
    )
    return key


def found(client: Client, words: str) -> str:
    answer = client.post("/customers/", {"text": words})
    return answer.headers.get("Location", "") or answer.content.decode()


def test_a_customer_is_found_by_what_they_say_in_full_and_it_is_noted(mina: UUID, visitors: Visitors) -> None:
    client = visitors.staff("agent", location=Location.objects.get(code="north"))
    for n, words in enumerate(
        (MAIL, "82 (10) 1234 5678", str(mina), "kr 100", "O-77", f" {MAIL.upper()} "), 1
    ):
        assert found(client, words) == f"/customers/{mina}/", words
        assert AuditLine.objects.filter(deed="customer.found", object_id=str(mina)).count() == n
    lines = AuditLine.objects.filter(deed="customer.found").order_by("pk").values_list("facts", flat=True)
    assert [line["way"] for line in lines] == ["email", "phone", "key", "number", "number", "email"]
    for words in ("mina", "Kim Mina", "example.test", "1234", str(uuid4()), "KR1\x00", "@"):
        assert str(mina) not in found(client, words), words
    assert "Nobody found" in found(client, "mina")
    assert "Kim Mina" not in text(client, f"/customers/?text={MAIL}"), "nothing is looked up by an address"
    elsewhere = visitors.staff("agent", location=Location.objects.create(code="south", name="South depot"))
    assert "Nobody found" in found(elsewhere, "KR100"), "a parcel of another place leads nowhere"
    two = Customer.objects.create(created_at=timezone.now()).key
    CustomerDetails.objects.create(customer_id=two, name="Kim Mino", phone=PHONE)
    both = found(client, PHONE)
    assert all(f'href="/customers/{key}/"' in both for key in (mina, two))


def test_an_index_finds_addresses_and_telephones(db: None) -> None:
    rows = (Customer(created_at=datetime(2026, 1, 1, tzinfo=UTC)) for _ in range(2_000))
    made = Customer.objects.bulk_create(rows)
    CustomerDetails.objects.bulk_create(
        CustomerDetails(customer=one, email=f"c{n}@example.test", phone=f"+82 {n:08}")
        for n, one in enumerate(made)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE people_customerdetails")
    details = CustomerDetails.objects.annotate(low=Lower("email"), digits=phone_digits())
    assert "customer_by_email" in details.filter(low="c7@example.test").explain()
    assert "customer_by_phone" in details.filter(digits="8200000007").explain()


def test_the_page_says_what_stands_about_them_as_far_as_one_may_see_it(
    mina: UUID,
    north: Location,
    visitors: Visitors,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    page = text(visitors.staff(), f"/customers/{mina}/")
    parcel, case = Consignment.objects.get(), Case.objects.get()
    for words in (
        "Kim Mina",
        PHONE,
        f'href="/parcels/{parcel.pk}/"',
        f'href="/cases/{case.pk}/"',
        "Your visit",
    ):
        assert words in page, words
    assert f'href="/customers/{mina}/erase/"' not in page
    agent = visitors.staff("agent", location=north)
    theirs = text(agent, f"/customers/{mina}/")
    assert f'href="/parcels/{parcel.pk}/"' in theirs
    assert not any(words in theirs for words in ("Your visit", "Export everything", "/erase/"))
    south = visitors.staff("agent", location=Location.objects.create(code="south", name="South depot"))
    elsewhere = text(south, f"/customers/{mina}/")
    assert ("Kim Mina" in elsewhere, "KR100" in elsewhere, "milk" in elsewhere) == (True, False, False)
    for path in (f"/parcels/{parcel.pk}/", f"/cases/{case.pk}/"):
        assert f'href="/customers/{mina}/"' in text(agent, path), path
    assert 'href="/customers/"' in text(agent, "/home/")
    assert "Find a customer" in text(agent, "/search/?q=customer")
    administrator = visitors.staff("administrator")
    for path, most in ((f"/customers/{mina}/", 24), (f"/customers/{mina}/erase/", 60), ("/customers/", 6)):
        with django_assert_max_num_queries(most):
            assert administrator.get(path).status_code == 200


def test_consent_is_taken_and_withdrawn_with_who_noted_it_and_how(mina: UUID, visitors: Visitors) -> None:
    agent, page = visitors.staff("agent"), f"/customers/{mina}/"
    said = {"deed": "take", "purpose": "feedback", "way": "phone"}
    assert agent.post(f"{page}consent/", said).headers["Location"] == page
    assert Consent.objects.get().purpose == "feedback"
    seen = text(agent, page)
    assert ("by telephone · noted by Alex Staff" in seen, "They agree" in seen) == (True, False)
    assert agent.post(f"{page}consent/", said | {"way": "wish"}).status_code == 302
    assert agent.post(f"{page}consent/", said | {"deed": "withdraw", "way": "writing"}).status_code == 302
    seen = text(agent, page)
    assert ("in writing · noted by Alex Staff" in seen, "They agree" in seen) == (True, True)
    assert agent.post(f"{page}consent/", said | {"deed": "withdraw"}).status_code == 404, "none is in force"
    give_consent(by=OPERATOR, key=mina, purpose="feedback", wording="1", now=timezone.now())
    assert Consent.objects.filter(withdrawn_at=None).count() == 1
    client = visitors.customer()
    own = CustomerDetails.objects.get(name="Chris")
    me = Person(account_id=own.account_id, customer_key=own.customer_id)
    give_consent(by=me, key=own.customer_id, purpose="feedback", wording="1", now=timezone.now())
    assert "by themselves, on their page" in text(agent, f"/customers/{own.customer_id}/")
    assert client.get(f"/customers/{own.customer_id}/").status_code == 404, "their own page is another"


def test_everything_is_exported_by_a_manager_and_by_no_agent(mina: UUID, visitors: Visitors) -> None:
    answer = visitors.staff("manager").post(f"/customers/{mina}/export/")
    packed = zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]  # a file
    assert "Kim Mina" in packed.read("people/details.json").decode()
    assert "milk was sour" in packed.read("cases/messages.json").decode()
    assert AuditLine.objects.filter(deed="customer.exported", object_id=str(mina)).count() == 1
    assert visitors.staff("agent").post(f"/customers/{mina}/export/").status_code == 403
    assert visitors.staff("manager").get(f"/customers/{mina}/export/").status_code == 405


def test_erasing_shows_what_goes_and_stays_and_wants_the_key_typed(mina: UUID, visitors: Visitors) -> None:
    path, client = f"/customers/{mina}/erase/", visitors.staff("administrator")
    page = text(client, path)
    goes, stays = page.split('id="goes"')[1].split('id="stays"')
    assert "Name, e-mail address, telephone and address" in goes
    assert "Answered questionnaires" in goes
    assert "Parcels, returns and repairs" in stays
    assert "Cases: when, why and what they cost" in stays
    wrong = client.post(path, {"typed": "yes"})
    assert (wrong.status_code, "Nothing was erased" in wrong.content.decode()) == (422, True)
    assert client.post(path, {}).status_code in {200, 422}
    assert visitors.staff("manager").post(path, {"typed": str(mina)[:8]}).status_code == 404
    assert CustomerDetails.objects.filter(customer_id=mina).exists()
    done = client.post(path, {"typed": f" {str(mina)[:8].upper()} "})
    assert done.headers["Location"] == "/customers/"
    assert not CustomerDetails.objects.filter(customer_id=mina).exists()
    assert (Consignment.objects.get().customer_key, Case.objects.get().customer_key) == (None, None)
    line = AuditLine.objects.get(deed="customer.erased", object_id=str(mina))
    assert line.account is not None
    for gone in (path, f"/customers/{mina}/"):
        assert client.get(gone).status_code == 404, gone
    for words in (MAIL, PHONE, str(mina), "KR100"):
        assert "Nobody found" in found(client, words), words


def test_everything_that_is_held_has_a_name(db: None) -> None:
    files = {(room.name, file) for room in holdings() for file, _rows in room.held(uuid4())}
    assert files == set(HELD)
    for room in holdings():
        assert room.stays <= {file for name, file in files if name == room.name}, room.name


def test_strangers_find_no_customers_and_nobody_is_asked_to_sign_in(mina: UUID, visitors: Visitors) -> None:
    customer, nobody = visitors.customer(), Client()
    page = f"/customers/{mina}/"
    asked = [("get", one) for one in ("/customers/", page, f"{page}erase/")]
    posts = ("/customers/", f"{page}consent/", f"{page}export/", f"{page}erase/")
    body = {"text": MAIL, "deed": "take", "purpose": "feedback", "way": "phone", "typed": str(mina)[:8]}
    for method, path in [*asked, *(("post", one) for one in posts)]:
        given = (path, body) if method == "post" else (path,)
        assert getattr(customer, method)(*given).status_code == 404, path
        assert "/accounts/login" in getattr(nobody, method)(*given).headers["Location"], path
    assert visitors.staff().get(f"/customers/{uuid4()}/").status_code == 404
    assert CustomerDetails.objects.filter(customer_id=mina).exists()
    assert not Consent.objects.exists()
