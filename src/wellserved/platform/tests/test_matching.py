"""What is typed finds what is meant, in every script of our languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellserved.platform.matching import Match, match

HANGUL = st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("text", "typed", "how"),
    [
        ("Handed over", "handed over", Match.WHOLE),
        ("Handed over", "HAND", Match.START),
        ("Handed over", "over", Match.WORD_START),
        ("Unhanded", "hand", Match.INSIDE),
        ("Handed over", "over hand", Match.EVERY_WORD),
        ("Café", "cafe", Match.WHOLE),
        ("Handed over", "door", Match.NONE),
        ("Handed over", "  ", Match.NONE),
        ("배송 조회", "ㅂㅅ", Match.START),
        ("당일 배송", "ㅂㅅ", Match.WORD_START),
        ("배송 조회", "ㅂㅅㅈㅎ", Match.START),
        ("배송 조회", "배송조회", Match.START),
        ("배송", "배소", Match.START),
        ("배송", "뱃", Match.START),
        ("과일", "고", Match.START),
        ("갑사", "값", Match.START),
        ("배송", "부", Match.NONE),
        ("배송", "ㅅㅂ", Match.NONE),
        ("門口交付", "交付", Match.INSIDE),
        ("门口交付", "门口", Match.START),
    ],
)
def test_it_is_found_as_well_as_it_should_be(text: str, typed: str, how: Match) -> None:
    assert match(text, typed) is how


@given(st.text(min_size=1, max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_what_stands_in_a_text_is_found_in_it(inside: str, before: str, after: str) -> None:
    found = match(f"{before} {inside} {after}", inside)
    assert found or not inside.strip() or not any(sign.isalnum() for sign in inside)


@given(HANGUL, st.integers(1, 8))
def test_korean_is_found_by_the_first_consonants_of_its_syllables(word: str, length: int) -> None:
    initials = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
    typed = "".join(initials[(ord(sign) - 0xAC00) // 588] for sign in word[:length])
    assert match(word, typed) is Match.START


@given(HANGUL)
def test_korean_is_found_before_its_last_syllable_is_finished(word: str) -> None:
    last = ord(word[-1]) - 0xAC00
    without_final = word[:-1] + chr(0xAC00 + last - last % 28)
    assert match(word, without_final) >= Match.START
