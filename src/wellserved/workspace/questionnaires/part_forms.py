"""The forms of what a draft has beside its questions: the whole, and a page."""

from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec.structs import replace

from wellserved.journey.queries import JourneyDrawn
from wellserved.voice.domain.deeds import PutPage, PutWhole
from wellserved.voice.domain.definition import Becomes, Definition, Dimension, Page, Words
from wellserved.voice.domain.editing import page_of, seen_of, whole_of
from wellserved.workspace.asking.forms import measures_of, touchpoints_of

from .condition_forms import ConditionFields, earlier_than
from .words import language_name

__all__ = [
    "PageForm",
    "PartForm",
    "WholeForm",
    "became",
    "becoming",
    "key_field",
    "measure_choices",
    "put",
    "rows_of",
    "text_field",
]

Choices = Sequence[tuple[str, Any]]
MOST_NEW = 40


class PartForm(forms.Form):
    """`seen` is of what stood there when the form was drawn; `bare` names the fields that stand in order."""

    part = ""
    bare: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    seen = ""

    @property
    def plain(self) -> list[forms.BoundField]:
        return [self[name] for name in self.bare if name in self.fields]

    @property
    def further(self) -> list[forms.BoundField]:
        return [self[name] for name in self.more if name in self.fields]

    @property
    def opened(self) -> bool:
        """Something is wrong, or said, among what is folded away."""
        return any(self.errors.get(name) for name in self.more)

    def limit_new(self, names: Iterable[str]) -> None:
        """Says where there is more new than is taken at once; what is there already is never too much."""
        written = [name for name in names if str(self.cleaned_data.get(name) or "").strip()]
        if len(written) > MOST_NEW:
            told = _(
                "At most %(most)s are added at once. Take this one and those after it out, and add them later."
            )
            self.add_error(written[MOST_NEW], told % {"most": MOST_NEW})

    def note_theirs(self, theirs: "PartForm") -> None:
        """Beside what one wrote oneself, what somebody else wrote meanwhile."""
        for name, field in theirs.fields.items():
            there = theirs.initial.get(name, field.initial)
            mine = self[name].value() if name in self.fields else None
            if name in self.fields and str(there or "") != str(mine or "") and there is not None:
                self.add_error(name, _("Somebody else has here meanwhile: “%(theirs)s”") % {"theirs": there})


def text_field(label: Any, *, rows: int = 2, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=4000, required=False, widget=widget, **more)


def key_field() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Short name, for files and conditions"),
        max_length=40,
        validators=[
            RegexValidator(
                "^[a-z][a-z0-9_-]*$",
                gettext_lazy("A small letter first, then small letters, digits, - and _."),
            )
        ],
    )


def put(words: Words, language: str, text: str) -> Words:
    """The words with this text in one language; without one, that language is taken out."""
    others = {code: said for code, said in words.items() if code != language}
    text = text.replace("\r\n", "\n").strip()
    return {**others, language: text} if text else others


def becoming(value: str) -> Becomes | None:
    parts = value.split("/")
    if len(parts) == 3:
        return Becomes(journey=parts[0], touchpoint=parts[1], measure=parts[2])
    return Becomes(measure=value) if value else None


def became(becomes: Becomes | None) -> str:
    if becomes is None:
        return ""
    far = becomes.touchpoint or becomes.journey
    return f"{becomes.journey}/{becomes.touchpoint}/{becomes.measure}" if far else becomes.measure


def measure_choices(journeys: Sequence[JourneyDrawn], *, there: Becomes | None) -> list[tuple[Any, Any]]:
    """Measures wherever it is asked about, by their short name, and those of one touchpoint."""
    near: dict[str, str] = {}
    for _journey, measures in measures_of(journeys):
        for key, title in measures:
            near.setdefault(key.rpartition("/")[2], title.partition(": ")[2] or title)
    groups = measures_of(journeys)
    known = {*near, *(key for _journey, measures in groups for key, _title in measures)}
    now = became(there)
    if now and now not in known:
        near[now] = _("%(measure)s (not on the map yet)") % {"measure": now}
    return [
        ("", _("nothing on the map")),
        (_("At the touchpoint that it is asked about"), sorted(near.items(), key=lambda one: one[1])),
        *groups,
    ]


