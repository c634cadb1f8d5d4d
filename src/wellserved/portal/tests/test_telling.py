"""Telling us something without signing in or as a customer, following it, and everything that goes wrong on the way."""

import re
import struct
import zlib
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from wellserved.cases.models import Attachment, AttachmentContent, Case, Contact, Message, Received
from wellserved.cases.queries import number_of
from wellserved.cases.services import ask_help, flooding, merge, note, reply, send_due
from wellserved.people.contracts import OPERATOR
from wellserved.people.models import Account, CustomerDetails
from wellserved.people.services import erase_customer
from wellserved.people.tests.conftest import People, people
from wellserved.platform.logged_addresses import SECRET
from wellserved.platform.tests.test_pictures import JPEG, PLACE, PNG_TAIL, chunk
from wellserved.voice.tests.questions import hidden

from .conftest import NUMBER, Announced

__all__ = ["people"]
pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def signed_in(account: Account | None) -> Client:
    assert account is not None
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def tell(
    client: Client, address: str = "/tell-us/", *, again: dict[str, str] | None = None, **fields: Any
) -> Any:
    """As a browser does it: the form is fetched, and its hidden fields go with it."""
    kept = again or dict(hidden(client.get(address).content.decode()))
    given = {"kind": "complaint", "text": "The box was wet."} if address == "/tell-us/" else {}
    return client.post(address, {**given, **kept, **fields})


def photo(content: bytes) -> BytesIO:
    file = BytesIO(content)
    file.name = "me.jpg"
    return file


def said(client: Client, address: str) -> list[str]:
    return re.findall(r'<div class="words">([^<]*)</div>', client.get(address).content.decode())


def test_nobody_in_particular_tells_us_follows_it_by_their_link_and_writes_again(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    form = dict(hidden(client.get("/tell-us/").content.decode()))
    sent = tell(client, again=form, email="Mina@example.test", photo=[photo(JPEG), photo(JPEG)])
    link = sent.headers["Location"]
    row = Case.objects.get()
    assert (row.channel, row.kind, row.quarantine, row.language) == ("portal", "complaint", "", "en")
    assert Contact.objects.get(case=row).email == "mina@example.test"
    assert [one.name for one in Attachment.objects.order_by("pk")] == ["photo-1.jpg", "photo-2.jpg"]
    assert PLACE not in bytes(AttachmentContent.objects.all()[0].content)
    page = Client().get(link)
    assert number_of(row.pk) in page.content.decode(), "on any device"
    assert (page.headers["Referrer-Policy"], page.headers["X-Robots-Tag"]) == (
        "strict-origin",
        "noindex, nofollow",
    )
    assert SECRET.sub(r"\1…", f"Not Found: {link}") == "Not Found: /tell-us/…/"
    note(by=OPERATOR, case_id=row.pk, text="Not for them", now=row.made_at)
    reply(by=OPERATOR, case_id=row.pk, text="A new one is on its way.", now=row.made_at)
    Message.objects.filter(direction="out").update(channel="portal")
    assert send_due(now=row.made_at + HOUR) == 1
    again = dict(hidden(client.get(link).content.decode()))
    assert tell(client, link, again=again, text="Thank you!").headers["Location"] == link
    assert tell(client, link, again=again, text="Thank you!").status_code == 302
    assert said(Client(), link) == ["The box was wet.", "A new one is on its way.", "Thank you!"]
    assert Case.objects.get().state == "open"
    (along,) = re.findall(r'href="([^"]+)" download>photo-1', client.get(link).content.decode())
    assert Client().get(along).headers["Content-Disposition"] == 'attachment; filename="photo-1.jpg"'
    for elsewhere in (f"/tell-us/{'x' * 32}/", along.replace(link, f"/tell-us/{'x' * 32}/")):
        assert Client().get(elsewhere).status_code == 404


def test_the_same_form_sent_twice_is_one_case_and_other_words_on_it_are_another(db: None) -> None:
    client = Client()
    form = dict(hidden(client.get("/tell-us/").content.decode()))
    first, twice = (tell(client, again=form).headers["Location"] for _ in range(2))
    other = tell(client, again=form, text="And the lid was broken.").headers["Location"]
    assert (first == twice, first == other, Case.objects.count()) == (True, False, 2)
    guessed = Client().post("/tell-us/", {"kind": "complaint", "text": "The box was wet.", "form": "x"})
    assert guessed.headers["Location"] not in (first, other)


def test_a_customer_finds_their_cases_and_nobody_else_does(people: People) -> None:
    owner, other = people.customer("Kim"), people.customer("Lee")
    client = signed_in(owner.account)
    assert f'value="{owner.email}"' in client.get("/tell-us/").content.decode()
    address = tell(client, kind="question", photo=photo(JPEG)).headers["Location"]
    row = Case.objects.get()
    assert (row.customer_key, row.kind) == (owner.customer_id, "question")
    assert address == f"/me/cases/{number_of(row.pk)}/"
    assert f'href="{address}"' in client.get("/me/").content.decode()
    (along,) = re.findall(r'href="([^"]+)" download', client.get(address).content.decode())
    assert client.get(along).content.startswith(b"\xff\xd8")
    staff = people.staff("manager").account
    for stranger in (signed_in(other.account), signed_in(staff)):
        assert [stranger.get(one).status_code for one in (address, along)] == [404, 404]
        assert stranger.post(address, {"text": "Mine now"}).status_code == 404
    assert address not in signed_in(other.account).get("/me/").content.decode()
    assert Client().get(address).headers["Location"].startswith("/accounts/login/")
    assert client.get("/me/cases/nonsense/").status_code == 404
    Case.objects.update(state="done", kind="praise", done_at=row.made_at)
    assert "settled" in client.get("/me/").content.decode()
    tell(client, address, text="It leaks again.")
    row.refresh_from_db()
    assert (row.state, row.reopened, said(client, address)[-1]) == ("open", 1, "It leaks again.")
    ask_help(by=OPERATOR, case_id=row.pk, now=row.made_at)
    assert "Has it helped you?" in client.get(address).content.decode()
    assert signed_in(other.account).post(address, {"helped": "yes"}).status_code == 404
    for _twice in range(2):
        page = client.post(address, {"helped": "no"}, follow=True).content.decode()
    assert ("answered this before" in page, "Has it helped you?" in page) == (True, False)
    row.refresh_from_db()
    assert (row.helped, row.state) == (False, "open")


def test_floods_link_spam_and_programs_are_kept_apart_and_nothing_is_lost(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flooding, "OF_ADDRESS", 4)
    monkeypatch.setattr(flooding, "REFUSED_AT", 2)
    client = Client()
    links = "Buy https://a.test/x https://b.test/y https://c.test/z"
    tell(client, text=f"{links} now")
    tell(client, website="https://a.test")
    tell(
        client,
        text="It stood on https://shop.test/offer and on https://shop.test/terms that it is free to send.",
    )
    link = tell(client).headers["Location"]
    tell(client, link, text=links)
    for number in range(3):
        tell(client, text=f"Again {number}")
    apart = list(Case.objects.order_by("pk").values_list("quarantine", flat=True))
    assert apart == ["links", "automatic", "", "", "flood", "flood", "flood"]
    assert Message.objects.get(text=links).quarantine == "flood"
    refused = tell(client, text="Still mine")
    assert (refused.status_code, "Still mine" in refused.content.decode()) == (429, True)
    assert tell(Client(REMOTE_ADDR="192.0.2.7")).status_code == 302
    flooding.forget_received(now=datetime.now(UTC) + timedelta(days=2))
    assert not Received.objects.exists()


def test_bad_input_is_named_and_the_words_stay(db: None) -> None:
    client = Client()
    for fields, wrong in (
        ({"text": "  "}, "There are no words"),
        ({"text": "a\x00b"}, "Null characters"),
        ({"email": "mina@"}, "valid email"),
        ({"kind": "threat"}, "valid choice"),
        ({"text": "x" * 20_001}, "20000"),
    ):
        page = tell(client, **fields)
        assert (page.status_code, wrong in page.content.decode()) == (422, True), fields
    assert not Case.objects.exists()
    large, script = JPEG[:-2] + b"\0" * 11_000_000, b"<script>alert(1)</script>"
    # A few bytes that claim to unfold into four thousand million dots.
    head = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">II", 60_000, 60_000) + b"\x08\x02\0\0\0")
    bomb = head + chunk(b"IDAT", zlib.compress(b"\0" * 1_000_000)) + PNG_TAIL[-12:]
    sent = tell(client, photo=[photo(one) for one in (large, script, bomb, JPEG, JPEG)])
    page = client.get(sent.headers["Location"]).content.decode()
    assert "but 4 photos are not" in page
    assert [one.refused for one in Attachment.objects.order_by("pk")] == [
        "too_large",
        "type",
        "too_large",
        "",
    ]
    tell(client, text="<script>alert(1)</script> 'quoted' 😀")
    assert "<script>alert" not in client.get(tell(client).headers["Location"]).content.decode()


