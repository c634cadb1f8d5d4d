"""What is asked of whoever holds a belief round, and of whoever answers in it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wellserved.insight.queries import Suggested
from wellserved.journey.queries import JourneyDrawn, RoundSeen
from wellserved.journey.services import QuestionWanted
from wellserved.people.contracts import CustomerSegment

from .forms import DayField
from .promise_forms import midnight
from .wording import count

EVERYBODY = "-"
LASTS = timedelta(days=13)


class RoundForm(forms.Form):
    """A round: every chosen measure is asked about for every chosen kind of customer."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=160, widget=forms.TextInput())
    opens = DayField(label=gettext_lazy("Opens on"))
    closes = DayField(
        label=gettext_lazy("Last day to answer"),
        help_text=gettext_lazy("It can be revealed after that day, or as soon as everybody has answered."),
    )
    segments = forms.MultipleChoiceField(
        label=gettext_lazy("What do they expect?"), widget=forms.CheckboxSelectMultiple
    )
    measures = forms.MultipleChoiceField(
        label=gettext_lazy("Of what?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Chosen already is what customers have told their expectations of; of a questionnaire its dimensions, not their items."
        ),
    )

    def __init__(
        self,
        data: object = None,
        *,
        suggested: Sequence[Suggested],
        segments: Sequence[CustomerSegment],
        journeys: Sequence[JourneyDrawn],
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)  # type: ignore[arg-type]  # a QueryDict, as Django hands it
        kinds = [(EVERYBODY, _("All customers")), *((s.slug, s.name) for s in segments)]
        self.fields["segments"].choices = kinds  # type: ignore[attr-defined]  # a choice field
        titles = _titles(journeys)
        self.fields["measures"].choices = [  # type: ignore[attr-defined]  # as above
            (_place(one), _measure_label(one, titles)) for one in suggested if _place(one) in titles
        ]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        opens, closes = said.get("opens"), said.get("closes")
        if opens and closes and closes < opens:
            self.add_error("closes", _("It would close before it opens. Give a later day."))
        return said

    def facts(self) -> dict[str, Any]:
        """What planning the round takes."""
        given = self.cleaned_data
        closes: date = given["closes"]
        return {
            "title": given["title"],
            "opens_at": midnight(given["opens"]),
            "closes_at": midnight(closes + timedelta(days=1)),
            "questions": [
                QuestionWanted(**_names(place), segment=None if kind == EVERYBODY else kind)
                for place in given["measures"]
                for kind in given["segments"]
            ],
        }


class AnswerForm(forms.Form):
    """One answer; nothing given takes it back."""

    believed = forms.FloatField(required=False)


def first_choice(suggested: Sequence[Suggested], *, today: date) -> dict[str, Any]:
    """A new round as it is offered: all measures that customers told expectations of, for two weeks.

    Of a survey's twenty-two items nobody answers each: their dimensions are asked about.
    """
    return {
        "title": _("What do we believe? %(year)s") % {"year": today.year},
        "opens": today,
        "closes": today + LASTS,
        "segments": [EVERYBODY],
        "measures": [_place(one) for one in suggested if one.answers and not one.within],
    }


def same_again(earlier: RoundSeen, *, today: date) -> dict[str, Any]:
    """The questions of an earlier round, from today on for as long as it was open."""
    lasted: timedelta = earlier.closes_at - earlier.opens_at
    return {
        "title": earlier.title,
        "opens": today,
        "closes": today + max(lasted - timedelta(days=1), timedelta()),
        "segments": sorted({question.segment or EVERYBODY for question in earlier.questions}),
        "measures": sorted({f"{q.journey}/{q.touchpoint}/{q.measure}" for q in earlier.questions}),
    }


def _place(one: Suggested) -> str:
    return f"{one.key.journey}/{one.key.touchpoint}/{one.key.measure}"


def _names(place: str) -> dict[str, str]:
    return dict(zip(("journey", "touchpoint", "measure"), place.split("/"), strict=True))


def _titles(journeys: Sequence[JourneyDrawn]) -> dict[str, tuple[str, str, str]]:
    return {
        f"{journey.slug}/{point.slug}/{measure.slug}": (
            journey.goal or journey.title,
            point.title,
            measure.title,
        )
        for journey in journeys
        for stage in journey.stages
        for point in stage.touchpoints
        for measure in point.measures
    }


def _measure_label(one: Suggested, titles: dict[str, tuple[str, str, str]]) -> str:
    _journey, point, measure = titles[_place(one)]
    told = ngettext("%(n)s customer told", "%(n)s customers told", one.answers) % {"n": count(one.answers)}
    return f"{point}: {measure} ({told})" if one.answers else f"{point}: {measure}"
