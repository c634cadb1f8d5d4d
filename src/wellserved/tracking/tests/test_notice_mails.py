"""Letters: through a real mail server, in the reader's language, once, and again when it did not work."""

import socket
from datetime import timedelta

import pytest
from pytest_django import Settings

from wellserved.platform.tests.post import Clock, post_office
from wellserved.tracking.contracts import Kind, Status
from wellserved.tracking.models import Notice, NoticeText, Subscription, Told, Window
from wellserved.tracking.notices.facts import Facts
from wellserved.tracking.notices.words import occasion_name, window_words, words_for
from wellserved.tracking.services.notices.claiming import LEASE, claim
from wellserved.tracking.services.notices.mailing import AT_ONCE, send_mails
from wellserved.tracking.services.notices.secrets import link_secret
from wellserved.tracking.services.noticing import note_changes, note_trouble

from .noticing import NOW, UTC, changed, listener, parcel, scanned, told

pytestmark = pytest.mark.django_db
DONE, FAILED = Status.DELIVERED, Status.ATTEMPT_FAILED


def test_a_letter_says_what_happened_and_what_can_be_done_and_can_be_ended_with_one_click(
    settings: Settings,
) -> None:
    one = parcel()
    to = listener(one)
    Window.objects.create(
        consignment=one,
        earliest=NOW + timedelta(hours=21, minutes=40),
        latest=NOW + timedelta(hours=23, minutes=20),
        made_at=NOW,
    )
    note_changes([changed(one, FAILED)], now=NOW)
    with post_office(settings) as post:
        assert send_mails(clock=Clock(NOW)) == 1
        assert send_mails(clock=Clock(NOW)) == 0
    (mail,) = post.taken
    assert (mail["From"], mail["To"]) == ("Shop <news@shop.example>", "kim@example.org")
    assert "KR100" in mail["Subject"]
    end = f"https://shop.example/tell-me/{link_secret(to.secret)}/end/"
    # A long line is folded, and Python's reader leaves the blank that it was folded at.
    assert mail["List-Unsubscribe"].strip() == f"<{end}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == f"<notice-{Notice.objects.get().pk}.wellserved@shop.example>"
    assert mail["Date"].datetime == NOW
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain
    assert html
    for each in (plain.get_content(), html.get_content()):
        assert "https://shop.example/track/KR100" in each
        assert end in each
        assert "We expect it on Tuesday 3 March, between 9:40 AM and 11:20 AM" in each
    assert told() == [("attempt_failed", 1, "handed_over")]


@pytest.mark.parametrize("language", ["ko", "zh-hant", "zh-hans"])
def test_a_letter_is_in_its_reader_s_language(settings: Settings, language: str) -> None:
    one = parcel()
    listener(one, language=language)
    note_changes([changed(one, DONE)], now=NOW)
    with post_office(settings) as post:
        send_mails(clock=Clock(NOW))
    html = post.taken[0].get_body(("html",))
    assert html
    assert f'lang="{language}"' in html.get_content()


def test_a_value_that_holds_a_script_is_text_in_the_letter(settings: Settings) -> None:
    one = parcel()
    listener(one)
    NoticeText.objects.create(
        occasion="delivered",
        language="en",
        subject="Here: {number}",
        body="<b>{happened}</b>",
        changed_at=NOW,
    )
    note_changes([changed(one, DONE)], now=NOW)
    with post_office(settings) as post:
        send_mails(clock=Clock(NOW))
    (mail,) = post.taken
    html = mail.get_body(("html",))
    assert html
    assert mail["Subject"] == "Here: KR100"
    assert "&lt;b&gt;" in html.get_content()
    assert "<b>" not in html.get_content()


def test_what_is_late_is_said_with_what_was_promised_first_and_an_apology(settings: Settings) -> None:
    one = parcel()
    listener(one)
    for days in (-1, 3):
        Told.objects.create(
            consignment=one,
            told_at=NOW + timedelta(days=days),
            channel="web",
            latest=NOW + timedelta(days=days),
        )
    note_trouble([one.pk], "late", now=NOW)
    with post_office(settings) as post:
        send_mails(clock=Clock(NOW))
    plain = post.taken[0].get_body(("plain",))
    assert plain
    assert "We told you that it would be there by Sunday 1 March. That was wrong, and we are sorry." in (
        " ".join(plain.get_content().split())
    )


def test_parcels_of_one_address_that_are_due_together_come_in_one_letter(settings: Settings) -> None:
    mine = [parcel(f"KR{n}") for n in range(100, 170)]
    for each in mine:
        listener(each)
    other = parcel("KR900")
    listener(other, address="lee@example.org")
    note_changes([changed(each, DONE) for each in [*mine, other]], now=NOW)
    with post_office(settings) as post:
        assert send_mails(clock=Clock(NOW)) == 71
    by_address = {mail["To"]: mail for mail in post.taken}
    assert len(post.taken) == 2
    assert by_address["kim@example.org"]["Subject"] == "News of 70 parcels"
    plain = by_address["kim@example.org"].get_body(("plain",))
    assert plain
    assert "/end/?all=yes" in plain.get_content()
    assert "There is news of 20 more." in plain.get_content()
    assert "KR900" in by_address["lee@example.org"]["Subject"]


