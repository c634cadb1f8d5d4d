"""What can be done from a cell, by whom: the links below its figures."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django import forms
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from wellserved.insight.contracts import RULES, CellDetail, Choices, WatchSet
from wellserved.people.contracts import Person
from wellserved.platform.lists import listed

from .wording import with_query

EVERY_WORDS = {
    "day": pgettext_lazy("a chart's stretches", "day"),
    "week": pgettext_lazy("a chart's stretches", "week"),
    "month": pgettext_lazy("a chart's stretches", "month"),
}
CHART_WORDS = {
    "as_fits": gettext_lazy("the one that fits"),
    "proportions": gettext_lazy("p-chart: shares that vary by chance alone"),
    "individuals": gettext_lazy("individuals chart (XmR): takes the variation as it finds it"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    title: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Acts:
    """`first` is the deed that matters most; `watch` says in words whether the cell is watched."""

    first: Act | None
    others: tuple[Act, ...]
    watch: str
    watch_act: Act | None
    cases: Act | None
    compare_href: str


class WatchForm(forms.Form):
    every = forms.ChoiceField(
        label=gettext_lazy("One point a"), choices=tuple(EVERY_WORDS.items()), initial="week"
    )
    chart = forms.ChoiceField(
        label=gettext_lazy("Chart"), choices=tuple(CHART_WORDS.items()), initial="as_fits"
    )
    rules = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Raise an alert at"),
        choices=tuple(RULES.items()),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        initial=(1, 2, 3, 4),
        help_text=gettext_lazy(
            "Western Electric's rules. Each further one finds smaller changes sooner, and cries wolf more often: "
            "rule 1 alone about every 300 weeks, all four about every 50; where weeks vary by more than chance, "
            "every 100 and every 30."
        ),
    )


class CompareForm(forms.Form):
    """Before and after a day, or two parts beside each other: exactly one kind of comparison at a time."""

    by = forms.ChoiceField(
        required=False,
        choices=(("day", ""), ("segment", ""), ("location", ""), ("channel", "")),
    )
    day = forms.DateField(required=False)
    one = forms.CharField(required=False, max_length=80)
    other = forms.CharField(required=False, max_length=80)

    def clean(self) -> dict[str, object]:
        said = super().clean() or {}
        if said.get("by") == "day" and not said.get("day"):
            raise forms.ValidationError(_("Please choose the day to compare before and after."))
        if said.get("by") not in ("", "day", None) and (
            not said.get("one") or said.get("one") == said.get("other")
        ):
            raise forms.ValidationError(_("Please choose two different ones to compare."))
        return said


def draw_acts(person: Person, detail: CellDetail, *, query: str, watch: WatchSet | None) -> Acts:
    cell = {"journey": detail.journey, "touchpoint": detail.touchpoint, "measure": detail.measure}
    here: dict[str, object] = {**cell, "gap": detail.cell.gap}
    others = []
    if person.may("promises:write"):
        others += [
            *_act(_("Set a promise"), "set_promise", cell),
            *_act(_("Record what we believe"), "set_belief", cell),
        ]
    watching = person.may("alerts:write")
    set_watch = Act(
        title=_("Change the watch") if watch else _("Watch this cell"),
        href=reverse("workspace:watch", kwargs=here),
    )
    return Acts(
        first=next(_act(_("Start an improvement"), "want", here, query), None)
        if person.may("improvements:want")
        else None,
        others=tuple(others),
        watch=watch_words(watch) if watch else "",
        watch_act=set_watch if watching else None,
        cases=next(_act(_("Show the single cases"), "cases", here, query), None)
        if person.may("moments:read")
        else None,
        compare_href=reverse("workspace:compare_cell", kwargs=here) + query,
    )


def watch_words(watch: WatchSet) -> str:
    facts = {
        "every": EVERY_WORDS[watch.every],
        "rules": listed(watch.rules),
        "owner": watch.owner,
    }
    if watch.owner:
        return _("Watched, one point a %(every)s, rules %(rules)s; alerts go to %(owner)s.") % facts
    return _("Watched, one point a %(every)s, rules %(rules)s.") % facts


def kinds_to_compare(choices: Choices) -> tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]:
    """(kind, its name, its choices) of whatever there are two of."""
    kinds = (
        ("segment", _("Two segments"), choices.segments),
        ("location", _("Two locations"), choices.locations),
        ("channel", _("Two channels"), choices.channels),
    )
    return tuple(
        (kind, title, tuple((choice.key, choice.title) for choice in known))
        for kind, title, known in kinds
        if len(known) > 1
    )


def _act(title: str, name: str, where: Mapping[str, object], query: str = "") -> Iterator[Act]:
    """Nothing where the page is not built."""
    try:
        yield Act(title=title, href=with_query(reverse(f"workspace:{name}", kwargs=dict(where)) + query))
    except NoReverseMatch:
        return
