import pytest
from opencc import OpenCC

from wellserved.voice.beginnings import BEGINNINGS
from wellserved.voice.domain.definition import Pair, read, written
from wellserved.voice.domain.faults import faults
from wellserved.voice.domain.layout import items_of, layout, words_of
from wellserved.voice.domain.walking import screens


@pytest.mark.parametrize("key", BEGINNINGS)
def test_a_beginning_can_be_published_as_it_is_and_says_everything_in_every_language(key: str) -> None:
    definition = BEGINNINGS[key]
    assert faults(definition) == ()
    assert read(written(definition)) == definition
    for place, words in words_of(definition):
        assert set(words) in ({"en", "ko", "zh-hant", "zh-hans"}, set()), place
        # The two scripts of Chinese are often alike, any other two languages never.
        assert len({words[language] for language in words if language != "zh-hans"}) == max(
            len(words) - 1, 0
        ), place
        assert all(text == text.strip() and text for text in words.values()), place


def test_servqual_has_the_structure_of_1991() -> None:
    items = list(items_of(BEGINNINGS["servqual"]))
    assert all(isinstance(item, Pair) for item in items[:22])
    counts = [sum(item.dimension == one.key for item in items) for one in BEGINNINGS["servqual"].dimensions]
    assert counts == [4, 5, 4, 4, 5]
    assert len(layout(BEGINNINGS["servqual"])) == 44
    assert len(layout(BEGINNINGS["three-column"])) == 66
    assert len(BEGINNINGS["eight-dimensions"].dimensions) == 8


def test_on_a_phone_no_screen_asks_more_than_four_things() -> None:
    for definition in BEGINNINGS.values():
        assert max(len(screen.items) for screen in screens(definition, seed=7)) <= 4


def test_what_is_said_in_simplified_chinese_has_no_sign_of_the_other_script() -> None:
    simplified = OpenCC("t2s").convert
    texts = {
        words["zh-hans"]
        for one in BEGINNINGS.values()
        for _place, words in words_of(one)
        if "zh-hans" in words
    }
    assert len(texts) > 100
    assert [text for text in texts if simplified(text) != text] == []
