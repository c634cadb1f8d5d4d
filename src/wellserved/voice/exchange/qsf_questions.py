"""One question of a QSF file, as the items that it becomes here."""

from collections.abc import Callable, Mapping, Sequence
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

from .carrying import joined, whole
from .comparing import Variable
from .qsf_question import Drawn, Payload, Question, drawn_words, mapping, numbered
from .scales import labelled, scale_between

__all__ = ["draw"]

_SEVERAL = frozenset({"MAVR", "MAHR", "MACOL", "MSB"})
_ONE = frozenset({"SAVR", "SAHR", "SACOL", "DL", "SB"})
_SAID_ALREADY = frozenset({"None", "", "MinChoices", "MaxChoices", "MinMaxChoices", "MinMax"})


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
    if drawn.items or payload.get("DynamicChoices"):
        _note_rest(question)
    if question.settings.get("ForceResponse") == "RequestResponse":
        said = _("Where an answer is asked for once more before one may go on, it may be left out here.")
        question.notes.add("RequestResponse", said)
    return drawn


def _note_rest(question: Question) -> None:
    parts = [one for group in ("Choices", "Answers") for _id, one in question.shown(group)]
    checked = (question.settings.get("CustomValidation"), *(one.get("TextEntryValidation") for one in parts))
    if str(question.settings.get("Type", "")) not in _SAID_ALREADY or any(
        str(one or "None") != "None" for one in checked
    ):
        question.note(_("How its answer is checked is not carried over."))
    if question.payload.get("DefaultChoices"):
        question.note(_("What is chosen in it beforehand is not carried over."))
    if question.payload.get("QuestionJS"):
        question.note(_("Pictures, films and scripts in its text are left out."))
    if any(str(one.get("ExclusiveAnswer", "")).lower() == "true" for one in parts):
        question.note(_("That one option excludes the others is not carried over."))
    if any(one.get("DisplayLogic") for one in parts):
        question.note(
            _("That its rows or options are shown under conditions is not carried over: all are shown.")
        )
    _note_earlier(question)
    if question.payload.get("Graphics") or any(one.get("Image") for one in parts):
        question.note(_("Pictures, films and scripts in its text are left out."))


def _note_earlier(question: Question) -> None:
    taken = any(id_.startswith("x") for id_, _one in question.shown("Choices"))
    if taken:
        said = _(
            "Which of its options are shown hangs on an earlier question there: all of them are shown here."
        )
        question.note(said)
    if question.payload.get("DynamicAnswers") or (question.payload.get("DynamicChoices") and not taken):
        question.note(_("Options that come from an earlier question are not carried over."))


def _mixed(question: Question) -> bool:
    mixing = mapping(question.payload.get("Randomization"))
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
        item: Item = Nps(**_common(question), scale=_named_ends(question, "ColumnLabels", Nps(key="n").scale))
        values = {id_: n for n, (id_, _option) in enumerate(options)}
        return Drawn([item], {"": Variable(place=item.key, values=values)})
    if selector not in _ONE | _SEVERAL:
        question.note(_("A question of this kind is not asked here: %(kind)s.") % {"kind": f"MC {selector}"})
        return Drawn()
    if not options:
        question.note(_("It has nothing to choose from."))
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
        question.note(_("It has nothing to choose from."))
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
    left_out = {id_ for id_, said in numbered(question.payload.get("AnalyzeChoices")).items() if said == "No"}
    steps = [(id_, one.words, one.code) for id_, one in answers]
    made = labelled(steps, notes=question.notes, name=question.name, uncounted=left_out)
    if made is None:
        return Drawn()
    _note_mixed_rows(question)
    item = Matrix(
        **_common(question), rows=tuple(one for _id, one in rows), scale=made.scale, unsure=made.unsure
    )
    found = {f"~{id_}": Variable(place=f"{item.key}.{one.key}", values=made.values) for id_, one in rows}
    return Drawn([item], {"": Variable(place=item.key), **found})


def _note_mixed_rows(question: Question) -> None:
    if mapping(question.payload.get("Randomization")).get("Type") not in (None, "", "None"):
        question.note(
            _("Its options are mixed in another way than here: they come in the order of the file.")
        )


def _row_by_row(
    question: Question, rows: list[tuple[str, Option]], answers: list[tuple[str, Option]]
) -> Drawn:
    if not answers:
        question.note(_("It has nothing to choose from."))
        return Drawn()
    question.note(_("It is one question for each of its rows here."))
    lead, drawn = drawn_words(question), Drawn()
    for id_, row in rows:
        key = question.keys.of(f"{question.name}_{id_}")
        text = joined(lead, row.words)
        item = Choices(
            key=key, text=text, required=question.required, options=tuple(one for _id, one in answers)
        )
        drawn.items.append(item)
        drawn.variables[f"~{id_}"] = Variable(place=key)
        for answer, one in answers:
            drawn.variables[f"~{id_}#{answer}"] = Variable(place=key, option=one.key)
    return drawn


