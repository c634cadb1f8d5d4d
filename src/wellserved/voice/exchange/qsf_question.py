"""A question of a QSF file: its texts in every language, its options and their figures."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from wellserved.voice.domain.definition import Item, Option, Words

from .carrying import Keys, Notes, language_of, whole
from .comparing import Variable

__all__ = [
    "Drawn",
    "Payload",
    "Question",
    "codes_of",
    "drawn_words",
    "mapping",
    "numbered",
    "with_earlier",
]

Payload = Mapping[str, Any]
_EARLIER = re.compile(r"q://(QID[0-9]+)/ChoiceGroup/")
_LONGEST_CHAIN = 5


@dataclass(slots=True)
class Drawn:
    """`variables` are what conditions find of it, by what stands after the question's id."""

    items: list[Item] = field(default_factory=list)
    variables: dict[str, Variable] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    id: str
    payload: Payload
    language: str
    keys: Keys
    notes: Notes

    @property
    def name(self) -> str:
        return str(self.payload.get("DataExportTag") or self.id)

    @property
    def settings(self) -> Payload:
        validation = mapping(self.payload.get("Validation"))
        return mapping(validation.get("Settings"))

    @property
    def required(self) -> bool:
        return self.settings.get("ForceResponse") == "ON"

    def note(self, said: str) -> None:
        self.notes.add(self.name, said)

    def translations(self) -> list[tuple[str, Payload]]:
        """The question as the file has it in each language, the one that it is written in first."""
        found = [(self.language, self.payload)]
        for code, translated in mapping(self.payload.get("Language")).items():
            language = language_of(str(code))
            if language:
                found.append((language, mapping(translated)))
            else:
                self.note(_("The language '%(code)s' is not carried over.") % {"code": str(code)[:20]})
        return found

    def words(self, of: Callable[[Payload], object]) -> Words:
        """A text in every language that the file has it in."""
        return self.notes.words(self.name, {code: str(of(one) or "") for code, one in self.translations()})

    def shown(self, group: str) -> list[tuple[str, Payload]]:
        """Its choices or answers with their ids, in the order in which they are shown."""
        found = numbered(self.payload.get(group))
        order = self.payload.get("ChoiceOrder" if group == "Choices" else "AnswerOrder")
        wanted = [str(one) for one in _listed(order)]
        ids = [*dict.fromkeys(one for one in (*wanted, *found) if one in found)]
        return [(id_, mapping(found[id_])) for id_ in ids]

    def options(self, group: str = "Choices", *, prefix: str = "c") -> list[tuple[str, Option]]:
        codes = codes_of(self, group)
        said = [(language, numbered(one.get(group))) for language, one in self.translations()]
        return [
            (
                id_,
                Option(
                    key=f"{prefix}{id_}",
                    words=self.notes.words(
                        self.name,
                        {code: str(mapping(texts.get(id_)).get("Display") or "") for code, texts in said},
                    ),
                    code=codes.get(id_),
                    words_wanted=str(one.get("TextEntry", "")).lower() in ("true", "on", "1"),
                ),
            )
            for id_, one in self.shown(group)
        ]


def drawn_words(question: Question) -> Words:
    """What a question that asks nothing says."""
    return question.words(lambda payload: payload.get("QuestionText"))


def with_earlier(payload: Payload, questions: Mapping[str, Payload], *, depth: int = 0) -> Payload:
    """With the options of the earlier question that it takes over: the source writes an x before their ids."""
    found = _EARLIER.match(str(mapping(payload.get("DynamicChoices")).get("Locator", "")))
    if found is None or found[1] not in questions or depth >= _LONGEST_CHAIN:
        return payload
    earlier = Question(
        found[1], with_earlier(questions[found[1]], questions, depth=depth + 1), "", Keys(), Notes()
    )
    order = [str(one) for one in _listed(payload.get("ChoiceOrder"))]
    ids = [f"x{id_}" for id_, _one in earlier.shown("Choices")]
    written = {
        code: {**mapping(one), "Choices": _taken(mapping(earlier.payload.get("Language")).get(code), one)}
        for code, one in mapping(payload.get("Language")).items()
    }
    return {
        **payload,
        "Choices": _taken(earlier.payload, payload),
        "ChoiceOrder": [*order, *ids] if set(order) & set(ids) else [*ids, *order],
        "Language": written,
    }


def _taken(earlier: object, own: object) -> dict[str, Any]:
    """What is written beside an option stays with the earlier question."""
    choices = numbered(mapping(earlier).get("Choices"))
    taken = {f"x{id_}": {"Display": mapping(one).get("Display")} for id_, one in choices.items()}
    return {**taken, **numbered(mapping(own).get("Choices"))}


def codes_of(question: Question, group: str) -> dict[str, int]:
    """The figures that an export of the source has, where each option has one of its own."""
    recoded = numbered(question.payload.get("RecodeValues"))
    of_answers = question.payload.get("QuestionType") == "Matrix"
    if of_answers != (group == "Answers"):
        return {}
    ids = [id_ for id_, _one in question.shown(group)]
    codes = {id_: code for id_ in ids if (code := whole(recoded.get(id_, id_.lstrip("x")))) is not None}
    return codes if len(codes) == len(ids) == len(set(codes.values())) else {}


def numbered(value: object) -> dict[str, Any]:
    """Programs that write these files make a list of what is numbered without a gap."""
    if isinstance(value, list):
        return {str(n): one for n, one in enumerate(value)}
    return (
        {re.sub(r"\W", "", str(key))[:30]: one for key, one in value.items()}
        if isinstance(value, dict)
        else {}
    )


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def mapping(value: object) -> Payload:
    return value if isinstance(value, dict) else {}
