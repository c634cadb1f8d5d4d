"""The words of a questionnaire in the reader's language, with earlier answers and facts put in."""

import re
from collections.abc import Callable, Iterator, Mapping

from .definition import Words

__all__ = ["PIPES", "languages_of", "piped", "pipes", "worded"]

PIPES = re.compile(r"\{(answer|fact):([a-z0-9_.-]{1,90})(?:\|([^{}]{0,200}))?\}")
# Who reads one script of Chinese can read the other sooner than a foreign language.
_NEAR = {"zh-hans": "zh-hant", "zh-hant": "zh-hans"}


def worded(words: Words, *, language: str, fallback: str) -> str:
    """In `language`, else the nearest one, else the one that the questionnaire was written in, else any there is."""
    for one in (language, language.partition("-")[0], _NEAR.get(language, ""), fallback):
        if words.get(one):
            return words[one]
    return next((text for text in words.values() if text), "")


def piped(text: str, *, of: Callable[[str, str], str]) -> str:
    """`{answer:item}`, `{answer:item.part}` and `{fact:name}` replaced by `of(kind, name)`, or by what follows a bar in
    them where that is empty.
    """
    if "{" not in text:
        return text
    return PIPES.sub(lambda found: of(found[1], found[2]) or found[3] or "", text)


def pipes(text: str) -> Iterator[tuple[str, str]]:
    for found in PIPES.finditer(text):
        yield found[1], found[2]


def languages_of(every: Iterator[Words], *, first: str) -> tuple[str, ...]:
    """The languages that anything is said in; the one it was written in comes first."""
    found: Mapping[str, None] = dict.fromkeys([first, *sorted({name for words in every for name in words})])
    return tuple(found)
