"""From a moment to a letter: who is asked, once, in their language, and who is left alone."""

import re
import threading
from datetime import timedelta
from html import unescape

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from wellserved.journey.queries import moments_for
from wellserved.journey.subscriptions import run
from wellserved.people.contracts import OPERATOR, NotFound
from wellserved.people.services import erase_customer, withdraw_consent
from wellserved.platform.link_secrets import digest
from wellserved.platform.tests.post import Clock, post_office
from wellserved.voice.domain.secrets import invitation_secret
from wellserved.voice.models import Invitation, LastAsked, QuietTime, Response
from wellserved.voice.services.asking_declines import ask_again, ask_no_more, has_declined
from wellserved.voice.services.asking_due import expire, let_through
from wellserved.voice.services.asking_mails import LEASE, send_asks, send_reminders
from wellserved.voice.services.asking_moments import ask_about
from wellserved.voice.services.asking_rules import end_rule

from .asking import NOW, customer, moment, rule, states

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_a_moment_becomes_a_letter_that_can_be_ended_with_one_click(
    published: str, settings: Settings
) -> None:
    rule(delay_minutes=90, remind_after_days=4)
    kim = customer()
    told = moment(kim, subject_kind="parcel", subject_id="7")
    assert ask_about([told], now=NOW) == 1
    assert ask_about([told], now=NOW) == 0  # delivered again
    clock = Clock(NOW + timedelta(minutes=89))
    assert let_through(now=clock()) == 0
    clock.now += timedelta(minutes=1)
    with post_office(settings) as post:
        assert let_through(now=clock()) == 1
        assert send_asks(clock=clock) == 1
        assert send_asks(clock=clock) == 0
    (mail,) = post.taken
    (row,) = Invitation.objects.all()
    assert (mail["To"], mail["Subject"], row.state) == ("kim@example.org", "How was it?", "sent")
    assert (row.facts["about_kind"], row.facts["about_id"], row.expires_at) == (
        "parcel",
        "7",
        (clock.now + 31 * DAY).replace(hour=0, minute=0),
    )
    plain = mail.get_body(("plain",))
    assert plain
    assert "until April 1, 2026." in plain.get_content(), "and on that evening it is in time"
    assert expire(now=(clock.now + 30 * DAY).replace(hour=23, minute=59)) == 0
    address = mail["List-Unsubscribe"].strip().strip("<>")
    secret = address.removeprefix("https://shop.example/a/").removesuffix("/no-more")
    assert digest(secret) == bytes(row.digest or b"")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] == "auto-generated"
    for kind in ("plain", "html"):
        body = mail.get_body((kind,))
        assert body
        assert f"https://shop.example/a/{secret}" in body.get_content()
        assert "Ask me no more" in body.get_content()


def test_the_first_question_stands_in_the_letter_with_a_link_for_each_answer(
    asked_nps: str, settings: Settings
) -> None:
    rule()
    ask_about([moment(customer(language="ko"))], now=NOW)
    with post_office(settings) as post:
        let_through(now=NOW)
        send_asks(clock=Clock(NOW))
    html = post.taken[0].get_body(("html",))
    assert html
    text = html.get_content()
    assert 'lang="ko"' in text
    assert "추천하시겠습니까?" in text
    assert [f"?nps={n}" in text for n in range(12)] == [True] * 11 + [False]


def test_who_may_not_be_asked_gets_no_letter_and_staff_can_see_why(
    published: str, settings: Settings
) -> None:
    rule()
    refuses, gone, nowhere = customer("a@example.org", agrees=False), customer("b@example.org"), customer("")
    ask_about([moment(who) for who in (refuses, gone, nowhere, None)], now=NOW)
    Invitation.objects.filter(customer_key=gone).update(moment_id=None)
    lost = Invitation.objects.get(customer_key=gone)
    erase_customer(person=OPERATOR, key=gone, now=NOW)
    assert not Invitation.objects.filter(pk=lost.pk).exists()
    lost.save(force_insert=True)  # as a moment that is handed over while its customer is being erased
    let_through(now=NOW)
    found = dict(Invitation.objects.values_list("customer_key", "why"))
    assert found == {refuses: "consent", gone: "erased", nowhere: "address"}
    with post_office(settings) as post:
        assert send_asks(clock=Clock(NOW)) == 0
    assert post.seen == []
    assert not LastAsked.objects.exists()
    settings.ASK_CONSENT = ""
    ask_about([moment(refuses)], now=NOW)
    assert let_through(now=NOW) == 1


