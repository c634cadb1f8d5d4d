"""What kinds of question, beginnings and faults are called to staff."""

from collections.abc import Mapping

from django.utils.translation import get_language_info, gettext_lazy

from wellserved.voice.contracts import Fault
from wellserved.workspace.wording import Words

__all__ = ["BEGINNINGS", "KINDS", "KIND_GROUPS", "fault_words", "language_name"]

KIND_GROUPS: tuple[tuple[Words, tuple[tuple[str, Words], ...]], ...] = (
    (
        gettext_lazy("Own questions"),
        (
            ("scale", gettext_lazy("Scale")),
            ("choice", gettext_lazy("Choice of one")),
            ("choices", gettext_lazy("Choice of several")),
            ("matrix", gettext_lazy("Matrix: several rows on one scale")),
            ("short_text", gettext_lazy("A line of text")),
            ("long_text", gettext_lazy("Open question")),
            ("photo", gettext_lazy("Photo")),
            ("voice_note", gettext_lazy("Voice note")),
        ),
    ),
    (
        gettext_lazy("Known measures"),
        (
            ("csat", gettext_lazy("CSAT: how satisfied")),
            ("ces", gettext_lazy("CES: how easy")),
            ("nps", gettext_lazy("NPS: would they recommend us")),
            ("pair", gettext_lazy("SERVQUAL pair: expected and perceived")),
            ("performance", gettext_lazy("SERVPERF: perceived alone")),
            ("three_column", gettext_lazy("Three columns: least, desired, perceived")),
            ("kano", gettext_lazy("Kano pair: with it and without it")),
        ),
    ),
)
KINDS: Mapping[str, Words] = {kind: words for _group, kinds in KIND_GROUPS for kind, words in kinds}
BEGINNINGS: tuple[tuple[str, Words], ...] = (
    ("", gettext_lazy("Empty: one page without a question")),
    ("csat", gettext_lazy("CSAT: how satisfied, and why")),
    ("ces", gettext_lazy("CES: how easy it was")),
    ("nps", gettext_lazy("NPS: would they recommend us, and why")),
    ("open", gettext_lazy("One open question")),
    ("servqual", gettext_lazy("SERVQUAL: 22 pairs of expected and perceived, about eight minutes")),
    ("servperf", gettext_lazy("SERVPERF: 22 statements on what was perceived")),
    ("three-column", gettext_lazy("Three columns: least acceptable, desired and perceived")),
    ("eight-dimensions", gettext_lazy("Eight dimensions, as in the Korean service quality index")),
    ("kano", gettext_lazy("Kano: what delights, and what is taken for granted")),
)
_FAULTS: Mapping[str, Words] = {
    "empty": gettext_lazy("Nothing is asked. Add a question."),
    "long": gettext_lazy(
        "There are %(n)s questions; nobody answers more than %(most)s. Make several questionnaires of it."
    ),
    "title": gettext_lazy("The title is missing in the language that it is written in. Write it."),
    "twice_page": gettext_lazy("Two pages have the short name “%(key)s”. Rename one."),
    "twice_item": gettext_lazy("Two questions have the short name “%(key)s”. Rename one."),
    "twice_dimension": gettext_lazy("Two dimensions have the short name “%(key)s”. Rename one."),
    "dimension": gettext_lazy("There is no dimension “%(key)s”. Choose another, or add it to the whole."),
    "expected": gettext_lazy("The expected half has no words. Write them."),
    "perceived": gettext_lazy("The perceived half has no words. Write them."),
    "functional": gettext_lazy("The half with it has no words. Write them."),
    "dysfunctional": gettext_lazy("The half without it has no words. Write them."),
    "text": gettext_lazy("It has no text. Write the question."),
    "steps": gettext_lazy(
        "Its scale runs from %(low)s to %(high)s. Give it two to %(most)s steps; a thumb hits no more."
    ),
    "label": gettext_lazy("“%(number)s” is no step of its scale. Remove this label."),
    "options": gettext_lazy("There is nothing to choose from. Write the answers, or the rows."),
    "twice_option": gettext_lazy("Two answers have the short name “%(key)s”. Remove one."),
    "option": gettext_lazy("The answer “%(key)s” has no words. Write them."),
    "least": gettext_lazy("At least more are wanted than at most. Exchange the two figures."),
    "deep": gettext_lazy("Its condition is nested too deeply. Take it apart."),
    "subject": gettext_lazy("Its condition names neither a question nor a fact, or both. Name one."),
    "mixed": gettext_lazy(
        "Its condition asks for “%(key)s” on the same page, whose order is mixed. Do not mix it."
    ),
    "later": gettext_lazy(
        "Its condition asks for “%(key)s”, which is not answered before it. Move it, or it."
    ),
    "comparison": gettext_lazy("“%(is)s” compares nothing. Choose how to compare."),
    "among": gettext_lazy("“is one of” and a list of values come together. Give both, or one value."),
    "pipe": gettext_lazy("It puts in the answer to “%(key)s”, which is no question. Name one before it."),
}


def fault_words(fault: Fault) -> str:
    """In the reader's language, with the mend."""
    words = _FAULTS.get(fault.why)
    return str(words) % fault.names if words else f"{fault.said} {fault.mend}"


def language_name(code: str) -> str:
    """As its speakers call it; the code of one that is not known."""
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        return code