def test_quiet_hours_are_over_before_anything_is_sent(settings: Settings) -> None:
    one = parcel()
    listener(one, quiet=(11, 20))
    note_changes([changed(one, DONE)], now=NOW)
    clock = Clock(NOW)
    with post_office(settings) as post:
        assert send_mails(clock=clock) == 0
        clock.now = NOW.replace(hour=20)
        assert send_mails(clock=clock) == 1
    assert len(post.taken) == 1


def test_a_server_that_says_later_is_asked_again_and_the_letter_is_the_same(settings: Settings) -> None:
    one, other = parcel(), parcel("KR200")
    listener(one)
    listener(other)
    note_changes([changed(one, DONE), changed(other, DONE)], now=NOW)
    clock = Clock(NOW)
    with post_office(settings, "451 Later") as post:
        assert send_mails(clock=clock) == 0
        clock.now += timedelta(seconds=10)
        # What is due now as well does not change what was one letter before.
        third = parcel("KR300")
        listener(third)
        note_changes([changed(third, DONE)], now=clock.now)
        assert send_mails(clock=clock) == 3
    first, *rest = post.seen
    assert first["Message-ID"] in {mail["Message-ID"] for mail in rest}
    assert len(rest) == 2
    assert set(Notice.objects.values_list("attempts", flat=True)) == {1, 2}


def test_whose_quiet_hours_began_while_no_worker_was_there_is_not_woken(settings: Settings) -> None:
    """And keeps nobody waiting who is awake."""
    one = parcel()
    for n in range(AT_ONCE + 1):
        listener(one, address=f"kim{n}@example.org", quiet=(13, 20))
    listener(one, address="lee@example.org")
    note_changes([changed(one, DONE)], now=NOW)
    with post_office(settings) as post:
        assert send_mails(clock=Clock(NOW + timedelta(hours=2))) == 1
        assert post.taken[0]["To"] == "lee@example.org"
        resting = Notice.objects.filter(state="waiting").values_list("due_at", "attempts")
        assert set(resting) == {(NOW.replace(hour=20), 0)}
        assert send_mails(clock=Clock(NOW.replace(hour=20))) == AT_ONCE + 1


def test_what_is_tried_again_waits_for_the_end_of_quiet_hours(settings: Settings) -> None:
    one, other = parcel(), parcel("KR200")
    now = NOW.replace(hour=12, minute=59, second=59)
    listener(one, quiet=(13, 20))
    listener(other)
    note_changes([changed(one, DONE), changed(other, DONE)], now=now)
    with post_office(settings, "451 Later"):
        assert send_mails(clock=Clock(now)) == 0
    # Both were one letter, and stay one.
    assert set(Notice.objects.values_list("due_at", flat=True)) == {NOW.replace(hour=20)}


def test_an_address_that_is_refused_for_good_is_a_dead_letter_and_keeps_nobody_else_from_theirs(
    settings: Settings,
) -> None:
    one, other = parcel(), parcel("KR200")
    listener(one)
    listener(other, address="lee@example.org")
    note_changes([changed(one, DONE), changed(other, DONE)], now=NOW)
    with post_office(settings, "550 Nobody of that name") as post:
        send_mails(clock=Clock(NOW))
    # Letters go out side by side, so either may have been the first.
    (taken,) = post.taken
    (dead,) = Notice.objects.filter(state="dead").select_related("subscription")
    assert {taken["To"], dead.subscription.address} == {"kim@example.org", "lee@example.org"}
    assert dead.last_answer == "smtp 550"


def test_a_sender_that_is_refused_costs_nobody_their_notice(settings: Settings) -> None:
    one = parcel()
    listener(one)
    note_changes([changed(one, DONE)], now=NOW)
    clock = Clock(NOW)
    with post_office(settings) as post:
        post.of_senders = ["550 Not from you"]
        assert send_mails(clock=clock) == 0
        assert Notice.objects.get().last_answer == "smtp 550"
        clock.now = Notice.objects.get().due_at
        assert send_mails(clock=clock) == 1