def test_a_consent_that_is_withdrawn_before_the_letter_goes_out_stops_it(
    published: str, settings: Settings
) -> None:
    rule()
    kim = customer()
    ask_about([moment(kim)], now=NOW)
    let_through(now=NOW)
    withdraw_consent(by=OPERATOR, key=kim, purpose="feedback", now=NOW)
    with post_office(settings) as post:
        send_asks(clock=Clock(NOW))
    assert post.seen == []
    assert states() == ["dropped declined"]


def test_a_customer_is_left_alone_for_the_quiet_time_over_all_rules(published: str) -> None:
    rule()
    rule(name="Another", measure="care", again_after_days=[7, 31])
    QuietTime.objects.create(days=30, changed_at=NOW)
    kim = customer()
    told = [moment(kim), moment(kim, measure="care"), moment(kim, key="later")]
    assert ask_about(told, now=NOW) == 5
    assert let_through(now=NOW) == 1
    assert sorted(states()) == ["dropped quiet", "dropped quiet", "due", "due", "sending"]
    assert let_through(now=NOW + 7 * DAY) == 0
    assert let_through(now=NOW + 31 * DAY) == 1


def test_a_rule_asks_no_more_than_its_quotas_allow(published: str) -> None:
    rule(quota=2, quota_days=1, total=3)
    told = [moment(customer(f"{n}@example.org")) for n in range(4)]
    ask_about(told, now=NOW)
    assert let_through(now=NOW) == 2
    more = [moment(customer(f"m{n}@example.org"), at=NOW + DAY) for n in range(2)]
    ask_about(more, now=NOW + DAY)
    assert let_through(now=NOW + DAY) == 1
    assert states().count("dropped quota") == 3


def test_only_what_a_rule_is_about_is_asked_about(published: str) -> None:
    when = {"kind": "when", "fact": "delivered", "is": ">", "value": 3}
    rule(level="delivered", when=when, starts_at=NOW)
    rule(name="over", starts_at=NOW - DAY, ends_at=NOW, measure="care")
    kim = customer()
    told = [
        moment(kim, delivered=4.0),
        moment(kim, delivered=3.0),
        moment(kim, delivered=None, perceived=5.0),
        moment(kim, delivered=5.0, at=NOW - DAY),
        moment(kim, delivered=5.0, subject_kind="answer", subject_id="1"),
        moment(kim, delivered=5.0, measure="empathy"),
        moment(kim, delivered=5.0, measure="care"),
    ]
    assert ask_about(told, now=NOW) == 1
    assert ask_about([moment(kim, at=NOW, key="old", delivered=6.0)], now=NOW + 4 * DAY) == 0


def test_who_has_not_answered_is_reminded_once_by_a_letter_that_belongs_to_the_first(
    published: str, settings: Settings
) -> None:
    rule(remind_after_days=4, expires_after_days=10)
    kim, lee = customer(), customer("lee@example.org")
    ask_about([moment(kim), moment(lee)], now=NOW)
    clock = Clock(NOW)
    with post_office(settings) as post:
        let_through(now=NOW)
        send_asks(clock=clock)
        Invitation.objects.filter(customer_key=lee).update(state="answered")
        assert send_reminders(clock=clock) == 0
        clock.now += 4 * DAY
        assert send_reminders(clock=clock) == 1
        clock.now += 4 * DAY
        assert send_reminders(clock=clock) == 0
    first, _lees, again = post.taken
    assert again["Subject"] == "Reminder: How was it?"
    assert again["In-Reply-To"] == first["Message-ID"] != again["Message-ID"]
    assert again["List-Unsubscribe"] == first["List-Unsubscribe"]
    assert expire(now=NOW + 11 * DAY) == 1
    assert states() == ["expired", "answered"]


