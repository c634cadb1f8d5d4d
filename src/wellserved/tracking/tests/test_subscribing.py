"""Asking to be told, saying yes, changing it and ending it; strangers learn nothing, and nobody is flooded."""

import json
from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Q
from pytest_django import Settings

from wellserved.people.contracts import NOBODY, OPERATOR, NotFound, Person
from wellserved.people.models import Account, Customer, CustomerDetails
from wellserved.people.queries import person_of
from wellserved.people.services import erase_customer
from wellserved.platform.tests.post import post_office
from wellserved.tracking.contracts import Status
from wellserved.tracking.domain.subscribing import Wanted, mail_key
from wellserved.tracking.models import Notice, Subscription
from wellserved.tracking.queries.notices import held_by, subscriptions_for
from wellserved.tracking.services.notices.confirming import mail_confirmation
from wellserved.tracking.services.notices.secrets import address_digest, link_secret
from wellserved.tracking.services.noticing import note_changes
from wellserved.tracking.services.subscribing import (
    Subscribed,
    SubscriptionRefused,
    TooManyAttempts,
    confirm,
    end_by_secret,
    end_own,
    prefer,
    subscribe,
    subscribe_to_all,
)

from .noticing import NOW, changed, listener, parcel, told
from .test_notice_pushes import Browser

pytestmark = pytest.mark.django_db
MAIL = Wanted(channel="email", address="Kim@Example.org", language="ko", time_zone="Asia/Seoul")
HOOK = Wanted(channel="webhook", address="https://a.example/hook")


def ask(number: str = "KR100", wanted: Wanted = MAIL, *, by: Person = NOBODY, **more: str) -> Subscribed:
    return subscribe(by=by, number=number, wanted=wanted, asker=more.get("asker", "203.0.113.9"), now=NOW)


def letters_asked() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'tracking.mail_confirmation'"
        )
        return int(cursor.fetchone()[0])


def customer(email: str = "kim@example.org") -> Person:
    account = Account.objects.create_user(email)
    row = Customer.objects.create(created_at=NOW)
    CustomerDetails.objects.create(customer=row, account=account, name="Kim", email=email)
    return person_of(account_id=account.pk)


def secret_of(row: Subscription) -> str:
    return link_secret(row.secret)


def test_nothing_is_sent_before_the_yes_and_then_it_is(settings: Settings) -> None:
    one = parcel()
    assert ask("kr-100") == Subscribed(asks=True)
    row = Subscription.objects.get()
    assert note_changes([changed(one, Status.DELIVERED)], now=NOW) == 0
    with post_office(settings) as post:
        mail_confirmation(subscription_id=row.pk, now=NOW)
    (mail,) = post.taken
    assert mail["To"] == "Kim@example.org"
    assert mail["Auto-Submitted"] == "auto-generated"
    plain = mail.get_body(("plain",))
    assert plain
    assert f"https://shop.example/tell-me/{secret_of(row)}/confirm/" in plain.get_content()
    confirm(secret=secret_of(row), now=NOW + timedelta(days=1))
    confirm(secret=secret_of(row), now=NOW + timedelta(days=2))
    row.refresh_from_db()
    assert row.confirmed_at == NOW + timedelta(days=1)
    assert note_changes([changed(one, Status.DELIVERED)], now=NOW) == 1


def test_the_secret_of_a_link_is_nowhere_in_the_database() -> None:
    parcel()
    ask()
    row = Subscription.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(s)::text FROM tracking_subscription s")
        assert secret_of(row) not in cursor.fetchone()[0]


def test_the_answer_is_the_same_for_a_number_that_is_unknown_or_not_announced() -> None:
    silent = parcel("KR200")
    silent.announced_at = None
    silent.save()
    parcel()
    assert ask() == ask("KR200") == ask("NONE1")
    known, unknown = ask(wanted=HOOK), ask("NONE1", wanted=HOOK)
    assert (known.asks, len(known.secret)) == (unknown.asks, len(unknown.secret))
    assert set(Subscription.objects.values_list("consignment__number", flat=True)) == {"KR100"}


def test_asking_twice_makes_one_subscription_and_asks_again_until_it_is_enough() -> None:
    parcel()
    for case in ("Kim@example.org", "kim@EXAMPLE.org", *["kim@example.org"] * 6):
        ask(wanted=Wanted(channel="email", address=case))
    assert Subscription.objects.count() == 1
    assert letters_asked() == 5
    ask(wanted=Wanted(channel="email", address="kim+more@example.org"))
    assert letters_asked() == 5, "it is the same mailbox"