def test_a_number_ties_it_to_the_parcel_and_tells_nobody_whether_there_is_one(announced: Announced) -> None:
    parcel = announced()
    client = Client()
    link = f"/tell-us/?parcel={NUMBER}"
    assert f'value="{NUMBER}"' in client.get(link).content.decode()
    assert link in client.get(f"/track/{NUMBER}").content.decode()
    pages = []
    for number in (NUMBER, "NOBODYS1"):
        page = client.get(tell(client, parcel=number).headers["Location"]).content.decode()
        pages.append(re.findall(r'<div class="words">([^<]*)<', page.replace(number, "")))
    assert pages[0] == pages[1]
    subjects = Case.objects.order_by("pk").values_list("subject_kind", "subject_id")
    assert list(subjects) == [("parcel", str(parcel.pk)), ("", "")]


def test_what_was_erased_or_belongs_to_somebody_signed_in_is_not_shown_by_its_link(people: People) -> None:
    owner = people.customer()
    assert isinstance(owner, CustomerDetails)
    link = tell(Client(), email=owner.email).headers["Location"]
    theirs = tell(signed_in(owner.account), text="Only for me").headers["Location"]
    first, second = Case.objects.order_by("pk").values_list("pk", flat=True)
    merge(by=OPERATOR, case_id=first, into=second, now=datetime.now(UTC) + HOUR)
    assert said(Client(), link) == ["The box was wet."]
    assert "It belongs to another matter now" in Client().get(link).content.decode()
    assert set(said(signed_in(owner.account), theirs)) == {"Only for me", "The box was wet."}
    assert tell(Client(), link, text="One more thing").status_code == 302
    assert "One more thing" in said(signed_in(owner.account), theirs)
    assert said(Client(), link) == ["The box was wet.", "One more thing"]
    erase_customer(person=OPERATOR, key=owner.customer_id, now=datetime.now(UTC))
    assert Client().get(link).status_code == 404
    assert not Message.objects.exclude(text="").exists()


def test_the_pages_have_a_budget_of_queries(
    people: People, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(people.customer().account)
    address = tell(client).headers["Location"]
    link = tell(Client()).headers["Location"]
    for one, who, most in (
        ("/tell-us/", Client(), 1),
        ("/tell-us/", client, 8),
        (link, Client(), 4),
        (address, client, 8),
        ("/me/", client, 11),
    ):
        with django_assert_max_num_queries(most):
            assert who.get(one).status_code == 200
