"""One question of a LimeSurvey file, by the letter of its type, as the items that it becomes here."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from wellserved.voice.domain.definition import (
    Choice,
    Choices,
    Item,
    LongText,
    Matrix,
    Option,
    Photo,
    Scale,
    Scaled,
    ShortText,
    Words,
)

from .carrying import Keys, joined, whole
from .comparing import Variable
from .lss_question import Drawn, Question
from .lss_tables import Asked
from .scales import Labelled, labelled, scale_between

__all__ = ["SAYS", "draw"]

SAYS = "X"
_YES_NO = (("Y", gettext_noop("Yes")), ("N", gettext_noop("No")))
_GENDERS = (("F", gettext_noop("Female")), ("M", gettext_noop("Male")))
_SURE = (("Y", gettext_noop("Yes")), ("U", gettext_noop("Uncertain")), ("N", gettext_noop("No")))
_CHANGES = (("I", gettext_noop("Increase")), ("S", gettext_noop("Same")), ("D", gettext_noop("Decrease")))
_KINDS = {
    ":": gettext_noop("a table of numbers"),
    ";": gettext_noop("a table of texts"),
    "R": gettext_noop("a ranking"),
    "I": gettext_noop("a choice of language"),
    "*": gettext_noop("an equation"),
}
_CHECKS = ("em_validation_q", "em_validation_sq", "min_num_value", "max_num_value", "equals_num_value")
_FILTERS = ("array_filter", "array_filter_exclude", "exclude_all_others")


def draw(question: Question) -> Drawn:
    """Nothing in it where the question is not carried over; the notes say why."""
    letter = question.asked["type"]
    if question.hidden:
        question.note(_("It is hidden from whoever answers, and not carried over."))
        return Drawn()
    drawer = _DRAWERS.get(letter)
    if drawer is None:
        kind = _(_KINDS[letter]) if letter in _KINDS else letter
        question.note(_("A question of this kind is not asked here: %(kind)s.") % {"kind": kind})
        return Drawn()
    drawn = drawer(question)
    if drawn.items:
        _note_rest(question)
    if question.asked["mandatory"] == "S":
        said = _("Where an answer is asked for once more before one may go on, it may be left out here.")
        question.notes.add("mandatory", said)
    return drawn


def _note_rest(question: Question) -> None:
    if question.asked["preg"].strip() or any(question.attributes.get(one, "").strip() for one in _CHECKS):
        question.note(_("How its answer is checked is not carried over."))
    if question.attributes.get("time_limit", "").strip():
        question.note(_("Its time limit is not carried over."))
    amounts = [question.attributes.get(one, "").strip() for one in ("min_answers", "max_answers")]
    if any(one and (question.asked["type"] not in "MP" or whole(one) is None) for one in amounts):
        question.note(_("How its answer is checked is not carried over."))
    if any(question.attributes.get(one, "").strip() for one in ("prefix", "suffix")):
        question.note(_("Words before or after its field are not carried over."))
    if any(question.attributes.get(one, "").strip() for one in _FILTERS):
        question.note(_("That one option hides or excludes others is not carried over."))
    if any(one["relevance"].strip() not in ("", "1") for one in question.parts()):
        question.note(
            _("That its rows or options are shown under conditions is not carried over: all are shown.")
        )
    if question.attributes.get("random_group", "").strip():
        question.note(
            _("Its questions are mixed in another way than here: they come in the order of the file.")
        )
    if any(words.strip() for words in question.asked.texts.get("script", {}).values()):
        question.note(_("Pictures, films and scripts in its text are left out."))
    if question.asked["type"] not in "L!OMPR" and question.mixed:
        question.note(
            _("Its options are mixed in another way than here: they come in the order of the file.")
        )


def _options(question: Question) -> list[tuple[str, Option]]:
    codes = [whole(one["code"]) for one in question.answers()]
    # Its own figures stay those of an export where every option has one.
    own = None not in codes and len(set(codes)) == len(codes)
    keys = Keys()
    found = [
        (
            one["code"],
            Option(
                key=keys.of(one["code"], otherwise="a"),
                words=question.words(one, "answer"),
                code=code if own else None,
            ),
        )
        for one, code in zip(question.answers(), codes, strict=True)
    ]
    return [*found, *_other(question, keys)]


def _other(question: Question, keys: Keys) -> list[tuple[str, Option]]:
    if question.asked["other"] != "Y":
        return []
    words = {**question.said("Other"), **question.attribute_words("other_replace_text")}
    return [("-oth-", Option(key=keys.of("other"), words=words, words_wanted=True))]


def _choice(question: Question) -> Drawn:
    return _one_of(question, _options(question))


def _one_of(question: Question, options: list[tuple[str, Option]]) -> Drawn:
    if not options:
        question.note(_("It has nothing to choose from."))
        return Drawn()
    item = Choice(
        **question.common(),
        options=tuple(one for _code, one in options),
        shuffle=question.mixed,
    )
    values = {code: one.key for code, one in options}
    return Drawn([item], {"": Variable(place=item.key, values=values)})


def _with_comment(question: Question) -> Drawn:
    drawn = _choice(question)
    if drawn.items:
        key = question.keys.of(f"{question.name}_comment")
        drawn.items.append(LongText(key=key, text=question.said("Your comment")))
        drawn.variables["comment"] = Variable(place=key)
    return drawn


def _built_in(*said: tuple[str, str]) -> Callable[[Question], Drawn]:
    def drawn(question: Question) -> Drawn:
        options = [(c, Option(key=c.lower(), words=question.said(words))) for c, words in said]
        return _one_of(question, options)

    return drawn


def _several(question: Question) -> Drawn:
    keys = Keys()
    options = [
        (one["title"], Option(key=keys.of(one["title"], otherwise="a"), words=question.words(one)))
        for one in question.parts()
    ]
    options += [("other", option) for _code, option in _other(question, keys)]
    if not options:
        question.note(_("It has nothing to choose from."))
        return Drawn()
    if question.asked["type"] == "P":
        question.note(_("What is written beside each option is not carried over."))
    least, most = (whole(question.attributes.get(one, "")) or 0 for one in ("min_answers", "max_answers"))
    item = Choices(
        **question.common(),
        options=tuple(one for _code, one in options),
        shuffle=question.mixed,
        least=min(max(least, 0), len(options), 200),
        most=most if 0 < most < min(len(options), 200) else 0,
    )
    chosen = {code: Variable(place=item.key, option=one.key) for code, one in options}
    return Drawn([item], {"": Variable(place=item.key), **chosen})


def _five(question: Question) -> Drawn:
    item = Scale(**question.common(), scale=Scaled(low=1, high=5))
    return Drawn([item], {"": Variable(place=item.key, values={str(n): n for n in range(1, 6)})})


def _numbers(most: int) -> Callable[[Question], Drawn]:
    made = Labelled(Scaled(low=1, high=most), {str(n): n for n in range(1, most + 1)})
    return lambda question: _rows(question, made)


def _words_array(*said: tuple[str, str]) -> Callable[[Question], Drawn]:
    def drawn(question: Question) -> Drawn:
        steps = [(code, question.said(words), None) for code, words in said]
        made = labelled(steps, notes=question.notes, name=question.name)
        return _rows(question, made) if made else Drawn()

    return drawn


def _array(question: Question) -> Drawn:
    if question.asked["type"] == "1":
        return _dual(question)
    made = _labelled(question, "0")
    return _rows(question, made) if made else Drawn()


def _labelled(question: Question, scale: str) -> Labelled | None:
    steps = [
        (one["code"], question.words(one, "answer"), whole(one["code"])) for one in question.answers(scale)
    ]
    return labelled(steps, notes=question.notes, name=question.name)


def _dual(question: Question) -> Drawn:
    """Two scales beside each other; what each of them asks stands in its header alone."""
    drawn = Drawn()
    for scale, header in (("0", "dualscale_headerA"), ("1", "dualscale_headerB")):
        made = _labelled(question, scale)
        if made is None:
            return Drawn()
        half = _rows(question, made, suffix=scale)
        asked = question.attribute_words(header)
        drawn.items += [msgspec.structs.replace(item, text=joined(item.text, asked)) for item in half.items]
        # The file calls them 'Q1_SQ001_0' and '123X4X56SQ001#0'.
        drawn.variables |= {f"{code}_{scale}": one for code, one in half.variables.items()}
    return drawn


def _rows(question: Question, made: Labelled, suffix: str = "") -> Drawn:
    rows = _row_options(question)
    if not rows:
        question.note(_("It has nothing to choose from."))
        return Drawn()
    key = question.keys.of(f"{question.name}_{suffix}" if suffix else question.name)
    item = Matrix(
        **question.common(key=key),
        rows=tuple(one for _code, one in rows),
        scale=made.scale,
        unsure=made.unsure,
    )
    places = {code: Variable(place=f"{key}.{one.key}", values=made.values) for code, one in rows}
    return Drawn([item], places)


def _row_options(question: Question) -> list[tuple[str, Option]]:
    keys = Keys()
    return [
        (one["title"], Option(key=keys.of(one["title"], otherwise="r"), words=_row_words(question, one)))
        for one in question.parts()
    ]


def _row_words(question: Question, row: Asked) -> Words:
    """A bar in a row's words divides what stands left and right of its scale."""
    return {
        language: " – ".join(part for one in text.split("|") if (part := one.strip()))
        for language, text in question.words(row).items()
    }