def test_whoever_asks_again_after_a_week_gets_a_link_that_works() -> None:
    parcel()
    ask()
    later = NOW + timedelta(days=8)
    row = Subscription.objects.get()
    with pytest.raises(NotFound):
        confirm(secret=secret_of(row), now=later)
    subscribe(by=NOBODY, number="KR100", wanted=MAIL, asker="203.0.113.9", now=later)
    confirm(secret=secret_of(row), now=later)


def test_what_a_stranger_asked_for_in_ones_name_runs_as_soon_as_one_asks_for_it_signed_in() -> None:
    parcel()
    ask()
    me = customer()
    assert ask(by=me) == Subscribed(asks=False)
    (row,) = Subscription.objects.all()
    assert (row.confirmed_at, row.customer_key) == (NOW, me.customer_key)
    assert letters_asked() == 1


def test_a_network_that_tries_too_often_waits_known_number_or_not() -> None:
    for n in range(20):
        ask(f"NONE{n}")
    with pytest.raises(TooManyAttempts) as refused:
        ask()
    assert refused.value.until == NOW + timedelta(hours=1)
    ask(asker="198.51.100.7")


def test_a_webhook_gets_its_secret_once_and_another_when_it_is_asked_for_again() -> None:
    parcel()
    first, second = ask(wanted=HOOK).secret, ask(wanted=HOOK).secret
    assert first.startswith("whsec_")
    assert first != second
    (row,) = Subscription.objects.filter(ended_at__isnull=True)
    assert (row.secret, row.confirmed_at) == (second, NOW)


def test_a_stranger_does_not_end_a_customer_s_webhook() -> None:
    parcel()
    mine = ask(wanted=HOOK, by=customer()).secret
    ask(wanted=HOOK)
    assert [row.secret for row in Subscription.objects.filter(ended_at__isnull=True)] == [mine]