def test_a_server_that_is_away_is_asked_again_and_an_address_that_it_refuses_is_given_up(
    published: str, settings: Settings
) -> None:
    rule()
    ask_about([moment(customer()), moment(customer("lee@example.org"))], now=NOW)
    clock = Clock(NOW)
    with post_office(settings, "451 Later", "550 Nobody of that name") as post:
        let_through(now=NOW)
        assert send_asks(clock=clock) == 0
        assert sorted(states()) == ["dropped undeliverable", "sending"]
        clock.now += timedelta(hours=1)
        assert send_asks(clock=clock) == 1
    assert {mail["Message-ID"] for mail in post.taken} < {mail["Message-ID"] for mail in post.seen}


def test_a_server_that_lets_nobody_in_costs_nobody_their_letter_and_is_asked_once_a_turn(
    published: str, settings: Settings
) -> None:
    rule(expires_after_days=2)
    ask_about([moment(customer(f"{n}@example.org")) for n in range(3)], now=NOW)
    clock = Clock(NOW)
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "shop", "wrong"
    with post_office(settings) as post:
        post.lets_in = False
        let_through(now=NOW)
        for turn in range(1, 13):
            assert send_asks(clock=clock) == 0
            assert post.knocks == 2 * turn, "by PLAIN and by LOGIN, and not once a letter"
            clock.now += timedelta(hours=2)
        assert set(Invitation.objects.values_list("state", "attempts")) == {("sending", 0)}
        post.lets_in, post.of_senders = True, ["550 Not from you", "552 Too large"]
        assert send_asks(clock=clock) == 0
        clock.now += timedelta(minutes=5)
        assert send_asks(clock=clock) == 2
    assert sorted(states()) == ["dropped undeliverable", "sent", "sent"]


def test_what_was_not_sent_when_its_rule_or_its_time_ends_is_sent_no_more(
    published: str, settings: Settings
) -> None:
    ends, late = rule(remind_after_days=1), rule(name="late", measure="care", expires_after_days=2)
    kim, lee, max_ = (customer(f"{name}@example.org") for name in ("kim", "lee", "max"))
    ask_about([moment(kim)], now=NOW)
    with post_office(settings) as post:
        let_through(now=NOW)
        send_asks(clock=Clock(NOW))
        ask_about([moment(lee), moment(max_, measure="care")], now=NOW)
        let_through(now=NOW)
        end_rule(by=OPERATOR, rule_id=ends.pk, now=NOW + timedelta(hours=1))
        clock = Clock(NOW + 3 * DAY)
        assert (expire(now=clock()), send_asks(clock=clock), send_reminders(clock=clock)) == (1, 0, 0)
    assert len(post.seen) == 1
    found = dict(Invitation.objects.values_list("customer_key", "state"))
    assert found == {kim: "sent", lee: "dropped", max_: "expired"}
    assert late.ends_at is None


def test_a_worker_that_died_leaves_its_letters_to_others(published: str, settings: Settings) -> None:
    rule()
    ask_about([moment(customer())], now=NOW)
    let_through(now=NOW)
    with post_office(settings) as post:
        Invitation.objects.update(due_at=NOW + LEASE, attempts=1)  # claimed, and never heard of again
        assert send_asks(clock=Clock(NOW + LEASE / 2)) == 0
        assert send_asks(clock=Clock(NOW + LEASE)) == 1
    assert len(post.taken) == 1


def test_whoever_asks_to_be_asked_no_more_is_not_even_reminded_until_they_change_their_mind(
    published: str, settings: Settings
) -> None:
    rule(remind_after_days=1)
    kim = customer()
    ask_about([moment(kim)], now=NOW)
    with post_office(settings) as post:
        let_through(now=NOW)
        send_asks(clock=Clock(NOW))
        secret = post.taken[0]["List-Unsubscribe"].split("/")[-2]
        ask_no_more(secret=secret, now=NOW)
        assert has_declined(secret=secret)
        assert send_reminders(clock=Clock(NOW + 2 * DAY)) == 0
    ask_about([moment(kim, at=NOW + 60 * DAY)], now=NOW + 60 * DAY)
    let_through(now=NOW + 60 * DAY)
    assert states() == ["sent", "dropped declined"]
    ask_again(secret=secret, now=NOW)
    ask_about([moment(kim, at=NOW + 61 * DAY)], now=NOW + 61 * DAY)
    assert let_through(now=NOW + 61 * DAY) == 1
    with pytest.raises(NotFound):
        ask_no_more(secret="another", now=NOW)


