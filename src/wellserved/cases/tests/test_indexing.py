"""A case is found by what stands in it now: not by what was taken back, is kept apart, or was its title before."""

from wellserved.cases.contracts import Channel, MessageIn, Quarantine
from wellserved.cases.queries import CaseChoice, cases_for
from wellserved.cases.services import (
    FactsSet,
    add_message,
    note,
    release,
    release_message,
    reply,
    set_facts,
    undo_send,
)
from wellserved.people.contracts import OPERATOR

from .conftest import NOW, Desk


def finds(desk: Desk, words: str) -> bool:
    return bool(cases_for(desk.owner, CaseChoice(text=words), now=NOW).cases)


def test_what_was_taken_back_or_is_kept_apart_finds_no_case_however_it_is_indexed(desk: Desk) -> None:
    case_id = desk.case("Wet box", quarantine=Quarantine.FLOOD.value)
    pills = MessageIn(
        source="test", source_id="a", channel=Channel.EMAIL, text="pills", quarantine=Quarantine.LINKS.value
    )
    first = add_message(by=OPERATOR, case_id=case_id, message=pills, now=NOW)
    assert not finds(desk, "pills")
    release(by=desk.owner, case_id=case_id, now=NOW)
    assert finds(desk, "pills"), "let in with its case"
    assert first.message_id is not None
    other = MessageIn(
        source="test", source_id="b", channel=Channel.EMAIL, text="casino", quarantine=Quarantine.LINKS.value
    )
    apart = add_message(by=OPERATOR, case_id=case_id, message=other, now=NOW).message_id
    sent = reply(by=desk.owner, case_id=case_id, text="walrus", now=NOW)
    note(by=desk.owner, case_id=case_id, text="umbrella", now=NOW)
    assert finds(desk, "walrus")
    undo_send(by=desk.owner, message_id=sent, now=NOW)
    set_facts(by=desk.owner, case_id=case_id, facts=FactsSet(title="Zeppelin"), now=NOW)
    set_facts(by=desk.owner, case_id=case_id, facts=FactsSet(title="Parasol"), now=NOW)
    words = ("walrus", "zeppelin", "casino", "parasol", "umbrella", "wet box")
    assert [finds(desk, one) for one in words] == [False, False, False, True, True, True]
    assert apart is not None
    release_message(by=desk.owner, message_id=apart, now=NOW)
    assert finds(desk, "casino")
