"""One-time links, through the front door."""

import threading
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client

from wellserved.people.contracts import NotFound
from wellserved.people.models import Account, AuditLine
from wellserved.people.services import LinkSpent, sign_in_link, use_link

from .conftest import People


def link_of(people: People, account: Account) -> str:
    url = sign_in_link(account_id=account.pk, base_url="http://localhost:8000", now=people.now)
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def signed_in(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def test_looking_at_a_link_names_its_holder_and_signs_nobody_in(people: People, client: Client) -> None:
    link = link_of(people, people.staff(name="Kim Baker").account)
    for _ in range(3):
        page = client.get(link)
        assert page.status_code == 200
        assert "Sign in as Kim Baker" in page.content.decode()
    assert signed_in(client) is None


def test_the_button_signs_in_and_the_session_is_a_new_one(people: People, client: Client) -> None:
    staff = people.staff()
    client.cookies.clear()
    client.session.save()
    before = client.session.session_key
    answer = client.post(link_of(people, staff.account))
    assert answer.status_code == 302
    assert signed_in(client) == str(staff.account_id)
    assert client.session.session_key != before


def test_a_link_works_once(people: People, client: Client) -> None:
    link = link_of(people, people.staff().account)
    client.post(link)
    for answer in (Client().get(link), Client().post(link)):
        assert answer.status_code == 410
        assert "This link no longer works" in answer.content.decode()
        assert "/accounts/login/" in answer.content.decode()


def test_a_link_ends_after_a_day(people: People, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    link = link_of(people, people.staff().account)
    monkeypatch.setattr("sesame.settings.MAX_AGE", 0)
    assert client.post(link).status_code == 410
    assert signed_in(client) is None


@pytest.mark.parametrize("token", ["", "x", "AAAAAAAAAAAAAAAA", "%00", "%F0%9F%92%A9", "a" * 4000])
def test_a_broken_link_says_so(people: People, client: Client, token: str) -> None:
    assert client.get(f"/sign-in/?sesame={token}").status_code == 410
    assert client.post(f"/sign-in/?sesame={token}").status_code == 410


def test_the_button_wants_a_form_of_our_own(people: People) -> None:
    strict = Client(enforce_csrf_checks=True)
    link = link_of(people, people.staff().account)
    assert strict.post(link).status_code == 403
    assert signed_in(strict) is None


def test_nobody_signs_in_to_an_account_that_was_closed(people: People, client: Client) -> None:
    account = people.staff().account
    link = link_of(people, account)
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert client.post(link).status_code == 410


def test_a_link_for_an_unknown_account_is_not_made(people: People) -> None:
    with pytest.raises(NotFound, match="no active account"):
        sign_in_link(account_id=0, base_url="http://localhost", now=people.now)


def test_the_audit_holds_the_deed_and_no_address(people: People, client: Client) -> None:
    account = people.staff().account
    client.post(link_of(people, account))
    lines = AuditLine.objects.filter(object_kind="account", object_id=str(account.pk))
    assert sorted(line.deed for line in lines) == ["make_sign_in_link", "use_sign_in_link"]
    assert all(line.facts == {} for line in lines)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_use_a_link_at_once_one_is_let_in() -> None:
    account = Account.objects.create_user("twice@staff.test")
    now = account.created_at + timedelta(seconds=1)
    token = sign_in_link(account_id=account.pk, base_url="", now=now).partition("sesame=")[2]
    start, outcomes = threading.Barrier(2), []

    def attempt() -> None:
        start.wait()
        try:
            use_link(token=token, now=now)
            outcomes.append("in")
        except LinkSpent:
            outcomes.append("spent")
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["in", "spent"]