def _line(question: Question) -> Drawn:
    letter = question.asked["type"]
    if letter in "ND":
        low, high = (whole(question.attributes.get(n, "")) for n in ("min_num_value_n", "max_num_value_n"))
        if letter == "N" and low is not None and high is not None and scale_between(low, high)[1]:
            item: Item = Scale(**question.common(), scale=Scaled(low=low, high=high))
            values = {str(n): n for n in range(low, high + 1)}
            return Drawn([item], {"": Variable(place=item.key, values=values)})
        question.note(_("It is a line of words here: that it is a number or a date is not checked."))
    most = whole(question.attributes.get("maximum_chars", "")) or 0
    longest = 400 if letter in "SND" else 20_000
    limit: dict[str, Any] = {"most": min(most, longest)} if most > 0 else {}
    item = (ShortText if letter in "SND" else LongText)(**question.common(), **limit)
    return Drawn([item], {"": Variable(place=item.key)})


def _lines(question: Question) -> Drawn:
    if question.attributes.get("slider_layout") == "1":
        return _sliders(question)
    if question.asked["type"] == "K":
        question.note(_("It is a line of words here: that it is a number or a date is not checked."))
    question.note(_("It is one question for each of its rows here."))
    drawn = Drawn()
    for part in question.parts():
        key = question.keys.of(f"{question.name}_{part['title']}")
        drawn.items.append(ShortText(**question.common(key=key, after=_row_words(question, part))))
        drawn.variables[part["title"]] = Variable(place=key)
    return drawn


