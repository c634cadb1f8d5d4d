"""The language follows the person, then the browser."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from wellserved.people.contracts import NOBODY, Person
from wellserved.people.models import Account, AuditLine
from wellserved.people.services import LanguageUnknown, choose_language

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
KOREAN_BROWSER = {"Accept-Language": "ko-KR,ko;q=0.9"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> Account:
    return Account.objects.create_user(f"{uuid4().hex}@people.test")


def signed_in(account: Account) -> Client:
    client = Client(headers=KOREAN_BROWSER)
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def language_of(client: Client) -> str:
    return client.get("/").content.decode().split('<html lang="')[1].split('"')[0]


def test_the_choice_of_who_is_signed_in_is_kept_with_the_account(account: Account) -> None:
    client = signed_in(account)
    assert language_of(client) == "ko"
    client.post("/language/", {"language": "zh-hant", "next": "/"})
    account.refresh_from_db()
    assert account.language == "zh-hant"
    assert language_of(signed_in(account)) == "zh-hant"
    assert AuditLine.objects.get(deed="account.language_chosen").facts == {"language": "zh-hant"}


def test_the_choice_of_nobody_is_kept_in_the_browser_alone(account: Account) -> None:
    client = Client(headers=KOREAN_BROWSER)
    client.post("/language/", {"language": "zh-hans", "next": "/"})
    assert language_of(client) == "zh-hans"
    assert language_of(Client(headers=KOREAN_BROWSER)) == "ko"


def test_an_account_goes_before_the_cookie_of_whoever_was_here_before(account: Account) -> None:
    choose_language(by=Person(account_id=account.pk), language="en", now=NOW)
    client = signed_in(account)
    client.cookies["django_language"] = "zh-hans"
    assert language_of(client) == "en"


def test_a_language_that_there_is_not_changes_nothing(account: Account) -> None:
    signed_in(account).post("/language/", {"language": "tlh", "next": "/"})
    account.refresh_from_db()
    assert account.language == ""
    with pytest.raises(LanguageUnknown, match="choose one of"):
        choose_language(by=Person(account_id=account.pk), language="tlh", now=NOW)


def test_nobody_has_no_account_to_keep_it_with() -> None:
    with pytest.raises(PermissionDenied):
        choose_language(by=NOBODY, language="ko", now=NOW)


def test_a_link_alone_changes_no_language(account: Account) -> None:
    assert signed_in(account).get("/language/").status_code == 405


def test_the_choice_leads_nowhere_else(account: Account) -> None:
    answer = signed_in(account).post("/language/", {"language": "en", "next": "https://elsewhere.test/"})
    assert "elsewhere" not in answer.headers["Location"]
