"""What a draft is after a deed, whatever it was before; and what two who write on it at once are told."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from wellserved.people.contracts import OPERATOR, NotFound, Person
from wellserved.people.models import AuditLine
from wellserved.voice.beginnings import BEGINNINGS
from wellserved.voice.domain.deeds import (
    KINDS,
    AddItem,
    AddPage,
    Clash,
    Copy,
    Deed,
    Gone,
    MoveItem,
    MovePage,
    PutBack,
    PutItem,
    PutWhole,
    Remove,
    Say,
    Step,
)
from wellserved.voice.domain.definition import Definition, Dimension, Nps, read, written
from wellserved.voice.domain.editing import edited, item_of, seen_of, whole_of
from wellserved.voice.domain.faults import faults
from wellserved.voice.domain.layout import items_of
from wellserved.voice.domain.wording import renamed, reworded, strayed, texts_of
from wellserved.voice.queries import draft_for
from wellserved.voice.services import add_questionnaire, publish
from wellserved.voice.services.editing import Unfit, edit_draft

from .questions import everything

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ITEMS = st.sampled_from([item.key for item in items_of(everything())])
PAGES = st.sampled_from([page.key for page in everything().pages])
DEEDS = st.one_of(
    st.builds(AddPage),
    st.builds(AddItem, page=PAGES, kind=st.sampled_from(sorted(KINDS))),
    st.builds(Copy, key=ITEMS),
    st.builds(MoveItem, key=ITEMS, page=PAGES, before=ITEMS),
    st.builds(MovePage, key=PAGES, before=PAGES),
    st.builds(Step, what=st.just("item"), key=ITEMS, up=st.booleans()),
    st.builds(Step, what=st.just("page"), key=PAGES, up=st.booleans()),
)


@given(st.lists(DEEDS, max_size=12))
def test_rearranging_and_adding_lose_no_question_and_make_no_key_twice(deeds: list[Deed]) -> None:
    definition = everything()
    for deed in deeds:
        definition = edited(definition, deed).definition
    keys = [item.key for item in items_of(definition)]
    assert len(set(keys)) == len(keys)
    assert {item.key for item in items_of(everything())} <= set(keys)
    assert read(written(definition)) == definition


@given(ITEMS, PAGES)
def test_what_was_removed_is_put_back_where_it_was(item: str, page: str) -> None:
    before = everything()
    home = next(one for one in before.pages if item in {each.key for each in one.items})
    rest = [each.key for each in home.items]
    after = edited(before, Remove(what="item", key=item)).definition
    following = [*rest[rest.index(item) + 1 :], ""][0]
    back = PutBack(part=item_of(before, item), page=home.key, before=following)
    assert edited(after, back).definition == before
    whole = next(one for one in before.pages if one.key == page)
    keys = [*(one.key for one in before.pages), ""]
    gone = edited(before, Remove(what="page", key=page)).definition
    assert edited(gone, PutBack(part=whole, before=keys[keys.index(page) + 1])).definition == before


def test_a_question_under_another_name_takes_along_what_asks_for_it() -> None:
    definition = renamed(everything(), old="nps", new="score")
    why = item_of(definition, "why")
    assert why.text["en"] == "You gave {answer:score}. Why?"
    assert faults(definition) == faults(everything()) == ()
    assert renamed(definition, old="score", new="nps") == everything()


@pytest.mark.parametrize("key", BEGINNINGS)
def test_every_text_is_gone_through_once_and_put_back_as_it_was(key: str) -> None:
    definition = BEGINNINGS[key]
    places = [text.place for text in texts_of(definition)]
    assert len(set(places)) == len(places)
    assert reworded(definition, lambda _place, words: words) == definition
    said = {text.place: (text.words.get("ko", ""), "말") for text in texts_of(definition)}
    after = edited(definition, Say(language="ko", texts=said))
    assert {text.words["ko"] for text in texts_of(after.definition)} == {"말"}
    assert after.clashing == ()


def test_a_translation_puts_in_what_its_source_does() -> None:
    source = "You gave {answer:nps} to {fact:place|us}."
    assert not strayed(source, "{fact:place|저희}에 {answer:nps}점")
    assert strayed(source, "{answer:nps}점").lacking == ("{fact:place}",)
    assert strayed(source, source + "{answer:why}").added == ("{answer:why}",)
    assert strayed("Why?", "왜 {answer:nps?").broken


@pytest.mark.django_db
def test_writing_on_one_part_clashes_only_with_who_wrote_on_that_part() -> None:
    add_questionnaire(by=OPERATOR, slug="one", definition=everything(), now=NOW)

    def put(key: str, text: str, *, of: Definition) -> None:
        item = item_of(of, key)
        seen = seen_of(item, language="en")
        deed = PutItem(key=key, seen=seen, item=replace(item, text={**item.text, "en": text}))
        edit_draft(by=OPERATOR, questionnaire="one", deed=deed, now=NOW)

    put("word", "Mine", of=everything())
    put("reason", "Also mine", of=everything())
    words = {"items/rooms/text": ("", "방")}
    edit_draft(by=OPERATOR, questionnaire="one", deed=Say(language="ko", texts=words), now=NOW)
    put("rooms", "Of what is translated", of=everything())
    for text in ("Theirs", "Theirs too"):
        with pytest.raises(Clash):
            put("word", text, of=everything())
    put("word", "Mine", of=everything())
    draft = draft_for(OPERATOR, questionnaire="one")
    assert item_of(draft.definition, "word").text == {"en": "Mine"}
    assert (draft.edition, AuditLine.objects.filter(deed="draft.saved").count()) == (5, 4)
    other = Say(language="ko", texts={"items/rooms/text": ("", "객실")})
    done = edit_draft(by=OPERATOR, questionnaire="one", deed=other, now=NOW)
    assert done.clashing == ("items/rooms/text",)
    for deed, error in ((Remove(what="item", key="none"), Gone), (AddItem(page="none", kind="nps"), Gone)):
        with pytest.raises(error):
            edit_draft(by=OPERATOR, questionnaire="one", deed=deed, now=NOW)
    long = Say(language="en", texts={"title": (everything().title["en"], "x" * 5000)})
    with pytest.raises(Unfit):
        edit_draft(by=OPERATOR, questionnaire="one", deed=long, now=NOW)
    with pytest.raises(NotFound):
        edit_draft(by=OPERATOR, questionnaire="two", deed=AddPage(), now=NOW)
    with pytest.raises(PermissionDenied):
        edit_draft(by=Person(), questionnaire="one", deed=AddPage(), now=NOW)


@pytest.mark.django_db
def test_the_key_of_a_dimension_that_was_removed_goes_to_no_other_one() -> None:
    """Neither after answers have it, nor while questions still name it."""
    add_questionnaire(by=OPERATOR, slug="one", definition=everything(), now=NOW)

    def put(*titles: tuple[str, str]) -> dict[str, str]:
        before = draft_for(OPERATOR, questionnaire="one").definition
        fresh = iter(range(1, 9))
        given = tuple(
            (old, Dimension(key=old or f"dimension-{next(fresh)}", title={"en": title}))
            for old, title in titles
        )
        seen = seen_of(whole_of(before), language="en")
        deed = PutWhole(seen=seen, whole=before, dimensions=given)
        after = edit_draft(by=OPERATOR, questionnaire="one", deed=deed, now=NOW).definition
        return {one.title["en"]: one.key for one in after.dimensions}

    assert put(("", "Empathy"), ("", "Speed")) == {"Empathy": "dimension-1", "Speed": "dimension-2"}
    publish(by=OPERATOR, questionnaire="one", now=NOW)
    kept = ("dimension-1", "Empathy")
    put(kept)
    again = put(kept, ("", "Price"), ("", "Choice"))
    assert again["Empathy"] == "dimension-1"
    assert len({*again.values(), "dimension-2"}) == 4
    item = Nps(key="nps", text={"en": "Would you?"}, dimension=again["Price"])
    seen = seen_of(item_of(draft_for(OPERATOR, questionnaire="one").definition, "nps"), language="en")
    edit_draft(by=OPERATOR, questionnaire="one", deed=PutItem(key="nps", seen=seen, item=item), now=NOW)
    put(kept)
    assert put(kept, ("", "Comfort"))["Comfort"] != again["Price"]
