"""One question of a QSF file, as the items that it becomes here."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from wellserved.voice.domain.definition import (
    Choice,
    Choices,
    Item,
    LongText,
    Matrix,
    Nps,
    Option,
    Photo,
    Scale,
    Scaled,
    ShortText,
    Words,
)
from wellserved.voice.domain.faults import WIDEST

from .carrying import Keys, Notes, language_of, whole
from .comparing import Variable
from .scales import labelled, scale_between

__all__ = ["Drawn", "Question", "draw", "drawn_words"]

_SEVERAL = frozenset({"MAVR", "MAHR", "MACOL", "MSB"})
_ONE = frozenset({"SAVR", "SAHR", "SACOL", "DL", "SB"})
_SAID_ALREADY = frozenset({"None", "", "MinChoices", "MaxChoices", "MinMaxChoices", "MinMax"})
Payload = Mapping[str, Any]


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
        validation = _map(self.payload.get("Validation"))
        return _map(validation.get("Settings"))

    @property
    def required(self) -> bool:
        return self.settings.get("ForceResponse") == "ON"

    def note(self, said: str) -> None:
        self.notes.add(self.name, said)

    def translations(self) -> list[tuple[str, Payload]]:
        """The question as the file has it in each language, the one that it is written in first."""
        found = [(self.language, self.payload)]
        for code, translated in _map(self.payload.get("Language")).items():
            language = language_of(str(code))
            if language:
                found.append((language, _map(translated)))
            else:
                self.note(_("The language '%(code)s' is not carried over.") % {"code": str(code)[:20]})
        return found

    def words(self, of: Callable[[Payload], object]) -> Words:
        """A text in every language that the file has it in."""
        return self.notes.words(self.name, {code: str(of(one) or "") for code, one in self.translations()})

    def shown(self, group: str) -> list[tuple[str, Payload]]:
        """Its choices or answers with their ids, in the order in which they are shown."""
        found = _numbered(self.payload.get(group))
        order = self.payload.get("ChoiceOrder" if group == "Choices" else "AnswerOrder")
        wanted = [str(one) for one in order] if isinstance(order, list) else []
        ids = [*dict.fromkeys(one for one in (*wanted, *found) if one in found)]
        return [(id_, _map(found[id_])) for id_ in ids]

    def options(self, group: str = "Choices", *, prefix: str = "c") -> list[tuple[str, Option]]:
        codes = _codes(self, group)
        said = [(language, _numbered(one.get(group))) for language, one in self.translations()]
        return [
            (
                id_,
                Option(
                    key=f"{prefix}{id_}",
                    words=self.notes.words(
                        self.name,
                        {code: str(_map(texts.get(id_)).get("Display") or "") for code, texts in said},
                    ),
                    code=codes.get(id_),
                    words_wanted=str(one.get("TextEntry", "")).lower() in ("true", "on"),
                ),
            )
            for id_, one in self.shown(group)
        ]


def drawn_words(question: Question) -> Words:
    """What a question that asks nothing says."""
    return question.words(lambda payload: payload.get("QuestionText"))


def draw(question: Question) -> Drawn:
    """Nothing in it where the question is not carried over; the notes say why."""
    payload = question.payload
    kind, selector = str(payload.get("QuestionType", "")), str(payload.get("Selector", ""))
    drawer = _DRAWERS.get(kind)
    if drawer is None:
        question.note(
            _("A question of this kind is not asked here: %(kind)s.") % {"kind": f"{kind} {selector}"}
        )
        return Drawn()
    drawn = drawer(question, selector)
    if drawn.items:
        _note_rest(question)
    return drawn


def _note_rest(question: Question) -> None:
    if str(question.settings.get("Type", "")) not in _SAID_ALREADY or question.settings.get(
        "CustomValidation"
    ):
        question.note(_("How its answer is checked is not carried over."))
    if question.payload.get("DefaultChoices"):
        question.note(_("What is chosen in it beforehand is not carried over."))
    if question.payload.get("QuestionJS"):
        question.note(_("Pictures, films and scripts in its text are left out."))
    parts = [one for group in ("Choices", "Answers") for _id, one in question.shown(group)]
    if any(str(one.get("ExclusiveAnswer", "")).lower() == "true" for one in parts):
        question.note(_("That one option excludes the others is not carried over."))
    if any(one.get("DisplayLogic") for one in parts):
        question.note(
            _("That its rows or options are shown under conditions is not carried over: all are shown.")
        )
    if any(question.payload.get(name) for name in ("DynamicChoices", "DynamicAnswers")):
        question.note(_("Options that come from an earlier question are not carried over."))
    if any(one.get("Image") for one in parts):
        question.note(_("Pictures, films and scripts in its text are left out."))


def _mixed(question: Question) -> bool:
    mixing = _map(question.payload.get("Randomization"))
    kind = str(mixing.get("Type") or "None")
    if kind not in ("None", "All"):
        question.note(
            _("Its options are mixed in another way than here: they come in the order of the file.")
        )
    return kind == "All"


def _common(question: Question, key: str = "") -> dict[str, Any]:
    return {
        "key": key or question.keys.of(question.name),
        "text": drawn_words(question),
        "required": question.required,
    }


def _bare(question: Question, rows: list[tuple[str, Option]]) -> list[tuple[str, Option]]:
    """Rows without lines to write in, which rows have none of here."""
    if any(row.words_wanted for _id, row in rows):
        question.note(_("What is written beside each option is not carried over."))
    return [(id_, msgspec.structs.replace(row, words_wanted=False)) for id_, row in rows]


def _choice(question: Question, selector: str) -> Drawn:
    options = question.options()
    if selector == "NPS":
        item: Item = Nps(**_common(question))
        values = {id_: n for n, (id_, _option) in enumerate(options)}
        return Drawn([item], {"": Variable(place=item.key, values=values)})
    if selector not in _ONE | _SEVERAL:
        question.note(_("A question of this kind is not asked here: %(kind)s.") % {"kind": f"MC {selector}"})
        return Drawn()
    if len(options) < 2:
        question.note(_("There are not two options to choose from."))
        return Drawn()
    shared = {**_common(question), "options": tuple(one for _id, one in options), "shuffle": _mixed(question)}
    if selector in _ONE:
        item = Choice(**shared)
        return Drawn([item], {"": Variable(place=item.key, values={i: one.key for i, one in options})})
    if sum(one.words_wanted for _id, one in options) > 1:
        question.note(
            _("It has one line to write in here, for all options that have one of their own there.")
        )
    least, most = whole(question.settings.get("MinChoices")), whole(question.settings.get("MaxChoices"))
    item = Choices(**shared, least=_within(least, options), most=_within(most, options))
    chosen = {f"#{id_}": Variable(place=item.key, option=one.key) for id_, one in options}
    return Drawn([item], {"": Variable(place=item.key), **chosen})


def _within(number: int | None, options: Sequence[object]) -> int:
    return number if number is not None and 0 < number <= min(len(options), 200) else 0


def _matrix(question: Question, selector: str) -> Drawn:
    rows, answers = _bare(question, question.options(prefix="r")), question.options("Answers")
    if not rows:
        question.note(_("There are not two options to choose from."))
        return Drawn()
    if selector in ("Likert", "Bipolar") and question.payload.get("SubSelector") == "MultipleAnswer":
        return _row_by_row(question, rows, answers)
    if selector == "TE":
        return _lines(question, rows)
    if selector not in ("Likert", "Bipolar"):
        question.note(
            _("A question of this kind is not asked here: %(kind)s.") % {"kind": f"Matrix {selector}"}
        )
        return Drawn()
    made = labelled([(id_, one.words, one.code) for id_, one in answers])
    if made is None:
        question.note(
            _("Its scale has %(n)s steps; 2 to %(most)s can be asked.") % {"n": len(answers), "most": WIDEST}
        )
        return Drawn()
    if _map(question.payload.get("Randomization")).get("Type") not in (None, "", "None"):
        question.note(
            _("Its options are mixed in another way than here: they come in the order of the file.")
        )
    scale, values = made
    item = Matrix(**_common(question), rows=tuple(one for _id, one in rows), scale=scale)
    found = {f"~{id_}": Variable(place=f"{item.key}.{one.key}", values=values) for id_, one in rows}
    return Drawn([item], {"": Variable(place=item.key), **found})


def _row_by_row(
    question: Question, rows: list[tuple[str, Option]], answers: list[tuple[str, Option]]
) -> Drawn:
    if len(answers) < 2:
        question.note(_("There are not two options to choose from."))
        return Drawn()
    question.note(_("It is one question for each of its rows here."))
    lead, drawn = drawn_words(question), Drawn()
    for id_, row in rows:
        key = question.keys.of(f"{question.name}_{id_}")
        text = _after(lead, row.words)
        item = Choices(
            key=key, text=text, required=question.required, options=tuple(one for _id, one in answers)
        )
        drawn.items.append(item)
        drawn.variables[f"~{id_}"] = Variable(place=key)
    return drawn


def _after(lead: Words, words: Words) -> Words:
    return {
        language: "\n".join(one for one in (lead.get(language, ""), words.get(language, "")) if one)[:4000]
        for language in {**lead, **words}
    }


def _lines(question: Question, rows: list[tuple[str, Option]]) -> Drawn:
    question.note(_("It is one question for each of its rows here."))
    lead, drawn = drawn_words(question), Drawn()
    for id_, row in rows:
        key = question.keys.of(f"{question.name}_{id_}")
        drawn.items.append(ShortText(key=key, text=_after(lead, row.words), required=question.required))
        drawn.variables[f"~{id_}"] = Variable(place=key)
    return drawn


def _text(question: Question, selector: str) -> Drawn:
    if selector == "FORM":
        return _lines(question, question.options(prefix="r"))
    if selector not in ("SL", "ML", "ESTB"):
        question.note(_("A question of this kind is not asked here: %(kind)s.") % {"kind": f"TE {selector}"})
        return Drawn()
    most = whole(question.settings.get("TotalChars") or question.settings.get("MaxChars"))
    limit: dict[str, Any] = (
        {"most": min(most, 400 if selector == "SL" else 20_000)} if most and most > 0 else {}
    )
    item: Item = (ShortText if selector == "SL" else LongText)(**_common(question), **limit)
    return Drawn([item], {"": Variable(place=item.key)})


def _slider(question: Question, selector: str) -> Drawn:
    rows, setting = _bare(question, question.options(prefix="r")), _map(question.payload.get("Configuration"))
    if selector == "STAR":
        low, high = 1, whole(setting.get("StarCount")) or 5
    else:
        low, high = whole(setting.get("CSSliderMin")) or 0, whole(setting.get("CSSliderMax")) or 100
    scale, exact = scale_between(low, high)
    if not exact:
        question.note(
            _("Its slider from %(low)s to %(high)s is a scale from %(new)s to %(last)s here.")
            % {"low": low, "high": high, "new": scale.low, "last": scale.high}
        )
    if len(rows) < 2:
        item: Item = Scale(**_common(question), scale=scale)
        return Drawn([item], {"": _figure(item.key, scale, exact=exact)})
    item = Matrix(**_common(question), rows=tuple(one for _id, one in rows), scale=scale)
    found = {f"~{i}": _figure(f"{item.key}.{one.key}", scale, exact=exact) for i, one in rows}
    return Drawn([item], found)


def _figure(place: str, scale: Scaled, *, exact: bool) -> Variable:
    numbers = range(scale.low, scale.high + 1) if exact else ()
    return Variable(place=place, values={str(n): n for n in numbers})


def _side_by_side(question: Question, _selector: str) -> Drawn:
    """Each column is a question of its own in the file, whose rows are the same."""
    lead, drawn = drawn_words(question), Drawn()
    for number, column in _columns(question.payload).items():
        translated = {
            code: _columns(_map(one)).get(number, {})
            for code, one in _map(question.payload.get("Language")).items()
        }
        whole_column = {**column, "Validation": question.payload.get("Validation"), "Language": translated}
        half = draw(Question(question.id, whole_column, question.language, question.keys, question.notes))
        drawn.items += [msgspec.structs.replace(item, text=_after(lead, item.text)) for item in half.items]
    if drawn.items:
        question.note(_("It is one question for each of its columns here."))
    return drawn


def _columns(payload: Payload) -> dict[str, Payload]:
    found = _numbered(payload.get("AdditionalQuestions"))
    # None of them has columns itself.
    return {n: {k: v for k, v in _map(one).items() if k != "AdditionalQuestions"} for n, one in found.items()}


def _file(question: Question, _selector: str) -> Drawn:
    question.note(_("It takes one photo here, and no other files."))
    item = Photo(**_common(question))
    return Drawn([item], {"": Variable(place=item.key)})


def _codes(question: Question, group: str) -> dict[str, int]:
    """The figures that an export of the source has, where each option has one of its own."""
    recoded = _numbered(question.payload.get("RecodeValues"))
    of_answers = question.payload.get("QuestionType") == "Matrix"
    if of_answers != (group == "Answers"):
        return {}
    ids = [id_ for id_, _one in question.shown(group)]
    codes = {id_: code for id_ in ids if (code := whole(recoded.get(id_, id_))) is not None}
    return codes if len(codes) == len(ids) == len(set(codes.values())) else {}


def _numbered(value: object) -> dict[str, Any]:
    """Programs that write these files make a list of what is numbered without a gap."""
    if isinstance(value, list):
        return {str(n): one for n, one in enumerate(value)}
    return (
        {re.sub(r"\W", "", str(key))[:30]: one for key, one in value.items()}
        if isinstance(value, dict)
        else {}
    )


def _map(value: object) -> Payload:
    return value if isinstance(value, dict) else {}


_DRAWERS: Mapping[str, Callable[[Question, str], Drawn]] = {
    "MC": _choice,
    "Matrix": _matrix,
    "SBS": _side_by_side,
    "TE": _text,
    "Slider": _slider,
    "FileUpload": _file,
}
