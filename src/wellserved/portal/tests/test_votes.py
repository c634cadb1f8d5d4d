"""“This happened to me too”, by button and by letter, without a script; and everything that goes wrong on the way."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoAssertNumQueries, Settings

from wellserved.cases.contracts import Progress
from wellserved.cases.models import Received, Telling, Vote
from wellserved.cases.services import flooding, mend, set_cause
from wellserved.cases.services.looping import list_for_telling, tell_everyone, tell_some
from wellserved.cases.services.showing import show_cause, take_cause_down
from wellserved.cases.services.voters import tell_voter
from wellserved.cases.services.voting import forget_votes, mail_question
from wellserved.people.contracts import OPERATOR
from wellserved.people.models import CustomerDetails
from wellserved.people.services import erase_customer
from wellserved.people.tests.conftest import People, people
from wellserved.platform.logged_addresses import SECRET
from wellserved.platform.tests.post import post_office

from .test_telling import signed_in

__all__ = ["people"]
pytestmark = pytest.mark.django_db
SAID = {"en": "Boxes <script>alert(1)</script> arrive wet", "ko": "상자가 젖어 있어요"}


def shown(slug: str = "packing") -> str:
    now = datetime.now(UTC)
    set_cause(by=OPERATOR, slug=slug, titles={"en": slug.title()}, now=now)
    return (
        f"/you-said/too/{show_cause(by=OPERATOR, slug=slug, said=SAID, progress=Progress.LOOKING, now=now)}/"
    )


def page(client: Client, **more: Any) -> str:
    return client.get("/you-said/", **more).content.decode()


def link_of(settings: Settings, vote: Vote | None = None) -> str:
    """Of the letter that asks for a yes, as a real mail server took it."""
    with post_office(settings) as post:
        mail_question(vote_id=(vote or Vote.objects.latest("pk")).pk)
    (letter,) = post.taken
    found = re.search(r"https://shop\.example(/you-said/vote/\S+/)", letter.get_content())
    assert found
    return found[1]


def test_a_customer_says_so_once_without_a_script_and_takes_it_back(people: People) -> None:
    assert "Nothing stands here yet" in page(Client())
    address = shown()
    owner, other = (signed_in(people.customer(name).account) for name in ("Kim", "Lee"))
    client = Client(enforce_csrf_checks=True)
    client.cookies = owner.cookies
    html = page(client)
    assert ("&lt;script&gt;" in html, "<script>alert" in html, "looking into it" in html) == (
        True,
        False,
        True,
    )
    form = re.search(rf'<form method="post" action="{address}">(.+?)</form>', html, re.DOTALL)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form[1] if form else "")
    assert token
    for _twice in range(2):
        assert client.post(address, {"csrfmiddlewaretoken": token[1]}).headers["Location"] == "/you-said/"
    assert other.post(address).status_code == 302
    assert "2 customers say that it happened to them too." in page(Client())
    assert "상자가 젖어 있어요" in page(Client(), headers={"Accept-Language": "ko"})
    assert ("You said so too" in page(owner), "You said so too" in page(Client())) == (True, False)
    assert "it happened to you too" in owner.get("/me/").content.decode()
    assert Client().post(f"{address}back/").headers["Location"].startswith("/accounts/login/")
    staff = signed_in(people.staff("manager").account)
    assert (staff.post(f"{address}back/").status_code, staff.post("/me/votes/1/helped/").status_code) == (
        404,
        302,
    )
    assert staff.get(address).status_code == 200, "who is no customer gives an address"
    for _twice in range(2):
        assert owner.post(f"{address}back/", follow=True).status_code == 200
    assert Vote.objects.count() == 1
    assert owner.get(address).status_code == 200
    take_cause_down(by=OPERATOR, slug="packing", now=datetime.now(UTC))
    assert [owner.get(address).status_code, owner.post(address).status_code] == [404, 404]
    assert owner.get("/you-said/too/9999/").status_code == 404


def test_nobody_in_particular_is_asked_by_a_letter_and_counts_once_they_say_yes(
    db: None, settings: Settings
) -> None:
    address, client = shown(), Client(headers={"Accept-Language": "ko"})
    for _twice in range(2):
        assert client.post(address, {"email": "Kim@Example.test"}).headers["Location"] == "/you-said/sent/"
    assert client.get("/you-said/sent/").status_code == 200
    row = Vote.objects.get()
    assert (row.email, row.language, row.confirmed_at) == ("kim@example.test", "ko", None)
    assert ProcrastinateJob.objects.filter(task_name="cases.mail_vote").count() == 2
    link = link_of(settings)
    assert link == link_of(settings), "the letter sent again brings the same link"
    assert link.split("/")[-2].encode() not in bytes(row.digest or b"")
    answer = Client().get(link)
    assert (answer.headers["Referrer-Policy"], answer.headers["X-Robots-Tag"]) == (
        "strict-origin",
        "noindex, nofollow",
    )
    assert SECRET.sub(r"\1…", f"Not Found: {link}") == "Not Found: /you-said/vote/…/"
    assert "say that it happened" not in page(Client()), "to open the link is not to say yes"
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(link, {"say": "yes"}).status_code == 403
    for _twice in range(2):
        assert "You are counted" in Client().post(link, {"say": "yes"}, follow=True).content.decode()
    assert "1 customer says" in page(Client())
    with CaptureQueriesContext(connection) as before:
        Client().post(address, {"email": "kim@example.test"})
    with CaptureQueriesContext(connection) as unknown:
        Client().post(address, {"email": "lee@example.test"})
    said = [[one["sql"].partition(" ")[0] for one in asked] for asked in (before, unknown)]
    assert said[0] == said[1], "whoever said so before takes as long as anybody else"
    with post_office(settings) as post:
        mail_question(vote_id=row.pk)
    assert not post.taken
    Vote.objects.exclude(pk=row.pk).delete()
    for forged in ("x" * 32, link.split("/")[-2][:-1], str(row.pk)):
        assert Client().post(f"/you-said/vote/{forged}/", {"say": "yes"}).status_code == 404
    assert "forgotten" in Client().post(link, {"say": "no"}).content.decode()
    assert [Client().post(link, {"say": say}).status_code for say in ("yes", "no")] == [404, 404]
    assert not Vote.objects.exists()


def test_one_person_is_one_by_letter_and_signed_in(people: People, settings: Settings) -> None:
    first, second = shown(), shown("tape")
    kim = people.customer("Kim")
    client = signed_in(kim.account)
    Client().post(first, {"email": kim.email})
    link = link_of(settings)
    client.post(first)
    assert "You are counted" in Client().get(link).content.decode()
    client.post(second)
    Client().post(second, {"email": kim.email})
    Client().post(link_of(settings), {"say": "yes"})
    assert [(one.customer_key, one.confirmed_at is None) for one in Vote.objects.all()] == [
        (kim.customer_id, False),
        (kim.customer_id, False),
    ]
    erase_customer(person=OPERATOR, key=kim.customer_id, now=datetime.now(UTC))
    assert not Vote.objects.exists()
    assert Client().get(link).status_code == 404


def test_a_yes_comes_too_late_after_a_week_or_the_mending(db: None, settings: Settings) -> None:
    first, second, now = shown(), shown("tape"), datetime.now(UTC)
    Client().post(first, {"email": "late@example.test"})
    late = link_of(settings)
    Vote.objects.update(cast_at=now - timedelta(days=8))
    assert Client().post(late, {"say": "yes"}).status_code == 404
    assert forget_votes(now=now) == 1
    Client().post(second, {"email": "late@example.test"})
    link = link_of(settings)
    mend(by=OPERATOR, slug="tape", did={"en": "New tape"}, now=now)
    assert "mended before you said yes" in Client().post(link, {"say": "yes"}).content.decode()
    assert not Vote.objects.filter(confirmed_at__isnull=False).exists()
    with post_office(settings) as post:
        mail_question(vote_id=Vote.objects.get().pk)
    assert not post.taken
    assert Client().post(second, {"email": "late@example.test"}).status_code == 404


def test_floods_and_programs_fill_no_mailbox_and_complaints_still_come_in(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flooding, "OF_ADDRESS", 8)
    address, client = shown(), Client()
    for email in ("kim@", "", f"{'x' * 260}@example.test", "a b@example.test"):
        answer = client.post(address, {"email": email})
        assert (answer.status_code, 'class="wrong"' in answer.content.decode()) == (422, True)
    given = {"email": "kim@example.test"}
    assert client.post(address, given | {"website": "https://a.test"}).status_code == 302
    assert not Vote.objects.exists()
    answers = [client.post(address, given) for _ in range(8)]
    assert [one.status_code for one in answers] == [302] * 7 + [429]
    assert "kim@example.test" in answers[-1].content.decode(), "what was typed stays"
    assert ProcrastinateJob.objects.filter(task_name="cases.mail_vote").count() == flooding.LETTERS
    assert not [key for key in Received.objects.values_list("network", flat=True) if "kim" in key]
    assert Client(REMOTE_ADDR="192.0.2.7").post(address, given).status_code == 302
    assert flooding.count_said(address="127.0.0.1", now=datetime.now(UTC)) is flooding.Flow.USUAL


def test_a_customer_answers_on_their_page_whether_it_helped_and_nobody_else_does(people: People) -> None:
    address, now = shown(), datetime.now(UTC)
    kim, lee = people.customer("Kim"), people.customer("Lee")
    owner, other = signed_in(kim.account), signed_in(lee.account)
    owner.post(address)
    CustomerDetails.objects.filter(pk=kim.pk).update(email="")
    mending = mend(by=OPERATOR, slug="packing", did={"en": "New boxes"}, now=datetime.now(UTC))
    list_for_telling(by=OPERATOR, mending_id=mending, now=now)
    tell_everyone(by=OPERATOR, mending_id=mending, now=now)
    assert tell_some(mending_id=mending, now=now) == 1
    (telling,) = Telling.objects.values_list("pk", flat=True)
    assert tell_voter(telling_id=telling, now=now)
    answers = f"/me/votes/{telling}/helped/"
    assert "We have mended it: New boxes" in owner.get("/me/").content.decode()
    assert answers not in other.get("/me/").content.decode()
    assert other.post(answers, {"helped": "yes"}).status_code == 404
    assert Client().post(answers, {"helped": "yes"}).headers["Location"].startswith("/accounts/login/")
    assert (
        "You told us that it helped" in owner.post(answers, {"helped": "yes"}, follow=True).content.decode()
    )
    assert "answered this before" in owner.post(answers, {"helped": "no"}, follow=True).content.decode()
    assert Telling.objects.get().helped is True
    owner.post(f"{address}back/")
    assert Vote.objects.get().customer_key is None, "the figure stays, as nobody's"


def test_the_pages_have_a_budget_of_queries(
    people: People, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    address = shown()
    for n in range(30):
        shown(f"cause-{n}")
    client = signed_in(people.customer().account)
    client.post(address)
    with translation.override("en"):
        for where, who, most in (
            ("/you-said/", Client(), 4),
            ("/you-said/", client, 10),
            (address, Client(), 1),
            ("/me/", client, 12),
            ("/", Client(), 4),
        ):
            with django_assert_max_num_queries(most):
                assert who.get(where).status_code == 200


def test_a_mailbox_gets_five_letters_a_day_however_it_is_written_and_each_is_another(
    db: None, settings: Settings
) -> None:
    written = ("kim@example.test", "Kim+a@example.test", "kim+b@EXAMPLE.test", "kim@münchen.example.test")
    for n, email in enumerate((*written, "kim@xn--mnchen-3ya.example.test") * 3):
        client = Client(REMOTE_ADDR=f"192.0.2.{n}")
        assert client.post(shown(f"cause-{n}"), {"email": email}).status_code == 302
    assert ProcrastinateJob.objects.filter(task_name="cases.mail_vote").count() == flooding.LETTERS * 2
    long = "a@" + ".".join(["\u0130" * 40] * 5) + ".example"
    assert Client().post(shown("long"), {"email": long}).status_code == 422
    row = Vote.objects.earliest("pk")
    with post_office(settings) as post:
        for _twice in range(2):
            mail_question(vote_id=row.pk)
        Vote.objects.filter(pk=row.pk).update(cast_at=row.cast_at + timedelta(hours=1))
        mail_question(vote_id=row.pk)
    first, again, anew = (str(letter["Message-ID"]) for letter in post.taken)
    assert (first == again, first == anew) == (True, False), "asked for once more it is no double"