def _lines(question: Question, rows: list[tuple[str, Option]]) -> Drawn:
    question.note(_("It is one question for each of its rows here."))
    lead, drawn = drawn_words(question), Drawn()
    for id_, row in rows:
        key = question.keys.of(f"{question.name}_{id_}")
        drawn.items.append(ShortText(key=key, text=joined(lead, row.words), required=question.required))
        drawn.variables[f"~{id_}"] = Variable(place=key)
    return drawn


def _text(question: Question, selector: str) -> Drawn:
    if selector == "FORM":
        return _lines(question, question.options(prefix="r"))
    if selector not in ("SL", "ML", "ESTB", "None", ""):
        question.note(_("A question of this kind is not asked here: %(kind)s.") % {"kind": f"TE {selector}"})
        return Drawn()
    most = whole(question.settings.get("TotalChars") or question.settings.get("MaxChars"))
    limit: dict[str, Any] = (
        {"most": min(most, 20_000 if selector in ("ML", "ESTB") else 400)} if most and most > 0 else {}
    )
    item: Item = (LongText if selector in ("ML", "ESTB") else ShortText)(**_common(question), **limit)
    return Drawn([item], {"": Variable(place=item.key)})


def _slider(question: Question, selector: str) -> Drawn:
    rows, setting = (
        _bare(question, question.options(prefix="r")),
        mapping(question.payload.get("Configuration")),
    )
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
    _note_mixed_rows(question)
    scale = _named_ends(question, "Labels", scale)
    unsure = str(setting.get("NotApplicable", "")).lower() in ("true", "1")
    if unsure:
        said = _("'%(step)s' is no step of its scale here, but 'I can't say'.")
        question.note(said % {"step": str(setting.get("NotApplicableText") or "N/A")[:60]})
    if len(rows) < 2:
        item: Item = Scale(**_common(question), scale=scale, unsure=unsure)
        return Drawn([item], {"": _figure(item.key, scale, exact=exact)})
    item = Matrix(**_common(question), rows=tuple(one for _id, one in rows), scale=scale, unsure=unsure)
    found = {f"~{i}": _figure(f"{item.key}.{one.key}", scale, exact=exact) for i, one in rows}
    return Drawn([item], found)


def _named_ends(question: Question, group: str, scale: Scaled) -> Scaled:
    """With the file's own words: at each step where it has as many, else at the ends."""
    named = numbered(question.payload.get(group))
    own = [id_ for id_, one in named.items() if not mapping(one).get("IsLabelDefault")]
    words = [_label(question, group, id_) for id_ in own]
    if len(words) == scale.high - scale.low + 1:
        labels = {str(n): one for n, one in enumerate(words, start=scale.low) if one}
        return msgspec.structs.replace(scale, labels=labels)
    if len(words) > 2:
        question.note(_("Words in the middle of its scale are not carried over."))
    if len(words) < 2:
        return scale
    return msgspec.structs.replace(scale, low_words=words[0], high_words=words[-1])


def _label(question: Question, group: str, id_: str) -> Words:
    return question.words(lambda one: mapping(numbered(one.get(group)).get(id_)).get("Display"))


def _figure(place: str, scale: Scaled, *, exact: bool) -> Variable:
    numbers = range(scale.low, scale.high + 1) if exact else ()
    return Variable(place=place, values={str(n): n for n in numbers})


def _side_by_side(question: Question, _selector: str) -> Drawn:
    """Each column is a question of its own in the file, whose rows are the same."""
    lead, drawn = drawn_words(question), Drawn()
    for number, column in _columns(question.payload).items():
        translated = {
            code: _columns(mapping(one)).get(number, {})
            for code, one in mapping(question.payload.get("Language")).items()
        }
        rows = question.payload if not column.get("Choices") else column
        whole_column = {
            **column,
            "Choices": rows.get("Choices"),
            "ChoiceOrder": rows.get("ChoiceOrder"),
            "Validation": question.payload.get("Validation"),
            "Language": translated,
        }
        half = draw(Question(question.id, whole_column, question.language, question.keys, question.notes))
        name = str(column.get("QuestionID", "")).rpartition("#")[2] or number
        drawn.variables.update({f"#{name}{place}": one for place, one in half.variables.items()})
        drawn.items += [msgspec.structs.replace(item, text=joined(lead, item.text)) for item in half.items]
    if drawn.items:
        question.note(_("It is one question for each of its columns here."))
    return drawn


def _columns(payload: Payload) -> dict[str, Payload]:
    found = numbered(payload.get("AdditionalQuestions"))
    # None of them has columns itself.
    return {
        n: {k: v for k, v in mapping(one).items() if k != "AdditionalQuestions"} for n, one in found.items()
    }


def _file(question: Question, _selector: str) -> Drawn:
    question.note(_("It takes one photo here, and no other files."))
    item = Photo(**_common(question))
    return Drawn([item], {"": Variable(place=item.key)})


_DRAWERS: Mapping[str, Callable[[Question, str], Drawn]] = {
    "MC": _choice,
    "Matrix": _matrix,
    "SBS": _side_by_side,
    "TE": _text,
    "Slider": _slider,
    "FileUpload": _file,
}