@pytest.mark.parametrize(
    ("wanted", "place"),
    [
        (Wanted(channel="pigeon", address="x"), "channel"),
        (Wanted(channel="email", address="kim"), "address"),
        (Wanted(channel="email", address="kim@example.org\nBcc: a@b.example"), "address"),
        (Wanted(channel="email", address="a@b.example,c@d.example"), "address"),
        (Wanted(channel="webhook", address="http://a.example/"), "address"),
        (Wanted(channel="webhook", address="https://me@a.example/"), "address"),
        (Wanted(channel="web_push", address="{}"), "address"),
        (Wanted(channel="web_push", address="[" * 100_000), "address"),
        (Wanted(channel="web_push", address=Browser("http://push.example/").subscription), "address"),
        (
            Wanted(channel="web_push", address=json.dumps({"endpoint": "https://p.example", "keys": {}})),
            "address",
        ),
        (Wanted(channel="email", address="kim@example.org", language="xx"), "language"),
        (Wanted(channel="email", address="kim@example.org", time_zone="../x"), "time_zone"),
        (Wanted(channel="email", address="kim@example.org", quiet_from=time(22)), "quiet_until"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place_and_mend(wanted: Wanted, place: str) -> None:
    with pytest.raises(SubscriptionRefused) as refused:
        ask(wanted=wanted)
    assert refused.value.fault.place == place
    assert refused.value.fault.mend


def test_a_browser_s_subscription_is_kept_with_nothing_else_in_it() -> None:
    parcel()
    given = json.loads(Browser("https://push.example/x").subscription) | {
        "expirationTime": None,
        "name": "Kim",
    }
    ask(wanted=Wanted(channel="web_push", address=json.dumps(given)))
    kept = json.loads(Subscription.objects.get().address)
    assert set(kept) == {"endpoint", "keys"}
    assert Subscription.objects.get().confirmed_at == NOW


def test_a_customer_who_signed_in_by_this_address_need_not_say_yes_and_is_told_of_all() -> None:
    kim = customer()
    one = parcel(customer=kim.customer_key)
    done = subscribe_to_all(by=kim, wanted=MAIL, asker="203.0.113.9", now=NOW)
    assert not done.asks
    assert subscribe_to_all(by=kim, wanted=MAIL, asker="203.0.113.9", now=NOW) == done
    assert note_changes([changed(one, Status.DELIVERED)], now=NOW) == 1
    (held,) = subscriptions_for(kim)
    assert (held.number, held.address, held.confirmed) == ("", "Kim@example.org", True)
    other = Wanted(channel="email", address="lee@example.org")
    assert subscribe_to_all(by=kim, wanted=other, asker="203.0.113.9", now=NOW).asks


@pytest.mark.parametrize("by", [NOBODY, OPERATOR, Person(account_id=1, role="agent", staff_id=1)])
def test_only_a_customer_is_told_of_everything_of_theirs(by: Person) -> None:
    with pytest.raises(NotFound):
        subscribe_to_all(by=by, wanted=MAIL, asker="203.0.113.9", now=NOW)
    assert subscriptions_for(by) == ()


def test_a_yes_that_comes_too_late_or_after_the_end_is_none() -> None:
    one = parcel()
    late = listener(one, confirmed_at=None)
    with pytest.raises(NotFound):
        confirm(secret=secret_of(late), now=NOW + timedelta(days=8))
    end_by_secret(secret=secret_of(late), now=NOW)
    with pytest.raises(NotFound):
        confirm(secret=secret_of(late), now=NOW)
    for deed in (confirm, end_by_secret):
        with pytest.raises(NotFound):
            deed(secret="guessed", now=NOW)
    with pytest.raises(NotFound):
        held_by(secret="guessed")


def test_the_end_is_the_end_of_what_waits_too_and_ending_twice_is_ending() -> None:
    one = parcel()
    mine, also = listener(one, quiet=(11, 20)), listener(parcel("KR200"), quiet=(11, 20))
    note_changes([changed(one, Status.DELIVERED)], now=NOW)
    for _ in range(2):
        end_by_secret(secret=secret_of(mine), now=NOW)
    assert told() == [("delivered", 1, "superseded")]
    also.refresh_from_db()
    assert also.ended_at is None
    end_by_secret(secret=secret_of(mine), all_of_address=True, now=NOW)
    also.refresh_from_db()
    assert also.ended_at == NOW


def test_one_s_own_is_ended_by_its_customer_and_nobody_else() -> None:
    kim, lee = customer(), customer("lee@example.org")
    row = listener(customer=kim.customer_key)
    for stranger in (lee, NOBODY, OPERATOR):
        with pytest.raises(NotFound):
            end_own(by=stranger, subscription_id=row.pk, now=NOW)
    end_own(by=kim, subscription_id=row.pk, now=NOW)
    assert subscriptions_for(kim) == ()


def test_new_quiet_hours_hold_for_what_waits_already() -> None:
    one = parcel()
    row = listener(one, quiet=(11, 20))
    note_changes([changed(one, Status.DELIVERED)], now=NOW)
    given = {"language": "ko", "time_zone": "UTC"}
    prefer(secret=secret_of(row), **given, quiet_from=time(11), quiet_until=time(15), now=NOW)
    assert Notice.objects.get().due_at == NOW.replace(hour=15)
    prefer(secret=secret_of(row), **given, quiet_from=None, quiet_until=None, now=NOW)
    assert Notice.objects.get().due_at == NOW
    with pytest.raises(SubscriptionRefused):
        prefer(secret=secret_of(row), **given, quiet_from=time(11), quiet_until=None, now=NOW)


def test_erasing_a_customer_erases_their_addresses_and_no_one_else_s() -> None:
    kim = customer()
    assert kim.customer_key
    one = parcel(customer=kim.customer_key)
    listener(one, customer=kim.customer_key)
    listener(one, address="a@b.example")
    ask()
    erase_customer(person=kim, key=kim.customer_key, now=NOW)
    assert list(Subscription.objects.values_list("address", flat=True)) == ["a@b.example"]


def test_two_ways_to_write_one_mailbox_are_one() -> None:
    assert mail_key(" Kim@EXAMPLE.org") == mail_key("kim@example.org")


def test_all_that_goes_to_one_address_or_customer_is_found_by_an_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    at = Q(channel="email", address_digest=address_digest("email", mail_key("kim@example.org")))
    assert "subscription_by_address" in Subscription.objects.filter(at).explain()
    plan = Subscription.objects.filter(at | Q(customer_key=uuid4())).explain()
    assert "subscription_by_address" in plan
    assert "subscription_by_customer" in plan
