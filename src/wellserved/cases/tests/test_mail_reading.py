"""Mails of every kind are read or kept as they are; no mail stops the reader."""

import time
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wellserved.cases.domain.facts import Quarantine
from wellserved.cases.mails.judging import MOST_AN_HOUR, judged
from wellserved.cases.mails.reading import MailRead, MailUnreadable, read_mail
from wellserved.platform.html_text import text_of

HEAD = b"From: Mina Kim <Mina@Example.test>\r\nSubject: Late\r\nMessage-ID: <1@example.test>\r\n"


def mail(body: bytes = b"Where is it?", **headers: str) -> MailRead:
    lines = b"".join(f"{name.replace('_', '-')}: {value}\r\n".encode() for name, value in headers.items())
    return read_mail(HEAD + lines + b"\r\n" + body, authserv="mx.shop.test")


def outcome(raw: bytes) -> str:
    """Anything else that is raised fails the test."""
    try:
        return "read" if isinstance(read_mail(raw).text, str) else "no text"
    except MailUnreadable:
        return "refused"


def test_sender_subject_words_and_thread_are_read() -> None:
    read = mail(
        b"Where is it?\r\n\r\nOn Mon, 2 Mar 2026, Shop <help@shop.test> wrote:\r\n> We sent it.\r\n",
        References="<a@shop.test> <b@shop.test>",
        In_Reply_To="<c@shop.test>",
        Date="Mon, 02 Mar 2026 09:00:00 +0900",
    )
    assert (read.mail_id, read.sender_name, read.sender_address) == (
        "1@example.test",
        "Mina Kim",
        "mina@example.test",
    )
    assert read.references == ("a@shop.test", "b@shop.test", "c@shop.test")
    assert read.text == "Where is it?"
    assert "We sent it." in read.quoted
    assert read.sent_at == datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("euc-kr", "배송이 너무 늦어요"),
        ("big5", "包裹還沒有送到"),
        ("iso-2022-jp", "荷物が届きません"),
        ("utf-8", "Größe"),
    ],
)
def test_words_are_read_in_the_character_set_that_the_mail_names(charset: str, text: str) -> None:
    assert mail(text.encode(charset), Content_Type=f"text/plain; charset={charset}").text == text


def test_a_wrong_or_unknown_character_set_loses_no_mail() -> None:
    assert (
        "늦어요"
        in mail(
            "배송이 너무 늦어요 정말".encode("euc-kr") * 5, Content_Type="text/plain; charset=x-none"
        ).text
    )
    assert mail(b"\xff\xfe\x00bad", Content_Type="text/plain; charset=utf-8").text


def test_of_html_only_words_are_kept() -> None:
    said = text_of("<style>p{}</style><p>Hello <b>there</b></p><script>alert(1)</script><p>Bye&amp;</p>")
    assert said == "Hello there\n\nBye&"
    torn = "<a title='x > y' href=z>Here</a> 1 < 2 <!-- no --><head><title>t</title></head>&#x65E5;<script>alert(2)"
    assert text_of(torn) == "Here 1 < 2 日"
    assert mail(b"<p>Only <i>HTML</i></p>", Content_Type="text/html").text == "Only HTML"


def test_attachments_are_kept_and_programs_are_not() -> None:
    made = EmailMessage()
    made["From"], made["Message-ID"] = "a@b.test", "<2@b.test>"
    made.set_content("See photo")
    made.add_attachment(b"\x89PNG\r\n\x1a\n" + b"0" * 20, maintype="image", subtype="png", filename="wet.png")
    made.add_attachment(b"MZ\x90\x00", maintype="image", subtype="png", filename="photo.png")
    made.add_attachment(b"hello", maintype="text", subtype="plain", filename="invoice.pdf.exe")
    read = read_mail(made.as_bytes())
    assert [(one.name, one.refused) for one in read.attachments] == [
        ("wet.png", ""),
        ("photo.png", "type"),
        ("invoice.pdf.exe", "type"),
    ]
    assert [one.content is None for one in read.attachments] == [False, True, True]


def test_of_more_attachments_than_are_kept_the_names_are() -> None:
    made = EmailMessage()
    made["From"], made["Message-ID"] = "a@b.test", "<3@b.test>"
    for number in range(210):
        made.add_attachment(b"x", maintype="image", subtype="png", filename=f"{number}.png")
    read = read_mail(made.as_bytes()).attachments
    kept = [one.name for one in read if not one.refused]
    assert kept == [f"{number}.png" for number in range(30)]
    assert {one.refused for one in read[30:]} == {"too_many"}
    assert [one.name for one in read[-2:]] == ["199.png", "+ 10"]


