"""What a case keeps that was merged into another: erased and given out with its customer, and shown to nobody else."""

from datetime import timedelta

import pytest

from wellserved.cases.contracts import (
    AttachmentIn,
    CaseIn,
    Channel,
    ContactIn,
    Kind,
    MailIn,
    MessageIn,
    Saying,
    SourceIn,
)
from wellserved.cases.holdings import held
from wellserved.cases.mentions import Mention as MentionRead
from wellserved.cases.models import Attachment, Case, CaseText, Contact, MentionSource, Message
from wellserved.cases.queries import case_for, linked_attachment, linked_case
from wellserved.cases.queries.linked import PAGE
from wellserved.cases.services import add_message, complain, hear_linked, merge, set_facts
from wellserved.cases.services.facts import FactsSet
from wellserved.cases.services.mails import take_mail
from wellserved.cases.services.mentions import Counts, set_source
from wellserved.cases.services.mentions.taking import take_mentions
from wellserved.people.contracts import NOBODY, OPERATOR, NotFound
from wellserved.people.services import erase_customer
from wellserved.platform.link_secrets import digest

from .conftest import NOW, Desk


def test_what_was_merged_into_a_customers_case_is_theirs_and_its_source_brings_nothing_back(
    desk: Desk,
) -> None:
    key = desk.people.customer().customer_id
    kept = desk.case("Where is it?", customer=key, contact=None)
    called = desk.case(
        "Rang about the box", channel=Channel.PHONE, contact=ContactIn(name="Kim Mina", phone="+82 2 1")
    )
    set_facts(by=desk.owner, case_id=called, facts=FactsSet(did="Rang Mina back"), now=NOW)
    where = set_source(by=OPERATOR, source=SourceIn(slug="csv", name="Files", kind="csv"), now=NOW)
    source = MentionSource.objects.get(pk=where)
    said = MentionRead(
        external_id="1", text="It came wet", title="Mina's box", author="Kim Mina", handle="@mina"
    )
    assert take_mentions(source=source, mentions=[said], now=NOW) == Counts(new=1)
    elsewhere = Case.objects.get(channel="mention").pk
    for gone, into in ((called, elsewhere), (elsewhere, kept)):
        merge(by=desk.manager, case_id=gone, into=into, now=NOW)
    given = {name: list(rows) for name, rows in held(key)}
    assert len(given["cases.json"]) == 3
    assert {"+82 2 1", "@mina"} <= {value for row in given["contacts.json"] for value in row.values()}
    erase_customer(person=OPERATOR, key=key, now=NOW)
    assert not Contact.objects.exists()
    assert set(Case.objects.values_list("title", "did")) == {("", "")}
    assert set(CaseText.objects.values_list("words", flat=True)) == {""}
    edited = MentionRead(external_id="1", text="It came wet, says Mina", author="Kim Mina")
    assert take_mentions(source=source, mentions=[edited], now=NOW) == Counts(known=1)
    assert set(Message.objects.values_list("text", flat=True)) == {""}


def told(desk: Desk, *, secret: str, text: str) -> int:
    """By somebody who typed Mina's address."""
    said = CaseIn(
        source=PAGE,
        source_id=digest(secret).hex(),
        kind=Kind.COMPLAINT,
        channel=Channel.PORTAL,
        text=text,
        contact=ContactIn(name="Mina", email="mina@example.test"),
        attachments=(AttachmentIn(name=f"{secret}.txt", content=secret.encode()),),
    )
    return complain(by=NOBODY, case=said, now=NOW).case_id


def seen(secret: str) -> list[str]:
    return [one.text for one in linked_case(secret=secret).messages]


@pytest.mark.parametrize("goes", [True, False], ids=["merged over", "merged into"])
def test_a_link_shows_what_was_said_in_its_own_case_and_nothing_of_one_merged_with_it(
    desk: Desk, *, goes: bool
) -> None:
    linked, other = told(desk, secret="a", text="I typed it"), told(desk, secret="b", text="Mina's own words")
    key = desk.people.customer().customer_id
    Case.objects.filter(pk=other).update(customer_key=key)
    gone, stays = (linked, other) if goes else (other, linked)
    merge(by=desk.manager, case_id=gone, into=stays, now=NOW)
    for secret in ("a", "b"):
        again = Saying(text=f"Again {secret}", kind=Kind.COMPLAINT, form=secret, address="192.0.2.1")
        hear_linked(secret=secret, saying=again, now=NOW + timedelta(minutes=1))
    mail = MailIn(mail_id="1@mina")
    further = {"source": "mail", "channel": Channel.EMAIL, "mail": mail}
    add_message(
        by=OPERATOR,
        case_id=other,
        message=MessageIn(source_id="1", text="By mail", **further),
        now=NOW + timedelta(minutes=2),
    )
    raw = (
        b"From: mina@example.test\r\nTo: us@example.test\r\nSubject: Re\r\nMessage-ID: <2@mina>\r\n"
        b"In-Reply-To: <1@mina>\r\n\r\nAnd more\r\n"
    )
    assert take_mail(raw=raw, now=NOW + timedelta(minutes=3)).case_id == stays
    third = desk.case("A third's words")
    merge(by=desk.manager, case_id=stays, into=third, now=NOW)
    assert seen("a") == ["I typed it", "Again a"]
    assert seen("b") == ["Mina's own words", "Again b", "By mail", "And more"]
    files = dict(Attachment.objects.values_list("name", "pk"))
    assert linked_attachment(secret="a", attachment_id=files["a.txt"])[1] == b"a"
    with pytest.raises(NotFound):
        linked_attachment(secret="a", attachment_id=files["b.txt"])
    said = {one.text for one in case_for(desk.owner, case_id=third, now=NOW).messages}
    assert {"I typed it", "Mina's own words", "A third's words"} <= said, "staff see all"


def test_an_answer_stands_at_the_link_of_the_case_that_it_was_given_in(desk: Desk) -> None:
    first, second = told(desk, secret="a", text="Wet"), told(desk, secret="b", text="Wet again")
    merge(by=desk.manager, case_id=second, into=first, now=NOW)
    Message.objects.create(
        case_id=first,
        direction="out",
        channel=Channel.EMAIL,
        text="A new box is on its way",
        sending="sent",
        at=NOW,
        recorded_at=NOW,
        sent_at=NOW,
    )
    assert seen("a") == ["Wet", "A new box is on its way"]
    assert (seen("b"), linked_case(secret="b").merged_into) == (["Wet again"], first)


def test_a_mail_that_carries_on_words_merged_before_cases_were_told_apart_stands_at_no_link(
    desk: Desk,
) -> None:
    case = told(desk, secret="a", text="I typed it")
    merge(by=desk.manager, case_id=desk.case("Mina's own words"), into=case, now=NOW)
    Message.objects.update(began_in=0, mail_id="")
    Message.objects.filter(text="Mina's own words").update(mail_id="1@mina")
    raw = (
        b"From: mina@example.test\r\nTo: us@example.test\r\nSubject: Re\r\nMessage-ID: <2@mina>\r\n"
        b"In-Reply-To: <1@mina>\r\n\r\nAnd more\r\n"
    )
    assert take_mail(raw=raw, now=NOW + timedelta(minutes=3)).case_id == case
    assert (Message.objects.get(text="And more").began_in, seen("a")) == (0, [])
