"""What a case keeps that was merged into another: erased and given out with its customer, and shown to nobody else."""

import pytest

from wellserved.cases.contracts import CaseIn, Channel, ContactIn, Kind, SourceIn
from wellserved.cases.holdings import held
from wellserved.cases.mentions import Mention as MentionRead
from wellserved.cases.models import Case, CaseText, Contact, MentionSource, Message
from wellserved.cases.queries import linked_case
from wellserved.cases.queries.linked import PAGE
from wellserved.cases.services import complain, merge, set_facts
from wellserved.cases.services.facts import FactsSet
from wellserved.cases.services.mentions import Counts, set_source
from wellserved.cases.services.mentions.taking import take_mentions
from wellserved.people.contracts import NOBODY, OPERATOR
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
    seen = Case.objects.get(channel="mention").pk
    for gone, into in ((called, seen), (seen, kept)):
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


@pytest.mark.parametrize(
    ("contact", "follows"),
    [
        (ContactIn(name="Mina", email="mina@example.test"), True),
        (ContactIn(name="Mina", phone="+82 2 1"), True),
        (ContactIn(name="Bo", email="bo@example.test"), False),
        (ContactIn(name="Bo", phone="+82 2 9"), False),
        (ContactIn(name="Bo", email="bo@example.test", phone="+82 2 1"), False),
    ],
)
def test_a_link_leads_into_another_case_only_where_both_are_reached_in_the_same_way(
    desk: Desk, contact: ContactIn, *, follows: bool
) -> None:
    told = CaseIn(
        source=PAGE,
        source_id=digest("secret").hex(),
        kind=Kind.COMPLAINT,
        channel=Channel.PORTAL,
        text="My box is wet",
        contact=ContactIn(name="Mina", email="mina@example.test", phone="+82 2 1"),
    )
    mine = complain(by=NOBODY, case=told, now=NOW).case_id
    other = desk.case("Bo's own words", contact=contact)
    merge(by=desk.manager, case_id=mine, into=other, now=NOW)
    seen = linked_case(secret="secret")
    assert (seen.id == other, "Bo's own words" in [one.text for one in seen.messages]) == (follows, follows)
    assert follows or seen.merged_into == other
