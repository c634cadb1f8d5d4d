"""What becomes of a file from another program: a definition, and a report of all that it could not bring along."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from wellserved.platform.html_text import text_of
from wellserved.voice.domain.definition import Definition, Words

__all__ = [
    "LONGEST",
    "Carried",
    "FileRefused",
    "Keys",
    "LeftOut",
    "Notes",
    "fact_of",
    "joined",
    "language_of",
    "whole",
]

LONGEST = 4000
_NOT_WORDS = re.compile(r"<(?:img|video|audio|iframe|object|embed|script|svg)\b", re.IGNORECASE)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*")
# As other programs write them; what they add for a country or a tone of address is another text to us only where both are there.
_CHINESE = {"zh-t": "zh-hant", "zh-s": "zh-hans", "zh-tw": "zh-hant", "zh-hk": "zh-hant", "zh-cn": "zh-hans"}


class FileRefused(ValueError):
    """A file of which no questionnaire can be made; the sentence says where it is wrong, and the mend."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that the file has and the questionnaire has not; `name` is the question's own in the file."""

    name: str
    said: str


@dataclass(frozen=True, slots=True)
class Carried:
    definition: Definition
    left_out: tuple[LeftOut, ...]


@dataclass(slots=True)
class Notes:
    """The report while it is written: the same is said once of each question.

    `put_in` turns what a text puts in (earlier answers, fields) into our way of it, of the question named.
    """

    said: dict[LeftOut, None] = field(default_factory=dict)
    put_in: Callable[[str, str], str] = lambda _name, text: text

    def add(self, name: str, said: str) -> None:
        self.said.setdefault(LeftOut(name[:120], said))

    def words(self, name: str, texts: Mapping[str, str]) -> Words:
        """Texts of HTML by language as plain words; languages without any are missing."""
        found = {}
        for language, html in texts.items():
            text = self.put_in(name, text_of(html.replace("\0", "")))
            if _NOT_WORDS.search(html):
                self.add(name, _("Pictures, films and scripts in its text are left out."))
            if len(text) > LONGEST:
                self.add(name, _("A text of it was cut at %(n)s characters.") % {"n": LONGEST})
            if text:
                found[language] = text[:LONGEST]
        return found


@dataclass(slots=True)
class Keys:
    """Names as our definitions have them, each used once."""

    used: set[str] = field(default_factory=set)
    _next: dict[str, int] = field(default_factory=dict)

    def of(self, name: str, *, otherwise: str = "q") -> str:
        plain = re.sub(r"[^a-z0-9_-]+", "_", name.lower()).strip("_-")
        if not plain or not plain[0].isalpha():
            plain = f"{otherwise}{plain}"
        base = key = plain[:34]
        # Going on where the last one of this name was found: files have thousands of one name.
        n = self._next.get(base, 2)
        while key in self.used:
            key, n = f"{base}_{n}", n + 1
        self._next[base] = n
        self.used.add(key)
        return key


def language_of(code: str) -> str:
    """'PT-BR', 'ZH-T' and 'de-informal' as we write languages; empty for what is none."""
    code = code.strip().lower().replace("_", "-")
    code = _CHINESE.get(code, code)
    for script in ("zh-hant", "zh-hans"):
        if code.startswith(script):
            return script
    code = code.removesuffix("-informal").removesuffix("-easy")
    return code if len(code) <= 12 and _LANGUAGE.fullmatch(code) else ""


def fact_of(name: str) -> str:
    """What a field that comes with whoever answers is called among the facts of the occasion."""
    return re.sub(r"[^a-z0-9_.-]", "_", name.strip().lower())[:80]


def joined(first: Words, *more: Words, by: str = "\n") -> Words:
    """Texts of each language one below the other."""
    found: Words = {}
    for language in dict.fromkeys(language for words in (first, *more) for language in words):
        texts = [words[language] for words in (first, *more) if words.get(language)]
        found[language] = by.join(texts)[:LONGEST]
    return found


def whole(value: object) -> int | None:
    """A whole number as files write it: 3, '3', '3.0'."""
    try:
        number = float(str(value))
    except ValueError:
        return None
    return int(number) if abs(number) <= 30_000 and number == int(number) else None