def _sliders(question: Question) -> Drawn:
    found = question.attributes
    low, high = whole(found.get("slider_min", "")) or 0, whole(found.get("slider_max", "")) or 100
    scale, exact = scale_between(low, high)
    if not exact:
        question.note(
            _("Its slider from %(low)s to %(high)s is a scale from %(new)s to %(last)s here.")
            % {"low": low, "high": high, "new": scale.low, "last": scale.high}
        )
    values: dict[str, str | int] = {str(n): n for n in range(scale.low, scale.high + 1)} if exact else {}
    return _rows(question, Labelled(scale, values))


def _file(question: Question) -> Drawn:
    question.note(_("It takes one photo here, and no other files."))
    item = Photo(**question.common())
    return Drawn([item], {"": Variable(place=item.key)})


_DRAWERS: Mapping[str, Callable[[Question], Drawn]] = {
    **dict.fromkeys("L!", _choice),
    "O": _with_comment,
    "5": _five,
    "Y": _built_in(*_YES_NO),
    "G": _built_in(*_GENDERS),
    "A": _numbers(5),
    "B": _numbers(10),
    "C": _words_array(*_SURE),
    "E": _words_array(*_CHANGES),
    **dict.fromkeys("FH1", _array),
    **dict.fromkeys("MP", _several),
    **dict.fromkeys("NSTUD", _line),
    **dict.fromkeys("QK", _lines),
    "|": _file,
}