class WholeForm(PartForm):
    """Title, welcome and thanks, in the language that it is written in; where answers belong; dimensions."""

    part = "whole"
    bare = ("title", "welcome", "thanks")
    more = ("language", "place")
    title = forms.CharField(label=gettext_lazy("Title that customers see"), max_length=200, required=False)
    welcome = text_field(gettext_lazy("Welcome, above the first question"), rows=3)
    thanks = text_field(gettext_lazy("Thanks, at the end"), rows=3)
    language = forms.ChoiceField(label=gettext_lazy("Language in which it is written"))
    place = forms.ChoiceField(
        label=gettext_lazy("Touchpoint where answers belong"),
        required=False,
        help_text=gettext_lazy("Unless the occasion says another one."),
    )

    def __init__(self, data: Any = None, *, definition: Definition, journeys: Sequence[JourneyDrawn]) -> None:
        language, said = definition.language, definition
        place = f"{said.journey}/{said.touchpoint}" if said.touchpoint else ""
        initial = {
            "title": said.title.get(language, ""),
            "welcome": said.welcome.get(language, ""),
            "thanks": said.thanks.get(language, ""),
            "language": language,
            "place": place,
        }
        super().__init__(data, initial=initial, auto_id="whole-%s")
        self.definition, self.seen = definition, seen_of(whole_of(definition), language=language)
        self.journeys = journeys
        codes = {code: language_name(code) for code, _name in settings.LANGUAGES} | {
            language: language_name(language)
        }
        self.fields["language"].choices = list(codes.items())  # type: ignore[attr-defined]  # a choice field
        places = touchpoints_of(journeys)
        known = {key for _journey, points in places for key, _title in points}
        others = [(place, place)] if place and place not in known else []
        self.fields["place"].choices = [("", "–"), *others, *places]  # type: ignore[attr-defined]  # as above
        self.dimensions = rows_of(data, "d-row", [one.key for one in said.dimensions])
        there = {one.key: one for one in said.dimensions}
        for row in self.dimensions:
            self._add_dimension(row, there.get(row), language, journeys)

    def _add_dimension(
        self, row: str, one: Dimension | None, language: str, journeys: Sequence[JourneyDrawn]
    ) -> None:
        self.fields[f"d-{row}-title"] = forms.CharField(
            label=gettext_lazy("Dimension"),
            max_length=200,
            required=False,
            initial=one.title.get(language, "") if one else "",
        )
        self.fields[f"d-{row}-becomes"] = forms.ChoiceField(
            label=gettext_lazy("Measure that its mean becomes"),
            required=False,
            choices=measure_choices(journeys, there=one.becomes if one else None),
            initial=became(one.becomes) if one else "",
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        known = {one.key for one in self.definition.dimensions}
        self.limit_new([f"d-{row}-title" for row in self.dimensions if row not in known])
        return given

    def dimension_rows(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        return [(row, self[f"d-{row}-title"], self[f"d-{row}-becomes"]) for row in self.dimensions]

    def deed(self, *, seen: str) -> PutWhole:
        given, before = self.cleaned_data, self.definition
        language = before.language
        journey, _slash, touchpoint = given["place"].partition("/")
        whole = replace(
            before,
            title=put(before.title, language, given["title"]),
            welcome=put(before.welcome, language, given["welcome"]),
            thanks=put(before.thanks, language, given["thanks"]),
            language=given["language"],
            journey=journey,
            touchpoint=touchpoint,
        )
        return PutWhole(seen=seen, whole=whole, dimensions=tuple(self._dimensions(language)))

    def _dimensions(self, language: str) -> Iterable[tuple[str, Dimension]]:
        there = {one.key: one for one in self.definition.dimensions}
        taken = set(there)
        for row in self.dimensions:
            title = self.cleaned_data[f"d-{row}-title"].strip()
            becomes = becoming(self.cleaned_data[f"d-{row}-becomes"])
            if row in there and (title or not there[row].title.get(language)):
                old = there[row]
                yield row, replace(old, title=put(old.title, language, title), becomes=becomes)
            elif title:
                key = next(k for n in count(1) if (k := f"dimension-{n}") not in taken)
                taken.add(key)
                yield "", Dimension(key=key, title={language: title}, becomes=becomes)


class PageForm(PartForm):
    bare = ("title", "lead", "shuffle")
    more = ("at_once", "key")
    title = forms.CharField(label=gettext_lazy("Title above the page"), max_length=400, required=False)
    lead = text_field(gettext_lazy("Words before its questions"), rows=3)
    shuffle = forms.BooleanField(
        label=gettext_lazy("Mix the order of its questions, another for everybody"), required=False
    )
    at_once = forms.IntegerField(
        label=gettext_lazy("Questions on one screen"),
        min_value=0,
        max_value=100,
        help_text=gettext_lazy("0 shows all of them at once."),
    )
    key = key_field()

    def __init__(self, data: Any = None, *, definition: Definition, page: Page) -> None:
        language = definition.language
        initial = {
            "title": page.title.get(language, ""),
            "lead": page.lead.get(language, ""),
            "shuffle": page.shuffle,
            "at_once": page.at_once,
            "key": page.key,
        }
        super().__init__(data, initial=initial, auto_id=f"page-{page.key}-%s")
        self.part, self.page, self.definition = f"page:{page.key}", page, definition
        self.seen = seen_of(page_of(definition, page.key), language=language)
        self.shown = ConditionFields(
            self, "show", page.show_if, definition=definition, asked=earlier_than(definition, page=page.key)
        )
        asked = earlier_than(definition, page=page.key, within=True)
        self.ends = ConditionFields(self, "ends", page.ends_if, definition=definition, asked=asked)

    def clean_key(self) -> str:
        key: str = self.cleaned_data["key"]
        if key != self.page.key and key in {one.key for one in self.definition.pages}:
            raise forms.ValidationError(_("Another page has this short name."))
        return key

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        self.show_if, self.ends_if = self.shown.condition(), self.ends.condition()
        return given

    def deed(self, *, seen: str) -> PutPage:
        given, language = self.cleaned_data, self.definition.language
        page = replace(
            self.page,
            key=given["key"],
            title=put(self.page.title, language, given["title"]),
            lead=put(self.page.lead, language, given["lead"]),
            shuffle=given["shuffle"],
            at_once=given["at_once"],
            show_if=self.show_if,
            ends_if=self.ends_if,
            items=(),
        )
        return PutPage(key=self.page.key, seen=seen, page=page)


def rows_of(data: Any, name: str, there: Sequence[str], *, blank: int = 1) -> list[str]:
    """The rows of a form by their own names: as they were sent, or as they are with blank ones after them."""
    if data is not None:
        return list(dict.fromkeys(data.getlist(name)))
    return [*there, *(f"+{len(there) + n}" for n in range(1, blank + 1))]
