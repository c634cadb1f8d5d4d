"""A question of a LimeSurvey file: what it is, its rows and answers, and its texts in every language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from wellserved.voice.domain.definition import Item, Words

from .carrying import Keys, Notes, joined
from .comparing import Variable
from .lss_relevance import never
from .lss_tables import Asked, Tables

__all__ = ["Drawn", "Question", "texts_of"]


@dataclass(slots=True)
class Drawn:
    """`variables` are what conditions find of it, by the code of its row or option, the whole by an empty one."""

    items: list[Item] = field(default_factory=list)
    variables: dict[str, Variable] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    asked: Asked
    tables: Tables
    languages: Sequence[str]
    keys: Keys
    notes: Notes

    @property
    def name(self) -> str:
        return self.asked["title"] or self.asked["qid"]

    @property
    def attributes(self) -> Mapping[str, str]:
        return self.tables.attributes.get(self.asked["qid"], {})

    @property
    def mixed(self) -> bool:
        """Newer files say of what the order is, older ones only that there is none."""
        said = {self.attributes.get(name) for name in ("answer_order", "subquestion_order")}
        return self.attributes.get("random_order") == "1" or "random" in said

    @property
    def hidden(self) -> bool:
        return self.attributes.get("hidden") == "1" or never(self.asked["relevance"])

    def note(self, said: str) -> None:
        self.notes.add(self.name, said)

    def words(self, of: Asked, name: str = "question") -> Words:
        return texts_of(of, name, called=self.name, notes=self.notes)

    def parts(self, scale: str = "0") -> list[Asked]:
        found = self.tables.parts.get(self.asked["qid"], [])
        return [one for one in found if (one["scale_id"] or "0") == scale]

    def answers(self, scale: str = "0") -> list[Asked]:
        found = self.tables.answers.get(self.asked["qid"], [])
        return [one for one in found if (one["scale_id"] or "0") == scale]

    def common(self, *, key: str = "", after: Words | None = None) -> dict[str, Any]:
        text = self.words(self.asked)
        return {
            "key": key or self.keys.of(self.name),
            "text": joined(text, after) if after is not None else text,
            "help": self.words(self.asked, "help"),
            "required": self.asked["mandatory"] == "Y",
        }

    def attribute_words(self, name: str) -> Words:
        """An attribute that is words, in every language of the file."""
        said = self.tables.worded.get(self.asked["qid"], {}).get(name, {})
        texts = {language: said.get(language) or said.get("", "") for language in self.languages}
        return self.notes.words(self.name, texts)

    def said(self, english: str) -> Words:
        """Words that a file does not hold, for its program has them itself, in the languages of the file."""
        found = {}
        for language in self.languages:
            with translation.override(language):
                found[language] = _(english)
        return found


def texts_of(of: Asked, name: str, *, called: str, notes: Notes) -> Words:
    return notes.words(called, of.texts.get(name, {}))
