"""A customer's own cases: seen by them alone, exported whole, erased for good, and the figures stay."""

import base64
import json
import zipfile
from datetime import timedelta

import pytest

from wellserved.cases.contracts import AttachmentIn, CaseIn, Channel, ContactIn, Kind, MessageIn
from wellserved.cases.models import Attachment, AttachmentContent, Case, Contact, Message
from wellserved.cases.queries import CaseChoice, cases_for, own_attachment_for, own_case_for, own_cases_for
from wellserved.cases.services import (
    CaseRefused,
    FactsSet,
    ask_help,
    close,
    complain,
    note,
    reply,
    say_helped,
    send_due,
    set_facts,
    write_again,
)
from wellserved.journey.models import Moment
from wellserved.people.contracts import NOBODY, NotFound
from wellserved.people.queries import person_of
from wellserved.people.services import erase_customer, export_customer

from .conftest import NOW, Desk

LATER = NOW + timedelta(minutes=5)
WET = AttachmentIn(name="wet.png", content=b"\x89PNG\r\n\x1a\n" + b"\0" * 32)


def test_customers_see_their_own_cases_and_no_note_and_nothing_before_it_is_sent(desk: Desk) -> None:
    mina, jun = (person_of(account_id=desk.people.customer(name).account_id) for name in ("Mina", "Jun"))  # type: ignore[arg-type]  # made with an account
    case_id = desk.case(customer=mina.customer_key, attachments=(WET,))
    note(by=desk.owner, case_id=case_id, text="A difficult one.", now=NOW)
    reply(by=desk.owner, case_id=case_id, text="We are sorry.", now=NOW)
    assert [one.id for one in own_cases_for(mina)] == [case_id]
    assert [one.text[:5] for one in own_case_for(mina, case_id=case_id).messages] == ["My pa"]
    send_due(now=LATER)
    seen = own_case_for(mina, case_id=case_id).messages
    assert [(one.ours, one.text) for one in seen[1:]] == [(True, "We are sorry.")]
    along = seen[0].attachments[0].id
    assert own_attachment_for(mina, attachment_id=along)[0].type == "image/png"
    for stranger in (jun, NOBODY):
        assert own_cases_for(stranger) == ()
        with pytest.raises(NotFound):
            own_case_for(stranger, case_id=case_id)
        with pytest.raises(NotFound):
            own_attachment_for(stranger, attachment_id=along)
        with pytest.raises(NotFound):
            say_helped(by=stranger, case_id=case_id, helped=True, now=LATER)
    words = MessageIn(source="portal", source_id="1", channel=Channel.PORTAL, text="Still wet.")
    write_again(by=mina, case_id=case_id, message=words, now=LATER)
    with pytest.raises(NotFound):
        write_again(by=jun, case_id=case_id, message=words, now=LATER)
    given = CaseIn(
        source="portal",
        source_id="2",
        kind=Kind.PRAISE,
        channel=Channel.PORTAL,
        text="!",
        customer=mina.customer_key,
    )
    with pytest.raises(CaseRefused):
        complain(by=jun, case=given, now=LATER)


def test_whether_it_helped_is_asked_once_and_measured(desk: Desk) -> None:
    mina = person_of(account_id=desk.people.customer("Mina").account_id)  # type: ignore[arg-type]  # made with an account
    case_id = desk.case(customer=mina.customer_key)
    set_facts(by=desk.owner, case_id=case_id, facts=FactsSet(cause=desk.cause()), now=NOW)
    close(by=desk.owner, case_id=case_id, now=LATER)
    assert [ask_help(by=desk.owner, case_id=case_id, now=LATER) for _ in range(2)] == [True, False]
    assert own_case_for(mina, case_id=case_id).asked
    say_helped(by=mina, case_id=case_id, helped=False, now=LATER)
    with pytest.raises(CaseRefused, match="already"):
        say_helped(by=mina, case_id=case_id, helped=True, now=LATER)
    figures = Moment.objects.filter(subject_kind="case", subject_id=str(case_id))
    assert list(figures.exclude(perceived=None).values_list("perceived", flat=True)) == [0.0]


def test_all_of_a_customer_is_exported_and_erased_and_what_happened_stays_counted(desk: Desk) -> None:
    mina = desk.people.customer("Mina")
    key = mina.customer_id
    contact = ContactIn(name="Mina Kim", email="mina@example.test", phone="+82 2 123")
    case_id = desk.case("My box was soaked.", customer=key, contact=contact, attachments=(WET,))
    by_mail = desk.case("Soaked again.", contact=ContactIn(name="Mina", email=mina.email.upper()))
    other = desk.case("Another's words.")
    set_facts(by=desk.owner, case_id=case_id, facts=FactsSet(cause=desk.cause(), did="Sent anew"), now=NOW)
    reply(by=desk.owner, case_id=case_id, text="Dear Mina", now=NOW)
    send_due(now=LATER)
    close(by=desk.owner, case_id=case_id, now=LATER)
    reply(by=desk.owner, case_id=by_mail, text="Dear Mina, too", now=LATER)
    with export_customer(person=desk.manager, key=key, now=LATER) as file, zipfile.ZipFile(file) as archive:
        held = {name: archive.read(name).decode() for name in archive.namelist() if name.startswith("cases/")}
    assert len(json.loads(held["cases/cases.json"])) == 2
    (along,) = json.loads(held["cases/attachments.json"])
    assert base64.b64decode(along["content"]) == WET.content
    for words in ("My box was soaked.", "Soaked again.", "Dear Mina", "+82 2 123", "wet.png"):
        assert any(words in text for text in held.values()), words
    assert not any("Another's words." in text for text in held.values())
    person = person_of(account_id=desk.people.staff("administrator").account_id)
    erase_customer(person=person, key=key, now=LATER)
    gone = (case_id, by_mail)
    rows = [*Case.objects.filter(pk__in=gone).values(), *Message.objects.filter(case__in=gone).values()]
    text = str(rows)
    for words in ("soaked", "Soaked", "Mina", "mina@", "Sent anew", str(key)):
        assert words not in text, words
    assert not Contact.objects.filter(pk__in=gone).exists()
    assert not Attachment.objects.exists()
    assert not AttachmentContent.objects.exists()
    assert cases_for(desk.owner, CaseChoice(text="soaked"), now=LATER).cases == ()
    assert len(cases_for(desk.owner, CaseChoice(text="another"), now=LATER).cases) == 1
    assert Case.objects.get(pk=case_id).cause_id is not None
    assert Contact.objects.filter(pk=other).exists()
    assert Moment.objects.filter(subject_kind="case", subject_id=str(case_id)).count() == 3
    assert send_due(now=LATER + timedelta(days=1)) == 0
    assert Case.objects.filter(erased_at__isnull=False).count() == 2
