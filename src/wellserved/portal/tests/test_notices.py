"""The pages of being told: for strangers with a number, for holders of a secret link, for customers."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from pytest_django import Settings

from wellserved.people.models import Account, Customer, CustomerDetails, Staff
from wellserved.platform.logged_addresses import SECRET
from wellserved.tracking.contracts import Changed, Status
from wellserved.tracking.services.notices.confirming import mail_confirmation
from wellserved.tracking.services.notices.mailing import send_mails
from wellserved.tracking.services.noticing import note_changes
from wellserved.tracking.tests.noticing import listener, only_listener
from wellserved.tracking.tests.test_notice_pushes import Browser

from .conftest import NUMBER, Announced

pytestmark = pytest.mark.django_db
ASK = f"/tell-me/of/{NUMBER}/"
GIVEN = {
    "channel": "email",
    "address": "kim@example.org",
    "language": "ko",
    "time_zone": "Asia/Seoul",
    "quiet_from": "22:00",
    "quiet_until": "07:00",
}


@pytest.fixture(autouse=True)
def _letters_stay_here(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.BASE_URL = "https://shop.example"


def sign_in(client: Client, email: str = "kim@example.org") -> Customer:
    account = Account.objects.create_user(email)
    row = Customer.objects.create(created_at=datetime.now(UTC))
    CustomerDetails.objects.create(customer=row, account=account, email=email)
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return row


def link_in(text: str) -> str:
    found = re.search(r"https://shop\.example(/tell-me/\S+/)", text)
    assert found
    return found[1]


def test_from_the_form_to_the_yes_to_the_letter_to_the_end(client: Client, announced: Announced) -> None:
    one = announced()
    answer = client.post(ASK, GIVEN, follow=True)
    assert "If we know" in answer.content.decode()
    row = only_listener()
    mail_confirmation(subscription_id=row.pk, now=datetime.now(UTC))
    confirm = link_in(str(mail.outbox[0].body))
    assert "<form" in client.get(confirm).content.decode()
    assert send(one.pk) == 0, "to open the link is not to say yes"
    assert client.post(confirm, follow=True).status_code == 200
    type(row).objects.update(quiet_from=None, quiet_until=None)
    assert send(one.pk) == 1
    letter: Any = mail.outbox[1]
    end = letter.extra_headers["List-Unsubscribe"].strip("<>").removeprefix("https://shop.example")
    # A mail program posts without a cookie, a token or a page.
    bare = Client(enforce_csrf_checks=True)
    assert bare.post(end, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert send(one.pk, Status.ATTEMPT_FAILED) == 0
    assert "no more" in client.get(confirm, follow=True).content.decode()


def send(consignment: int, status: Status = Status.DELIVERED) -> int:
    now = datetime.now(UTC)
    change = Changed(consignment_id=consignment, before=None, after=status, recorded_at=now)
    note_changes([change], now=now)
    return send_mails(clock=lambda: datetime.now(UTC))


def test_known_and_unknown_numbers_are_answered_alike(client: Client, announced: Announced) -> None:
    announced()
    kept = []
    for number in (NUMBER, "XX99999999"):
        shown = client.get(f"/tell-me/of/{number}/").content.decode()
        answer = client.post(f"/tell-me/of/{number}/", GIVEN, follow=True)
        whole = f"{answer.status_code} {shown} {answer.content.decode()}".replace(number, "")
        kept.append(re.sub(r'value="\w{64}"', "", whole))
    assert kept[0] == kept[1]


def test_what_is_wrong_is_said_at_its_field_in_the_reader_s_words(
    client: Client, announced: Announced
) -> None:
    announced()
    page = client.post(ASK, GIVEN | {"address": "kim", "quiet_until": ""})
    assert page.status_code == 400
    assert "This is no e-mail address. Write it like name@example.org." in page.content.decode()
    assert client.post(ASK, GIVEN | {"language": "xx"}).status_code == 400
    assert client.get("/tell-me/of/!!/").status_code == 404


def test_a_webhook_s_secret_is_shown_once(client: Client, announced: Announced) -> None:
    announced()
    page = client.post(ASK, GIVEN | {"channel": "webhook", "address": "https://a.example/hook"})
    secret = only_listener().secret
    assert page.status_code == 200
    assert secret in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]


def test_a_browser_hands_in_its_own_subscription(client: Client, announced: Announced) -> None:
    announced()
    address = Browser("https://push.example/x").subscription
    given = {name: value for name, value in GIVEN.items() if name != "channel"} | {"address": address}
    answer = client.post(f"{ASK}push/", given)
    assert (answer.status_code, answer.json()) == (200, {"words": "You will be told here."})
    assert json.loads(only_listener().address)["endpoint"] == "https://push.example/x"
    assert client.post(f"{ASK}push/", given | {"address": "{}"}).status_code == 400
    assert client.get(f"{ASK}push/").status_code == 405


def test_too_many_tries_from_one_place_are_asked_to_wait(client: Client) -> None:
    answers = [client.post(ASK, GIVEN).status_code for _ in range(21)]
    assert answers == [302] * 20 + [429]


def test_the_holder_of_a_link_changes_when_they_are_told_and_a_guess_finds_nothing(
    client: Client, announced: Announced
) -> None:
    from wellserved.tracking.services.notices.secrets import link_secret  # noqa: PLC0415  a test may look inside

    row = listener(announced())
    link = f"/tell-me/{link_secret(row.secret)}/"
    page = client.get(link)
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert "noindex" in page.headers["X-Robots-Tag"]
    wanted = {
        "language": "zh-hant",
        "time_zone": "Asia/Taipei",
        "quiet_from": "21:30",
        "quiet_until": "08:00",
    }
    assert client.post(link, wanted).status_code == 302
    row.refresh_from_db()
    assert (row.language, str(row.quiet_from)) == ("zh-hant", "21:30:00")
    assert client.post(link, wanted | {"quiet_until": ""}).status_code == 400
    for address in ("/tell-me/guessed/", "/tell-me/guessed/confirm/", "/tell-me/guessed/end/"):
        assert client.get(address).status_code == 404
        assert client.post(address, wanted).status_code == 404


def test_a_customer_sees_and_ends_their_own_and_others_have_none(
    client: Client, announced: Announced
) -> None:
    customer = sign_in(client)
    announced(customer_key=customer.key)
    page = client.post("/tell-me/mine/", GIVEN, follow=True).content.decode()
    assert "kim@example.org" in page
    row = only_listener()
    stranger = Client()
    sign_in(stranger, "lee@example.org")
    assert stranger.post(f"/tell-me/mine/{row.pk}/end/").status_code == 404
    assert "kim@example.org" not in stranger.get("/tell-me/mine/").content.decode()
    assert client.post(f"/tell-me/mine/{row.pk}/end/").status_code == 302
    row.refresh_from_db()
    assert row.ended_at


def test_nobody_and_staff_have_nothing_that_is_theirs(client: Client) -> None:
    assert client.get("/tell-me/mine/").status_code == 302
    account = Account.objects.create_user("agent@staff.test")
    Staff.objects.create(account=account, name="Ada", role="agent")
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/tell-me/mine/").status_code == 404
    assert client.post("/tell-me/mine/", GIVEN).status_code == 404


def test_a_secret_in_an_address_is_not_logged() -> None:
    assert SECRET.sub(r"\1…", "Not Found: /tell-me/abcDEF/confirm/") == "Not Found: /tell-me/…/confirm/"