def test_without_a_mail_server_notices_wait_and_die_after_a_day(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False
    one = parcel()
    listener(one)
    note_changes([changed(one, DONE)], now=NOW)
    clock, began = Clock(NOW), NOW
    for _ in range(11):
        assert told() == [("delivered", 1, "waiting")]
        clock.now = Notice.objects.get().due_at
        send_mails(clock=clock)
    assert told() == [("delivered", 1, "dead")]
    assert timedelta(hours=15) < clock.now - began < timedelta(hours=30)


def test_a_worker_that_died_leaves_its_notices_to_others_and_the_letter_stays_the_same() -> None:
    one = parcel()
    listener(one)
    note_changes([changed(one, DONE)], now=NOW)
    (held,) = claim("email", now=NOW, at_most=10)
    assert claim("email", now=NOW + LEASE / 2, at_most=10) == []
    (again,) = claim("email", now=NOW + LEASE, at_most=10)
    assert (again.id, again.attempts) == (held.id, 2)


def test_after_a_new_installation_key_the_links_in_new_letters_lead_somewhere(settings: Settings) -> None:
    one = parcel()
    to = listener(one)
    settings.SECRET_KEY = "another"
    note_changes([changed(one, DONE)], now=NOW)
    with post_office(settings):
        send_mails(clock=Clock(NOW))
    before = bytes(to.end_secret_digest)
    to.refresh_from_db()
    assert bytes(to.end_secret_digest) != before


def test_no_letter_goes_out_after_the_end(settings: Settings) -> None:
    one = parcel()
    to = listener(one)
    note_changes([changed(one, DONE)], now=NOW)
    Subscription.objects.filter(pk=to.pk).update(ended_at=NOW)
    with post_office(settings) as post:
        assert send_mails(clock=Clock(NOW)) == 0
    assert post.seen == []


def test_a_scan_s_reason_is_in_the_letter(settings: Settings) -> None:
    from wellserved.tracking.contracts import ScanIn  # noqa: PLC0415  beside its use
    from wellserved.tracking.services import record_scans  # noqa: PLC0415  as above

    one = parcel()
    listener(one)
    scanned(one, (8, Status.OUT_FOR_DELIVERY))
    scan = ScanIn(number="KR100", occurred_at=NOW.replace(hour=9), status=FAILED, reason="consignee.not_home")
    record_scans(scans=[scan], now=NOW)
    note_changes([changed(one, FAILED)], now=NOW)
    assert Notice.objects.get().reason == "consignee.not_home"
    with post_office(settings) as post:
        send_mails(clock=Clock(NOW))
    plain = post.taken[0].get_body(("plain",))
    assert plain
    assert "home" in plain.get_content()


def test_a_state_that_the_kind_cannot_say_any_more_is_told_as_on_its_way(settings: Settings) -> None:
    one = parcel(kind=Kind.RETURN)
    listener(one)
    note_changes([changed(one, Status.REFUNDED)], now=NOW)
    # It was announced anew, as a parcel.
    one.kind = Kind.PARCEL
    one.save()
    with post_office(settings) as post:
        assert send_mails(clock=Clock(NOW)) == 1
    assert post.taken[0]["Subject"] == f"{occasion_name(Kind.PARCEL, 'in_transit')}: KR100"
    assert occasion_name(Kind.PARCEL, "refunded") == occasion_name(Kind.PARCEL, "in_transit")


def test_a_letter_that_cannot_be_written_keeps_no_other_back_and_what_went_out_is_noted(
    settings: Settings,
) -> None:
    one = parcel()
    listener(one, address="a@example.org")
    odd = listener(one, address="b@example.org", time_zone="Nowhere/None")
    # No header can hold it.
    strange = listener(one, address="b\nc@example.org")
    listener(one, address="d@example.org")
    for to in Subscription.objects.order_by("pk"):
        Notice.objects.create(subscription=to, consignment=one, occasion="delivered", made_at=NOW, due_at=NOW)
    with post_office(settings) as post:
        assert send_mails(clock=Clock(NOW)) == 2
        assert send_mails(clock=Clock(NOW + LEASE)) == 0
    assert {mail["To"] for mail in post.seen} == {"a@example.org", "d@example.org"}
    dead = Notice.objects.filter(state="dead")
    assert set(dead.values_list("subscription", "last_answer")) == {
        (odd.pk, "unwritable"),
        (strange.pk, "unwritable"),
    }


def test_of_a_letter_s_parcels_one_that_has_no_words_leaves_the_others(settings: Settings) -> None:
    one, other = parcel(), parcel("KR200")
    for each, occasion in ((one, "delivered"), (other, "no_such_status")):
        Notice.objects.create(
            subscription=listener(each), consignment=each, occasion=occasion, made_at=NOW, due_at=NOW
        )
    with post_office(settings) as post:
        assert send_mails(clock=Clock(NOW)) == 1
    assert "KR100" in post.taken[0]["Subject"]
    assert Notice.objects.get(state="dead").consignment_id == other.pk


@pytest.mark.parametrize(
    ("earliest", "latest", "said"),
    [
        ((2, 9), (4, 0), "We expect it between Monday 2 March and Tuesday 3 March."),
        ((2, 9), (3, 0), "We expect it on Monday 2 March."),
        ((1, 9), (4, 15), "We expect it between Monday 2 March and Wednesday 4 March."),
        ((2, 13), (2, 15), "We expect it on Monday 2 March, between 1:00 PM and 3:00 PM."),
    ],
)
def test_a_window_that_ends_at_midnight_ends_with_the_day_before(
    earliest: tuple[int, int], latest: tuple[int, int], said: str
) -> None:
    day = {
        name: NOW.replace(day=at[0], hour=at[1])
        for name, at in zip(("e", "l"), (earliest, latest), strict=True)
    }
    facts = Facts(1, earliest=day["e"], latest=day["l"], told=NOW.replace(day=3, hour=0))
    assert window_words(facts, zone=UTC, now=NOW) == said
    late = words_for(kind=Kind.PARCEL, occasion="late", reason="", facts=facts, zone=UTC)
    assert "by Monday 2 March." in late.happened
