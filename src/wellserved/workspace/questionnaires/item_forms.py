"""The form of one question, whatever its kind; texts in the language that the questionnaire is written in."""

from collections.abc import Sequence
from itertools import count
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec.structs import replace

from wellserved.journey.queries import JourneyDrawn
from wellserved.voice.domain.deeds import PutItem
from wellserved.voice.domain.definition import Choices, Definition, Item, LongText, Option, Scaled, ShortText
from wellserved.voice.domain.editing import seen_of
from wellserved.voice.domain.layout import items_of, scale_of
from wellserved.voice.domain.texts import worded

from .condition_forms import ConditionFields, earlier_than
from .part_forms import PartForm, became, becoming, key_field, measure_choices, put, rows_of, text_field

__all__ = ["ItemForm"]

_HALVES = {
    "expected": gettext_lazy("Expected: as it should be at an excellent provider"),
    "perceived": gettext_lazy("Perceived: as it was with us"),
    "functional": gettext_lazy("With it: if it is there"),
    "dysfunctional": gettext_lazy("Without it: if it is not there"),
}
_MOST_STEPS = 11


class ItemForm(PartForm):
    bare = ("text", *_HALVES, "help", "required", "unsure", "shuffle")
    more = ("low", "high", "low_words", "high_words", "least", "most", "dimension", "becomes", "key")
    text = text_field(
        gettext_lazy("Question"),
        help_text=gettext_lazy(
            "{answer:nps} puts in the answer to the question “nps”, {fact:location} a fact."
        ),
    )
    help = text_field(gettext_lazy("Explanation below it"), rows=1)
    required = forms.BooleanField(label=gettext_lazy("It must be answered"), required=False)
    unsure = forms.BooleanField(label=gettext_lazy("Offer “I can't say”"), required=False)
    dimension = forms.ChoiceField(label=gettext_lazy("Dimension"), required=False)
    becomes = forms.ChoiceField(label=gettext_lazy("Measure that the answer becomes"), required=False)
    key = key_field()

    def __init__(
        self, data: Any = None, *, definition: Definition, item: Item, journeys: Sequence[JourneyDrawn]
    ) -> None:
        super().__init__(data, auto_id=f"item-{item.key}-%s")
        self.part, self.item, self.definition = f"item:{item.key}", item, definition
        self.seen, self.language = seen_of(item, language=definition.language), definition.language
        self.initial = {
            "text": item.text.get(self.language, ""),
            "help": item.help.get(self.language, ""),
            "required": item.required,
            "unsure": item.unsure,
            "dimension": item.dimension,
            "becomes": became(item.becomes),
            "key": item.key,
        }
        titles = [
            (one.key, worded(one.title, language=self.language, fallback=self.language) or one.key)
            for one in definition.dimensions
        ]
        if item.dimension and item.dimension not in dict(titles):
            titles.append((item.dimension, item.dimension))
        self.fields["dimension"].choices = [("", "–"), *titles]  # type: ignore[attr-defined]  # a choice field
        self.fields["becomes"].choices = measure_choices(journeys, there=item.becomes)  # type: ignore[attr-defined]  # as above
        self._add_own(data)
        asked = earlier_than(definition, item=item.key)
        self.shown = ConditionFields(self, "show", item.show_if, definition=definition, asked=asked)

    def option_rows(self) -> list[tuple[str, forms.BoundField, forms.BoundField, forms.BoundField | None]]:
        return [
            (
                row,
                self[f"o-{row}-words"],
                self[f"o-{row}-code"],
                self[f"o-{row}-wanted"] if self.offers == "options" else None,
            )
            for row in self.options
        ]

    def label_rows(self) -> list[forms.BoundField]:
        return [self[f"l-{n}"] for n in self.steps]

    def clean_key(self) -> str:
        key: str = self.cleaned_data["key"]
        if key != self.item.key and key in {one.key for one in items_of(self.definition)}:
            raise forms.ValidationError(_("Another question has this short name."))
        return key

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        low, high = given.get("low"), given.get("high")
        if low is not None and high is not None and not 1 <= high - low < _MOST_STEPS:
            told = _("Give it two to %(most)s steps; a thumb hits no more.")
            self.add_error("high", told % {"most": _MOST_STEPS})
        if given.get("most") and (given.get("least") or 0) > given["most"]:
            self.add_error("most", _("At most must not be less than at least."))
        known = {one.key for one in getattr(self.item, self.offers, ())} if self.offers else set()
        self.limit_new([f"o-{row}-words" for row in self.options if row not in known])
        self.show_if = self.shown.condition()
        return given

    def deed(self, *, seen: str, up: str = "", down: str = "") -> PutItem:
        """`up` and `down` name a row of the answers that goes one place there."""
        given, item = self.cleaned_data, self.item
        changes: dict[str, Any] = {
            "key": given["key"],
            "required": given["required"],
            "unsure": given.get("unsure", False),
            "dimension": given.get("dimension", ""),
            "becomes": becoming(given.get("becomes", "")),
            "show_if": self.show_if,
        }
        for name in ("text", "help", *_HALVES):
            if name in self.fields:
                changes[name] = put(getattr(item, name), self.language, given[name])
        for name in ("least", "most", "shuffle"):
            if name in self.fields:
                changes[name] = given[name] or 0 if name != "shuffle" else given[name]
        if self.scale is not None:
            changes["scale"] = self._scale(self.scale)
        if self.offers:
            changes[self.offers] = self._options(up=up, down=down)
        return PutItem(key=item.key, seen=seen, item=replace(item, **changes))

    def _add_own(self, data: Any) -> None:
        """The fields that only some kinds have."""
        item, language = self.item, self.language
        for name, label in _HALVES.items():
            if isinstance(words := getattr(item, name, None), dict):
                self.fields[name] = text_field(label, initial=words.get(language, ""))
        self.scale, self.steps = scale_of(item), range(0)
        if self.scale is None:
            for name in ("unsure", "dimension"):
                del self.fields[name]
        else:
            self._add_scale(self.scale)
        self.offers = next((name for name in ("options", "rows") if hasattr(item, name)), "")
        there: tuple[Option, ...] = getattr(item, self.offers, ()) if self.offers else ()
        self.options = rows_of(data, "o-row", [one.key for one in there], blank=2) if self.offers else []
        known = {one.key: one for one in there}
        for row in self.options:
            self._add_option(row, known.get(row))
        if hasattr(item, "shuffle"):
            self.fields["shuffle"] = forms.BooleanField(
                label=gettext_lazy("Mix the order of the answers"), required=False, initial=item.shuffle
            )
        self._add_limits()
        if not self.offers and self.scale is None:
            del self.fields["becomes"]

    def _add_limits(self) -> None:
        item = self.item
        if isinstance(item, Choices):
            self.fields["least"] = _whole(gettext_lazy("At least so many"), 0, 200, item.least)
            help_text = gettext_lazy("0: all of them.")
            self.fields["most"] = _whole(
                gettext_lazy("At most so many"), 0, 200, item.most, help_text=help_text
            )
        elif isinstance(item, ShortText | LongText):
            most = 400 if isinstance(item, ShortText) else 20_000
            self.fields["most"] = _whole(gettext_lazy("Characters at most"), 1, most, item.most)

    def _add_scale(self, scale: Scaled) -> None:
        self.fields["low"] = _whole(gettext_lazy("The scale begins with"), -30_000, 30_000, scale.low)
        self.fields["high"] = _whole(gettext_lazy("and ends with"), -30_000, 30_000, scale.high)
        for name, label in (
            ("low_words", gettext_lazy("Words at its beginning")),
            ("high_words", gettext_lazy("Words at its end")),
        ):
            words = getattr(scale, name).get(self.language, "")
            self.fields[name] = forms.CharField(label=label, max_length=200, required=False, initial=words)
        self.steps = range(scale.low, min(scale.high, scale.low + _MOST_STEPS - 1) + 1)
        for n in self.steps:
            self.fields[f"l-{n}"] = forms.CharField(
                label=str(n),
                max_length=200,
                required=False,
                initial=scale.labels.get(str(n), {}).get(self.language, ""),
            )

    def _add_option(self, row: str, one: Option | None) -> None:
        self.fields[f"o-{row}-words"] = forms.CharField(
            label=gettext_lazy("Answer") if self.offers == "options" else gettext_lazy("Row"),
            max_length=1000,
            required=False,
            initial=one.words.get(self.language, "") if one else "",
        )
        self.fields[f"o-{row}-code"] = forms.IntegerField(
            label=gettext_lazy("Code in files"),
            required=False,
            min_value=-30_000,
            max_value=30_000,
            initial=one.code if one else None,
        )
        self.fields[f"o-{row}-wanted"] = forms.BooleanField(
            label=gettext_lazy("with a line to write in"),
            required=False,
            initial=one.words_wanted if one else False,
        )

    def _scale(self, scale: Scaled) -> Scaled:
        given, language = self.cleaned_data, self.language
        low, high = given["low"], given["high"]
        labels = dict(scale.labels)
        for n in self.steps:
            labels[str(n)] = put(labels.get(str(n), {}), language, given[f"l-{n}"])
        fitting = {str(n) for n in range(low, high + 1)}
        return replace(
            scale,
            low=low,
            high=high,
            low_words=put(scale.low_words, language, given["low_words"]),
            high_words=put(scale.high_words, language, given["high_words"]),
            labels={number: words for number, words in labels.items() if words and number in fitting},
        )

    def _options(self, *, up: str, down: str) -> tuple[Option, ...]:
        """An answer whose words were taken away goes; what is new gets a key of its own."""
        there = {one.key: one for one in getattr(self.item, self.offers)}
        taken, found = set(there), []
        for row in self.options:
            words = self.cleaned_data[f"o-{row}-words"].strip()
            old = there.get(row)
            if not words and (old is None or old.words.get(self.language)):
                continue
            if old is None:
                key = next(k for n in count(1) if (k := f"{self.offers[0]}{n}") not in taken)
                taken.add(key)
                old = Option(key=key, words={})
            one = replace(
                old,
                words=put(old.words, self.language, words),
                code=self.cleaned_data[f"o-{row}-code"],
                words_wanted=self.cleaned_data[f"o-{row}-wanted"],
            )
            found.append((row, one))
        at = next((n for n, (row, _one) in enumerate(found) if row in (up, down)), None)
        if at is not None:
            to = at - 1 if up else at + 1
            if 0 <= to < len(found):
                found[at], found[to] = found[to], found[at]
        return tuple(one for _row, one in found)


def _whole(label: Any, low: int, high: int, initial: int, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=low, max_value=high, initial=initial, **more)
