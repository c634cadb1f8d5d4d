"""From the customer's mail to our reply and their next word: over a real IMAP and a real SMTP server."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as with_settings
from hypothesis import strategies as st
from pytest_django import Settings

from wellserved.cases.contracts import Channel, ContactIn, State
from wellserved.cases.mails.fetching import MailboxUnreachable, fetch
from wellserved.cases.models import BusinessHours, Case, Message
from wellserved.cases.queries import CaseChoice, attachment_for, case_for, cases_for
from wellserved.cases.services import FactsSet, reply, send_due, set_facts
from wellserved.cases.services.mails import take_mail, take_oversized
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
    mailbox.empty()
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


def test_no_mail_keeps_those_behind_it_out(desk: Desk, fetched: Mailbox) -> None:
    first = take_mail(raw=written(), now=NOW).case_id
    again = {"In_Reply_To": "<1@example.test>"}
    pictures = written("<img src=cid:1>", id_="i@x.test", Content_Type="text/html", **again)
    half = written("\\ud83d", id_="u@x.test", Content_Type="text/plain; charset=unicode_escape", **again)
    fetched.put(
        written("", id_="e@x.test", **again), pictures, half, written("Hello?", id_="h@x.test", **again)
    )
    BusinessHours.objects.create(time_zone="UTC", week=[[]] * 7, changed_at=NOW)
    fetched.put(written("Anybody?", id_="n@x.test"))
    found = fetch(clock=lambda: NOW)
    assert (found.taken, found.left, fetched.count("INBOX")) == (5, 0, 0)
    assert list(Message.objects.filter(case=first).order_by("pk").values_list("text", flat=True)) == [
        "Where is it?", "", "", "\\ud83d", "Hello?",
    ]  # fmt: skip
    assert Case.objects.exclude(pk=first).get().quarantine == ""


def test_what_the_server_does_not_give_is_no_case_and_stays(desk: Desk, fetched: Mailbox) -> None:
    fetched.put(written())

    def clock() -> datetime:
        """Somebody deletes it just before it is read."""
        with fetched.opened() as box:
            box.delete(box.uids())
        return NOW

    found = fetch(clock=clock)
    assert (found.taken, found.left, Case.objects.count()) == (0, 1, 0)


def test_another_mail_under_the_same_id_is_another_and_the_same_one_comes_once(desk: Desk) -> None:
    mails = [written(), written("A second matter"), written("A third", In_Reply_To="<1@example.test>")]
    taken = [take_mail(raw=raw, now=NOW) for raw in mails * 2]
    assert [one.already_there for one in taken] == [False] * 3 + [True] * 3
    assert [one.message_id for one in taken[:3]] == [one.message_id for one in taken[3:]]
    assert sorted(Message.objects.values_list("text", flat=True)) == [
        "A second matter",
        "A third",
        "Where is it?",
    ]


bodies = st.one_of(
    st.just(b""), st.binary(max_size=60), st.sampled_from([b"+2D0-", b"\\ud800", b"<img src=x>"])
)
kinds = st.sampled_from([b"text/plain", b"text/html", b"text/plain; charset=utf-7", b"text/plain; charset=unicode_escape",
    b"application/x; name=1", b"multipart/mixed; boundary=b"])  # fmt: skip


@with_settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kinds, bodies, st.binary(max_size=30).filter(lambda one: b"\n" not in one and b"\r" not in one))
def test_whatever_comes_is_kept_somewhere(desk: Desk, kind: bytes, body: bytes, subject: bytes) -> None:
    take_mail(raw=written(id_="first@x.test"), now=NOW)
    head = (
        b"From: x@y.test\r\nReferences: <first@x.test>\r\nContent-Type: " + kind + b"\r\nSubject: " + subject
    )
    taken = take_mail(raw=head + b"\r\n\r\n" + body, now=NOW)
    assert Message.objects.filter(case=taken.case_id).exists()


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
    set_facts(by=desk.owner, case_id=case_id, facts=FactsSet(cause=desk.cause()), now=NOW)
    message = reply(by=desk.owner, case_id=case_id, text="Done.", now=NOW, then=State.DONE)
    with post_office(settings):
        send_due(now=NOW + MINUTE)
    assert case_for(desk.owner, case_id=case_id, now=NOW).state == "done"
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
    assert (seen.state, seen.unread, seen.reopened) == ("open", True, 1)
    assert Message.objects.get(pk=message).sending == "failed"


def test_a_flood_is_kept_and_kept_apart(desk: Desk) -> None:
    for number in range(25):
        take_mail(raw=written(f"Buy {number}", id_=f"{number}@spam.test", sender="eve@spam.test"), now=NOW)
    shown = cases_for(desk.manager, CaseChoice(), now=NOW).cases
    apart = cases_for(desk.manager, CaseChoice(quarantined=True), now=NOW).cases
    assert (len(shown), len(apart)) == (20, 5)


def test_what_cannot_be_read_or_is_too_large_is_kept_as_it_came(desk: Desk) -> None:
    nested = b"--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n" * 5000
    head = b"From: a@b.test\r\nSubject: Film\r\n\r\n"
    one = take_mail(raw=b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" + nested, now=NOW)
    two = take_oversized(head=head, size=80_000_000, now=NOW)
    for taken, why, size, content in (
        (one, "unreadable", len(nested) + 45, nested),
        (two, "too_large", 80_000_000, head),
    ):
        seen = case_for(desk.manager, case_id=taken.case_id, now=NOW)
        (along,) = seen.messages[0].attachments
        assert (seen.quarantine, along.name, along.size) == (why, "message.eml", size)
        assert attachment_for(desk.manager, attachment_id=along.id)[1].endswith(content)


def test_a_reply_that_cannot_be_handed_over_is_tried_again_or_fails_and_keeps_no_other_back(
    desk: Desk, settings: Settings
) -> None:
    def reply_to(address: str) -> int:
        case_id = desk.case(contact=ContactIn(name="Kim", email=address), channel=Channel.EMAIL)
        return reply(by=desk.owner, case_id=case_id, text="Done.", now=NOW)

    written_to = [reply_to(f"{name}@bücher.example") for name in ("kïm", "kim", "nobody")]
    with post_office(settings, "250 Taken", "550 No such user") as post:
        assert send_due(now=NOW + MINUTE) == 1
    assert [str(mail["To"]) for mail in post.seen] == [
        f"Kim <{one}@xn--bcher-kva.example>" for one in ("kim", "nobody")
    ]
    unreached = reply_to("late@example.test")
    assert send_due(now=NOW + MINUTE) == 0, "nobody listens any more"
    found = [Message.objects.get(pk=one) for one in (*written_to, unreached)]
    assert [one.sending for one in found] == ["failed", "sent", "failed", "held"]
    assert "could not be reached" in found[3].last_answer
    assert not any("@" in one.last_answer for one in found)
