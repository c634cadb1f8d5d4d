"""A condition as rows of a form: what is looked at, how it is compared, with what; all of them or any of them.

A condition that was nested deeper elsewhere (over the API) is shown as it is written, and can be changed so.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wellserved.platform.lists import listed
from wellserved.voice.domain.definition import (
    AllOf,
    AnyOf,
    Choice,
    Choices,
    Condition,
    Definition,
    Item,
    Matrix,
    When,
)
from wellserved.voice.domain.layout import items_of, scale_of
from wellserved.voice.domain.texts import worded

__all__ = ["ConditionFields", "earlier_than", "value_words"]

COMPARED = (
    ("=", gettext_lazy("is")),
    ("!=", gettext_lazy("is not")),
    ("<", gettext_lazy("is less than")),
    ("<=", gettext_lazy("is at most")),
    (">", gettext_lazy("is more than")),
    (">=", gettext_lazy("is at least")),
    ("among", gettext_lazy("is one of")),
    ("includes", gettext_lazy("includes")),
    ("answered", gettext_lazy("was answered")),
    ("unanswered", gettext_lazy("was not answered")),
)
FACTS = (
    ("segment", gettext_lazy("the segment")),
    ("location", gettext_lazy("the location")),
    ("channel", gettext_lazy("the channel")),
    ("journey", gettext_lazy("the journey")),
    ("touchpoint", gettext_lazy("the touchpoint")),
    ("delivered", gettext_lazy("what was delivered")),
    ("told", gettext_lazy("what was told")),
    ("money", gettext_lazy("the money")),
)
_FIGURES = ("expected", "believed", "standard", "delivered", "told", "perceived", "money")
_JOINED = (("all", gettext_lazy("all of these hold")), ("any", gettext_lazy("any of these holds")))
_WITHOUT_VALUE = ("answered", "unanswered")
MOST_ROWS = 12
# Longer words would run over the arrow of what they are chosen in, on a telephone.
SHORT = 40
_PARTS = {
    "expected": gettext_lazy("expected"),
    "perceived": gettext_lazy("perceived"),
    "minimum": gettext_lazy("the least"),
    "desired": gettext_lazy("desired"),
    "functional": gettext_lazy("with it"),
    "dysfunctional": gettext_lazy("without it"),
}


class ConditionFields:
    """The fields of one condition within a form: `name`-join, `name`-0-subject, `name`-0-is, `name`-0-value ..."""

    def __init__(
        self,
        form: forms.Form,
        name: str,
        condition: Condition | None,
        *,
        definition: Definition,
        asked: Iterable[Item],
    ) -> None:
        self.form, self.name, self.definition = form, name, definition
        self.items = {item.key: item for item in asked}
        rows = _flat(condition)
        self.nested = rows is None
        if rows is None:
            form.fields[name] = forms.CharField(
                label=gettext_lazy("The condition, as it is written"),
                required=False,
                initial=msgspec.json.encode(condition).decode(),
                widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
            )
            return
        joined = "any" if isinstance(condition, AnyOf) else "all"
        form.fields[f"{name}-join"] = forms.ChoiceField(
            label=gettext_lazy("if"), choices=_JOINED, initial=joined, required=False
        )
        subjects = list(self._subjects(rows))
        for n in range(min(max(len(rows) + 1, self._posted()), MOST_ROWS)):
            self._add_row(n, rows[n] if n < len(rows) else None, subjects)

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        found = []
        for n in range(MOST_ROWS):
            names = [f"{self.name}-{n}-{part}" for part in ("subject", "is", "value")]
            if names[0] in self.form.fields:
                found.append((self.form[names[0]], self.form[names[1]], self.form[names[2]]))
        return found

    def join(self) -> forms.BoundField | None:
        return None if self.nested else self.form[f"{self.name}-join"]

    def written(self) -> forms.BoundField | None:
        return self.form[self.name] if self.nested else None

    def condition(self) -> Condition | None:
        """What was said, from cleaned data; what is wrong is noted at its field."""
        given = self.form.cleaned_data
        if self.nested:
            return self._as_written(given.get(self.name, ""))
        whens = []
        for n in range(MOST_ROWS):
            subject = given.get(f"{self.name}-{n}-subject")
            if subject:
                whens.append(self._when(n, subject, given))
        if len(whens) < 2:
            return whens[0] if whens else None
        return (AnyOf if given.get(f"{self.name}-join") == "any" else AllOf)(of=tuple(whens))

    def _as_written(self, text: str) -> Condition | None:
        if not text.strip():
            return None
        try:
            condition: Condition = msgspec.json.decode(text, type=Condition)
        except (msgspec.DecodeError, RecursionError) as error:
            self.form.add_error(self.name, _("This is no condition: %(why)s") % {"why": str(error)[:200]})
            return None
        return condition

    def _when(self, n: int, subject: str, given: Mapping[str, Any]) -> When:
        kind, _dot, name = subject.partition(":")
        compared = given.get(f"{self.name}-{n}-is") or "="
        text = str(given.get(f"{self.name}-{n}-value") or "").strip()
        value: Any = None
        if compared not in _WITHOUT_VALUE:
            if not text:
                self.form.add_error(f"{self.name}-{n}-value", _("Say what to compare it with."))
            parts = text.replace("，", ",").replace("、", ",").split(",") if compared == "among" else [text]
            values = [self._value(n, kind, name, part.strip(), compared) for part in parts if part.strip()]
            value = tuple(values) if compared == "among" else next(iter(values), None)
        if kind == "fact":
            return When(fact=name, is_=compared, value=value)
        return When(item=name, is_=compared, value=value)

    def _value(self, n: int, kind: str, name: str, text: str, compared: str) -> str | float:
        """A choice's key by its words; a number where numbers are compared."""
        number = _number(text)
        item = self.items.get(name.partition(".")[0]) if kind == "item" else None
        if isinstance(item, Choice | Choices):
            language = self.definition.language
            keys = {worded(one.words, language=language, fallback=language): one.key for one in item.options}
            if text not in keys and text not in keys.values():
                told = _("There is no such answer. Write one of: %(answers)s") % {"answers": listed(keys)}
                self.form.add_error(f"{self.name}-{n}-value", told)
            return keys.get(text, text)
        scaled = item is not None and scale_of(item) is not None
        # Words that look like a number, a postcode or a location's name, stay words: answers in words are compared so.
        if not (compared[0] in "<>" or scaled or (kind == "fact" and name in _FIGURES)):
            return text
        if number is None:
            self.form.add_error(f"{self.name}-{n}-value", _("This is compared as a number: give one."))
        return text if number is None else number

    def _subjects(self, rows: Iterable[When]) -> Iterator[tuple[str, Any]]:
        yield "", "–"
        asked = [subject for item in self.items.values() for subject in self._of_item(item)]
        facts: list[tuple[str, Any]] = [(f"fact:{name}", words) for name, words in FACTS]
        known = {key for key, _words in (*asked, *facts)}
        there = [f"item:{when.item}" if when.item else f"fact:{when.fact}" for when in rows]
        asked += [
            (key, key.partition(":")[2]) for key in there if key not in known and key.startswith("item:")
        ]
        facts += [
            (key, key.partition(":")[2]) for key in there if key not in known and key.startswith("fact:")
        ]
        if asked:
            yield _("Questions before it"), asked
        yield _("Facts of the occasion"), facts

    def _of_item(self, item: Item) -> Iterator[tuple[str, str]]:
        language = self.definition.language
        words = worded(item.text, language=language, fallback=language) or item.key
        short = words if len(words) <= SHORT else f"{words[: SHORT - 1]}…"
        if isinstance(item, Matrix):
            for row in item.rows:
                yield (
                    f"item:{item.key}.{row.key}",
                    f"{short}: {worded(row.words, language=language, fallback=language)}",
                )
        elif item.parts == ("",):
            yield f"item:{item.key}", short
        else:
            for part in item.parts:
                yield f"item:{item.key}.{part}", f"{short}: {_PARTS[part]}"

    def _add_row(self, n: int, when: When | None, subjects: list[tuple[str, Any]]) -> None:
        initial = "" if when is None else f"item:{when.item}" if when.item else f"fact:{when.fact}"
        fields = self.form.fields
        fields[f"{self.name}-{n}-subject"] = forms.ChoiceField(
            label=gettext_lazy("What is looked at"), choices=subjects, initial=initial, required=False
        )
        fields[f"{self.name}-{n}-is"] = forms.ChoiceField(
            label=gettext_lazy("compared so"),
            choices=COMPARED,
            initial=when.is_ if when else "=",
            required=False,
        )
        value = "" if when is None else value_words(when, items=self.items, language=self.definition.language)
        fields[f"{self.name}-{n}-value"] = forms.CharField(
            label=gettext_lazy("with this"), initial=value, required=False, max_length=400
        )

    def _posted(self) -> int:
        data = self.form.data
        return sum(f"{self.name}-{n}-subject" in data for n in range(MOST_ROWS))


