"""The hand scanner's server side: who may, what a proof must be, and a worker that serves no more than its page."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from wellserved.people.models import Location
from wellserved.tracking.models import Proof

from .conftest import Visitors
from .parcelled import PNG, parcel_in_trouble

pytestmark = pytest.mark.django_db


def proof(**more: Any) -> dict[str, Any]:
    given = {
        "number": "kr-200",
        "what": "photo",
        "taken_at": timezone.now().isoformat(),
        "agreed": "on",
        "picture": SimpleUploadedFile("x.svg", PNG, content_type="text/html"),
    }
    return {name: value for name, value in {**given, **more}.items() if value is not None}


@pytest.fixture
def delivered() -> None:
    parcel_in_trouble(timezone.now(), number="KR200")
    Proof.objects.all().delete()


def test_the_scanner_knows_where_its_staff_work(visitors: Visitors) -> None:
    region = Location.objects.create(code="region", name="The region")
    Location.objects.create(code="shop", name="A shop", parent=region)
    page = visitors.staff("agent", location=region).get("/scan/").content.decode()
    assert 'value="The region"' in page
    everywhere = visitors.staff().get("/scan/")
    assert 'id="scan-place" maxlength="120" value=""' in everywhere.content.decode()
    assert "csrftoken" in everywhere.cookies


def test_the_worker_may_serve_its_own_folder_alone(client: Client) -> None:
    answer = client.get("/scan/worker.js")
    assert answer["Content-Type"] == "text/javascript"
    assert "Service-Worker-Allowed" not in answer
    assert answer["Cache-Control"] == "no-cache"
    assert b"import" not in answer.content


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("1Z5R89390357567127", "UPS: the check digit is right."),
        ("RB123456785KR", "post of KR (S10): the check digit is right."),
        ("JD0002222222222222", "no check digit to look at"),
        ("1Z5R89390357567128", "No carrier"),
        ("", "No carrier"),
    ],
)
def test_a_number_is_recognised_in_a_sentence(visitors: Visitors, number: str, says: str) -> None:
    answer = visitors.staff("agent").get("/scan/recognise/", {"number": number})
    assert says in answer.json()["says"]


def test_a_proof_is_kept_once_as_what_it_is(delivered: None, visitors: Visitors) -> None:
    client, given = visitors.staff("agent"), proof()
    for _ in range(2):
        given["picture"].seek(0)
        assert client.post("/scan/proof/", given).status_code == 200
    kept = Proof.objects.get()
    assert (kept.content_type, kept.consent) == (
        "image/png",
        "The recipient agrees that this is kept as proof of delivery.",
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"agreed": None},
        {"what": "film"},
        {"taken_at": "yesterday"},
        {"taken_at": "2026-03-01T10:00:00"},
        {"number": "NOBODYS"},
        {"carrier": "<b>"},
        {"picture": SimpleUploadedFile("x.png", b"<script>alert(1)</script>", content_type="image/png")},
        {"picture": None},
    ],
)
def test_a_wrong_proof_is_refused_in_words(
    delivered: None, visitors: Visitors, wrong: dict[str, Any]
) -> None:
    answer = visitors.staff("agent").post("/scan/proof/", proof(**wrong))
    assert answer.status_code == 422
    assert answer.json()["said"]
    assert not Proof.objects.exists()


def test_customers_and_nobody_prove_nothing(delivered: None, visitors: Visitors) -> None:
    assert visitors.customer().post("/scan/proof/", proof()).status_code == 403
    assert Client().post("/scan/proof/", proof()).status_code == 401
    guarded = Client(enforce_csrf_checks=True)
    guarded.force_login(visitors.staff("agent").get("/scan/").wsgi_request.user._wrapped)
    assert guarded.post("/scan/proof/", proof()).status_code == 403
    assert not Proof.objects.exists()


def test_a_colleagues_proof_waits_until_they_sign_in(delivered: None, visitors: Visitors) -> None:
    client = visitors.staff("agent")
    staff_id = client.get("/scan/").context["staff"]
    for meant, status in ((str(staff_id + 1), 403), ("", 403), (str(staff_id), 200)):
        answer = client.post("/scan/proof/", proof(), headers={"X-Staff": meant})
        assert answer.status_code == status
        assert Proof.objects.exists() == (status == 200)