def test_after_a_new_installation_key_new_letters_have_links_that_work(
    published: str, settings: Settings
) -> None:
    rule()
    ask_about([moment(customer())], now=NOW)
    let_through(now=NOW)
    settings.SECRET_KEY = "another"
    with post_office(settings) as post:
        send_asks(clock=Clock(NOW))
    secret = post.taken[0]["List-Unsubscribe"].split("/")[-2]
    assert Invitation.objects.filter(digest=digest(secret)).exists()


def test_looking_at_the_page_that_ends_asking_ends_nothing_and_a_mail_program_s_button_does(
    published: str, client: Client
) -> None:
    rule()
    ask_about([moment(customer())], now=NOW)
    let_through(now=NOW)
    (row,) = Invitation.objects.all()
    page = f"/a/{invitation_secret(settings.SECRET_KEY, invitation=row.pk)}/no-more"
    assert b"Ask you no more?" in client.get(page).content
    assert not LastAsked.objects.filter(declined_at__isnull=False).exists()
    answer = Client(enforce_csrf_checks=True).post(page, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert b"We ask you no more" in answer.content
    assert LastAsked.objects.filter(declined_at__isnull=False).exists()
    assert b"We may ask you again" in client.post(page, {"again": "yes"}).content
    assert client.get("/a/another/no-more").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_nothing_is_queued_for_moments_that_no_rule_asks_about_and_two_workers_ask_once(
    published: str,
) -> None:
    moment(customer("first@example.org"))
    assert not ProcrastinateJob.objects.filter(args__subscription="voice.ask").exists()
    kim = customer()
    first, second = rule(), rule(name="Another", measure="care", quota=1)
    told = [moment(kim), moment(kim, measure="care")]
    assert ProcrastinateJob.objects.filter(args__subscription="voice.ask").count() == 2
    assert ask_about(told, now=NOW) == 2
    assert {first.pk, second.pk} == set(Invitation.objects.values_list("rule_id", flat=True))
    asked: list[int] = []

    def work() -> None:
        try:
            asked.append(let_through(now=NOW))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert sum(asked) == 1
    assert sorted(states()) == ["dropped quiet", "sending"]


def test_opening_every_link_of_a_letter_answers_nothing_and_one_more_tap_answers_once(
    asked_nps: str, settings: Settings, client: Client
) -> None:
    rule()
    kim = customer()
    ask_about([moment(kim, at=NOW, subject_kind="parcel", subject_id="7")], now=NOW)
    with post_office(settings) as post:
        let_through(now=NOW)
        send_asks(clock=Clock(NOW))
    html = post.taken[0].get_body(("html",))
    assert html
    Invitation.objects.update(expires_at=timezone.now() + DAY)
    links = re.findall(r'href="https://shop\.example(/[^"]+)"', html.get_content())
    assert len(links) == 12
    pages = [client.get(unescape(link)) for link in links]
    assert {page.status_code for page in pages} == {200}
    assert states() == ["sent"]
    assert not Response.objects.exists()
    chosen = pages[9].content.decode()
    assert re.search(r'<input[^>]*name="nps"[^>]*value="9"[^>]*checked', chosen)
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', chosen))
    address = links[9].partition("?")[0]
    client.post(address, {**fields, "nps": "9", "_go": "on"})
    assert states() == ["answered"]
    client.post(address, {**fields, "nps": "1", "_go": "on"})
    counted = Response.objects.get(aside="")
    assert (counted.answers, counted.customer_key, counted.channel) == ({"nps": 9}, kim, "email")
    (told,) = moments_for(OPERATOR, touchpoint="counter", measure="nps").moments
    assert (told.perceived, told.attributes["about_kind"]) == (9.0, "parcel")


@pytest.mark.django_db(transaction=True)
def test_the_job_of_a_recorded_moment_makes_its_invitation_once(published: str) -> None:
    now = timezone.now()
    rule(starts_at=now - DAY)
    moment(customer(), at=now, attributes={"late": True})
    job = ProcrastinateJob.objects.get(args__subscription="voice.ask")
    for _ in range(2):
        run("voice.ask", xid=job.args["xid"], measure_ids=job.args["measure_ids"])
    (row,) = Invitation.objects.all()
    assert (row.state, row.facts["late"], row.facts["touchpoint_title"]) == ("due", True, "At the counter")
    assert row.due_at == now