def earlier_than(
    definition: Definition, *, item: str = "", page: str = "", within: bool = False
) -> list[Item]:
    """What is answered before an item, before a page, or (`within`) when a page is done."""
    before: list[Item] = []
    for one in definition.pages:
        keys = [each.key for each in one.items]
        if one.key == page:
            return before + (list(one.items) if within else [])
        if item in keys:
            return before if one.shuffle else before + list(one.items[: keys.index(item)])
        before += one.items
    return list(items_of(definition))


def value_words(when: When, *, items: Mapping[str, Item], language: str) -> str:
    values = when.value if isinstance(when.value, tuple) else (when.value,)
    item = items.get(when.item.partition(".")[0])
    options = {one.key: one.words for one in getattr(item, "options", ())}
    said = [
        worded(options[str(one)], language=language, fallback=language) or str(one)
        if str(one) in options
        else f"{one:g}"
        if isinstance(one, float | int)
        else str(one)
        for one in values
        if one is not None
    ]
    return ", ".join(said)


def _flat(condition: Condition | None) -> list[When] | None:
    """None for one that rows cannot hold."""
    if condition is None:
        return []
    if isinstance(condition, When):
        return [condition]
    if isinstance(condition, AllOf | AnyOf):
        whens = [one for one in condition.of if isinstance(one, When)]
        return whens if len(whens) == len(condition.of) < MOST_ROWS else None
    return None


def _number(text: str) -> float | None:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return number if abs(number) < 1e12 else None
