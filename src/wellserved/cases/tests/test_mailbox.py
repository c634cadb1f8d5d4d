"""From the customer's mail to our reply and their next word: over a real IMAP and a real SMTP server."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from pytest_django import Settings

from wellserved.cases.contracts import Channel, ContactIn
from wellserved.cases.mails.fetching import MailboxUnreachable, fetch
from wellserved.cases.models import Case, Message
from wellserved.cases.queries import CaseChoice, case_for, cases_for
from wellserved.cases.services import reply, send_due
from wellserved.cases.services.mails import take_mail, take_oversized
from wellserved.people.contracts import OPERATOR
from wellserved.platform.tests.post import post_office

from .conftest import NOW, Desk
from .mailbox import MEND, NAME, PASSWORD, Mailbox, can_run, running_mailbox

MINUTE = timedelta(minutes=1)


def written(
    text: str = "Where is it?",
    *,
    id_: str = "1@example.test",
    sender: str = "Mina Kim <mina@example.test>",
    **headers: str,
) -> bytes:
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    subject = "" if "Subject" in headers else "Subject: My parcel\r\n"
    return f"From: {sender}\r\nMessage-ID: <{id_}>\r\n{subject}{lines}\r\n{text}\r\n".encode()


@pytest.fixture(scope="module")
def mailbox() -> Iterator[Mailbox]:
    if not can_run():
        pytest.skip(MEND)
    with running_mailbox() as box:
        yield box


@pytest.fixture
def fetched(mailbox: Mailbox, settings: Settings) -> Mailbox:
    settings.IMAP_HOST, settings.IMAP_PORT, settings.IMAP_TLS = "127.0.0.1", mailbox.port, False
    settings.IMAP_NAME, settings.IMAP_PASSWORD = NAME, PASSWORD
    settings.CASES_FROM = "Help <help@shop.test>"
    return mailbox


def test_a_mail_is_a_case_the_reply_keeps_the_thread_and_the_answer_comes_back_to_it(
    desk: Desk, fetched: Mailbox, settings: Settings
) -> None:
    fetched.put(written(), written("Another", id_="2@example.test", sender="han@example.test"))
    assert fetch(clock=lambda: NOW).taken == 2
    assert (fetched.count("INBOX"), fetched.count("Wellserved")) == (0, 2)
    case_id = Case.objects.get(
        title="My parcel", pk__in=Message.objects.filter(text="Where is it?").values("case")
    ).pk
    reply(by=desk.manager, case_id=case_id, text="It comes today.", now=NOW)
    with post_office(settings) as post:
        assert send_due(now=NOW + MINUTE) == 1
    (letter,) = post.taken
    number = case_for(desk.manager, case_id=case_id, now=NOW).number
    assert letter["Subject"] == f"Re: My parcel [{number}]"
    assert (letter["From"], letter["In-Reply-To"]) == ("Help <help@shop.test>", "<1@example.test>")
    answer = written("Thank you!", id_="3@example.test", In_Reply_To=letter["Message-ID"], Subject="whatever")
    fetched.put(answer, answer)
    fetch(clock=lambda: NOW + 2 * MINUTE)
    fetch(clock=lambda: NOW + 3 * MINUTE)
    seen = case_for(desk.manager, case_id=case_id, now=NOW)
    assert [message.text for message in seen.messages] == ["Where is it?", "It comes today.", "Thank you!"]
    assert (seen.state, seen.unread) == ("open", True)
    assert Case.objects.count() == 2


def test_a_mailbox_that_does_not_open_names_the_settings_and_no_password(
    fetched: Mailbox, settings: Settings
) -> None:
    settings.IMAP_PASSWORD = "wrong-secret"
    with pytest.raises(MailboxUnreachable, match="WELLSERVED_IMAP_HOST") as caught:
        fetch(clock=lambda: NOW)
    assert "wrong-secret" not in str(caught.value)


def test_a_forger_who_knows_the_number_does_not_get_into_the_case(desk: Desk) -> None:
    case_id = desk.case()
    number = case_for(desk.owner, case_id=case_id, now=NOW).number
    own = written("It is me", sender="mina@example.test", Subject=f"Re: x [{number}]")
    forged = written("Send it elsewhere", id_="9@evil.test", sender="eve@evil.test", Subject=f"[{number}]")
    assert take_mail(raw=own, now=NOW).case_id == case_id
    assert take_mail(raw=forged, now=NOW).case_id != case_id


def test_what_programs_send_is_kept_apart_and_never_opens_a_case_again(desk: Desk) -> None:
    case_id = desk.case()
    message = reply(by=desk.owner, case_id=case_id, text="Done.", now=NOW)
    ours = Message.objects.get(pk=message).mail_id
    away = written(
        "I am on holiday", id_="a@example.test", In_Reply_To=f"<{ours}>", Auto_Submitted="auto-replied"
    )
    take_mail(raw=away, now=NOW + MINUTE)
    assert Message.objects.get(mail_id="a@example.test").quarantine == "automatic"
    assert case_for(desk.owner, case_id=case_id, now=NOW).state == "waiting"
    assert not Message.objects.filter(direction="out").exclude(pk=message).exists(), (
        "nothing answers a program"
    )


def test_a_bounce_brings_the_case_back_to_its_owner(desk: Desk, settings: Settings) -> None:
    case_id = desk.case()
    message = reply(by=desk.owner, case_id=case_id, text="Done.", now=NOW)
    with post_office(settings):
        send_due(now=NOW + MINUTE)
    ours = Message.objects.get(pk=message).mail_id
    body = (
        "--b\r\nContent-Type: text/plain\r\n\r\nNo such user\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{ours}>\r\n\r\n--b--"
    )
    bounce = written(
        body, id_="b@mx.test", sender="MAILER-DAEMON@mx.test", Content_Type="multipart/report; boundary=b"
    )
    take_mail(raw=bounce, now=NOW + 2 * MINUTE)
    seen = case_for(desk.owner, case_id=case_id, now=NOW)
    assert (seen.state, seen.unread) == ("open", True)
    assert Message.objects.get(pk=message).sending == "failed"


def test_a_flood_is_kept_and_kept_apart(desk: Desk) -> None:
    for number in range(25):
        take_mail(raw=written(f"Buy {number}", id_=f"{number}@spam.test", sender="eve@spam.test"), now=NOW)
    shown = cases_for(desk.manager, CaseChoice(), now=NOW).cases
    apart = cases_for(desk.manager, CaseChoice(quarantined=True), now=NOW).cases
    assert (len(shown), len(apart)) == (20, 5)


def test_what_cannot_be_read_or_is_too_large_is_kept_as_it_came(desk: Desk) -> None:
    one = take_mail(
        raw=b"Content-Type: multipart/mixed; boundary=a\r\n\r\n"
        + b"--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n" * 5000,
        now=NOW,
    )
    take_oversized(head=b"From: a@b.test\r\nSubject: Film\r\n\r\n", size=80_000_000, now=NOW)
    apart = {row.quarantine for row in Case.objects.exclude(quarantine="")}
    assert "too_large" in apart
    assert case_for(desk.manager, case_id=one.case_id, now=NOW).messages


def test_a_reply_to_an_address_that_the_server_refuses_fails_for_good(desk: Desk, settings: Settings) -> None:
    case_id = desk.case(contact=ContactIn(email="nobody@example.test"), channel=Channel.EMAIL)
    reply(by=desk.owner, case_id=case_id, text="Done.", now=NOW)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", 1, False
    assert send_due(now=NOW + MINUTE) == 0
    (message,) = Message.objects.filter(direction="out")
    assert (message.sending, "could not be reached" in message.last_answer) == ("held", True)
    assert OPERATOR.may("cases:write")