@pytest.mark.parametrize("unit", [b"\n", b"<a ", b"On ", b"<!--", b"On x\nwrote", b"&", b"a-"])
@pytest.mark.parametrize(
    "head",
    [b"plain", b"html", b"plain; charset=punycode", b"html; " + b'"' * 20_000],
    ids=["plain", "html", "punycode", "quotes"],
)
def test_no_mail_keeps_the_reader_busy(head: bytes, unit: bytes) -> None:
    raw = HEAD + b"Content-Type: text/" + head + b"\r\n\r\n" + unit * (100_000 // len(unit))
    begun = time.process_time()
    assert outcome(raw) == "read"
    assert time.process_time() - begun < 1.5


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ({"Auto_Submitted": "auto-replied"}, Quarantine.AUTOMATIC),
        ({"Auto_Submitted": "no"}, None),
        ({"Precedence": "bulk"}, Quarantine.AUTOMATIC),
        ({"List_Id": "<news.shop.test>"}, Quarantine.AUTOMATIC),
        ({"Return_Path": "<>"}, Quarantine.AUTOMATIC),
        ({"Authentication_Results": "mx.shop.test; dmarc=fail header.from=example.test"}, Quarantine.FORGED),
        ({"Authentication_Results": "mx.evil.test; dmarc=fail"}, None),
        ({"Authentication_Results": "mx.shop.test; spf=pass; dmarc=pass"}, None),
    ],
)
def test_programs_and_forgers_are_kept_apart(headers: dict[str, str], why: Quarantine | None) -> None:
    assert judged(mail(**headers), ours=["help@shop.test"], within_hour=0) == why


def test_floods_links_and_our_own_mails_are_kept_apart() -> None:
    plain = mail()
    assert judged(plain, ours=[], within_hour=MOST_AN_HOUR) == Quarantine.FLOOD
    assert judged(plain, ours=["MINA@example.test"], within_hour=0) == Quarantine.LOOP
    assert (
        judged(mail(b"".join(b"http://%d.test " % n for n in range(16))), ours=[], within_hour=0)
        == Quarantine.LINKS
    )
    one_host = (
        b"Look: https://photos.test/1 " * 40 + b"\r\n\r\nOn Mon, 2 Mar 2026, Shop <help@shop.test> wrote:\r\n"
    )
    quoted = b"".join(b"> http://%d.test\r\n" % n for n in range(16))
    assert judged(mail(one_host + quoted), ours=[], within_hour=0) is None


def test_a_bounce_names_what_did_not_arrive() -> None:
    body = (
        b"--b\r\nContent-Type: text/plain\r\n\r\nIt did not arrive.\r\n"
        b"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\nStatus: 5.1.1\r\n"
        b"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <ours@shop.test>\r\n\r\n--b--\r\n"
    )
    read = mail(body, Content_Type="multipart/report; report-type=delivery-status; boundary=b")
    assert (read.automatic, read.failed) == ("bounce", ("ours@shop.test",))


def test_without_a_message_id_the_same_mail_is_the_same() -> None:
    raw = b"From: a@b.test\r\n\r\nHello"
    assert read_mail(raw).mail_id == read_mail(raw).mail_id != read_mail(raw + b"!").mail_id


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00" * 100,
        b"From: =?utf-8?b?////?= <a@b>\r\nDate: 99 Foo\r\nMessage-ID: <\r\n\r\nx",
        HEAD + b"Content-Type: multipart/mixed; boundary=\r\n\r\n--\r\n",
        HEAD
        + b"Content-Type: multipart/mixed; boundary=a\r\n\r\n"
        + b"--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n" * 3000,
        HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n!!!!====",
    ],
    ids=["empty", "zeros", "headers", "boundary", "nested", "base64"],
)
def test_broken_mails_are_read_or_refused_by_name(raw: bytes) -> None:
    assert outcome(raw) in {"read", "refused"}


@settings(deadline=None)  # what the character sets' guesser loads at first takes a while
@given(st.binary(max_size=400))
def test_no_bytes_stop_the_reader(raw: bytes) -> None:
    assert outcome(HEAD + raw) in {"read", "refused"}
