"""How well a text answers to what somebody types: at its beginning, at a word's, or inside.

Korean is found while it is being typed: by initial consonants (ㅂㅅ finds 배송) and by a syllable that is not
finished yet (배소, and 뱃 with the next initial still hanging on it). Chinese has no words to begin with: any
place will do.
"""

import unicodedata
from collections.abc import Iterator
from enum import IntEnum
from functools import lru_cache

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = 21
_FINALS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
# A final of two parts gives its second away when a vowel follows: 값 and then ㅏ is 갑사.
_TWO_PARTS = dict(
    zip(
        "ㄳㄵㄶㄺㄻㄼㄽㄾㄿㅀㅄ",
        ("ㄱㅅ", "ㄴㅈ", "ㄴㅎ", "ㄹㄱ", "ㄹㅁ", "ㄹㅂ", "ㄹㅅ", "ㄹㅌ", "ㄹㅍ", "ㄹㅎ", "ㅂㅅ"),
        strict=True,
    )
)
# A vowel that is being typed may grow: 고 becomes 과, 괘 or 괴.
_GROWS = {8: (9, 10, 11), 13: (14, 15, 16), 18: (19,)}
_FIRST, _LAST = 0xAC00, 0xD7A3


class Match(IntEnum):
    """The better, the greater."""

    NONE = 0
    EVERY_WORD = 1
    INSIDE = 2
    WORD_START = 3
    START = 4
    WHOLE = 5


def match(text: str, typed: str) -> Match:
    """How `typed` is found in `text`; several words may also be found in any order."""
    haystack, needle = folded(text), folded(typed).strip()
    if not needle:
        return Match.NONE
    whole = _phrase(haystack, needle)
    if whole or " " not in needle:
        return whole
    return Match.EVERY_WORD if all(_phrase(haystack, word) for word in needle.split()) else Match.NONE


@lru_cache(maxsize=20_000)
def folded(text: str) -> str:
    """Without case, accents and different widths of the same letter; Hangul stays in syllables."""
    marked = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in marked if unicodedata.category(sign) != "Mn")
    return " ".join(_as_typed(unicodedata.normalize("NFC", bare)).split())


def _as_typed(text: str) -> str:
    """Single consonants as a keyboard gives them; compatibility forms fold into others that are none of its."""
    return "".join(INITIALS[ord(sign) - 0x1100] if 0x1100 <= ord(sign) <= 0x1112 else sign for sign in text)


def _phrase(haystack: str, needle: str) -> Match:
    if haystack == needle:
        return Match.WHOLE
    best = Match.NONE
    for variant in _variants(needle):
        for place in _places(haystack, variant):
            if place == 0:
                return Match.START
            begins = not (haystack[place - 1].isalnum() and haystack[place].isalnum())
            best = max(best, Match.WORD_START if begins else Match.INSIDE)
    return best


def _places(haystack: str, needle: str) -> Iterator[int]:
    if not any(_is_hangul(sign) for sign in needle):
        place = haystack.find(needle)
        while place >= 0:
            yield place
            place = haystack.find(needle, place + 1)
        return
    for place in range(len(haystack)):
        if _begins_with(haystack, place, needle):
            yield place


def _begins_with(haystack: str, place: int, needle: str) -> bool:
    """Spaces in the text may be left out in what is typed, as many write Korean."""
    last = len(needle) - 1
    for number, sign in enumerate(needle):
        while number and sign != " " and place < len(haystack) and haystack[place] == " ":
            place += 1
        if place >= len(haystack) or not _same(haystack[place], sign, unfinished=number == last):
            return False
        place += 1
    return True


def _same(there: str, typed: str, *, unfinished: bool) -> bool:
    if there == typed:
        return True
    if not _is_syllable(there):
        return False
    if typed in INITIALS:
        return INITIALS[_parts(there)[0]] == typed
    return unfinished and _is_syllable(typed) and _may_become(_parts(typed), _parts(there))


def _may_become(typed: tuple[int, int, int], there: tuple[int, int, int]) -> bool:
    """Whether further strokes lead from one syllable to the other."""
    if typed[0] != there[0]:
        return False
    if typed[1] != there[1]:
        return not typed[2] and there[1] in _GROWS.get(typed[1], ())
    return not typed[2] or _TWO_PARTS.get(_FINALS[there[2]], "")[:1] == _FINALS[typed[2]]


def _variants(needle: str) -> Iterator[str]:
    """As typed, and with the last final taken for the initial of the syllable to come."""
    yield needle
    if not _is_syllable(needle[-1]):
        return
    initial, vowel, final = _parts(needle[-1])
    if not final:
        return
    parts = _TWO_PARTS.get(_FINALS[final], _FINALS[final])
    stays = _FINALS.index(parts[0]) if len(parts) == 2 else 0
    if parts[-1] in INITIALS:
        yield needle[:-1] + chr(_FIRST + (initial * _VOWELS + vowel) * len(_FINALS) + stays) + parts[-1]


def _parts(syllable: str) -> tuple[int, int, int]:
    number = ord(syllable) - _FIRST
    rest, final = divmod(number, len(_FINALS))
    return *divmod(rest, _VOWELS), final


def _is_syllable(sign: str) -> bool:
    return _FIRST <= ord(sign) <= _LAST


def _is_hangul(sign: str) -> bool:
    return _is_syllable(sign) or sign in INITIALS
