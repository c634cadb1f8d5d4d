"""Drawing together, the facilitator's forms."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.timezone import get_current_timezone, make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from wellserved.journey.contracts.inviting import Adoption, MappedStage, Together
from wellserved.journey.queries.inviting import Looked

OPEN_FOR = timedelta(days=14)
LANES: dict[str, Any] = {
    "doing": gettext_lazy("What the customer does"),
    "thinking": gettext_lazy("What the customer thinks"),
    "frontstage": gettext_lazy("Frontstage"),
    "backstage": gettext_lazy("Backstage"),
    "support": gettext_lazy("Support"),
}
STEP = "step"
STATES = (
    ("open", gettext_lazy("Waiting")),
    ("waiting", gettext_lazy("Waiting, in no cluster")),
    ("clustered", gettext_lazy("Waiting, in a cluster")),
    ("adopted", gettext_lazy("Adopted")),
    ("taken_off", gettext_lazy("Adopted, then undone on the map")),
    ("set_aside", gettext_lazy("Set aside")),
    ("all", gettext_lazy("Everything")),
)
KINDS = (
    ("", gettext_lazy("Notes and missing steps")),
    ("note", gettext_lazy("Notes")),
    ("missing_step", gettext_lazy("Missing steps")),
)


class ClosesForm(forms.Form):
    """Until when a link is open; at the end of that day it closes."""

    closes_on = forms.DateField(
        label=gettext_lazy("Open until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("It closes at the end of this day, or earlier by hand."),
    )

    def __init__(self, *given: Any, today: date, **named: Any) -> None:
        super().__init__(*given, **named)
        self.today = today
        self.fields["closes_on"].initial = today + OPEN_FOR

    def clean_closes_on(self) -> date:
        chosen: date = self.cleaned_data["closes_on"]
        if chosen < self.today:
            raise forms.ValidationError(_("This day is over. Choose today or a later day."))
        if chosen > self.today + timedelta(days=366):
            raise forms.ValidationError(_("This is more than a year ahead. Choose an earlier day."))
        return chosen

    def closes_at(self) -> datetime:
        after = self.cleaned_data["closes_on"] + timedelta(days=1)
        return make_aware(datetime.combine(after, time.min), get_current_timezone())


class InvitationForm(ClosesForm):
    title = forms.CharField(max_length=160, label=gettext_lazy("What do you ask?"))
    welcome = forms.CharField(
        max_length=600,
        required=False,
        label=gettext_lazy("Who asks, and why?"),
        help_text=gettext_lazy("The first thing that people read. Say what you will do with their answers."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    audience = forms.ChoiceField(
        label=gettext_lazy("Whom do you invite?"),
        choices=[
            ("customers", gettext_lazy("Customers: they say how it felt to them, and see no backstage")),
            ("staff", gettext_lazy("Staff: they say how it feels to customers, and see the whole journey")),
        ],
        initial="customers",
        widget=forms.RadioSelect,
    )
    field_order = ["title", "welcome", "audience", "closes_on"]


class LookForm(forms.Form):
    """What the page shows; what cannot be chosen is left out."""

    state = forms.ChoiceField(choices=STATES, required=False, label=pgettext_lazy("filter", "Show"))
    kind = forms.ChoiceField(choices=KINDS, required=False, label=gettext_lazy("Kind"))
    invitation = forms.TypedChoiceField(
        coerce=int, empty_value=None, required=False, label=gettext_lazy("Invitation")
    )

    def offer(self, together: Together) -> None:
        field = self.fields["invitation"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  tells mypy what stands above
        field.choices = [("", _("All invitations")), *((i.id, i.title) for i in together.invitations)]

    @staticmethod
    def looked(query: Any) -> Looked:
        state, kind, invitation = (query.get(name, "") for name in ("state", "kind", "invitation"))
        known = {key for key, _words in STATES}
        return Looked(
            state=state if state in known else "open",
            kind=kind if kind in dict(KINDS) else "",
            invitation=int(invitation)
            if invitation.isascii() and invitation.isdigit() and len(invitation) < 18
            else None,
        )


class AdoptForm(forms.Form):
    lane = forms.ChoiceField(
        label=gettext_lazy("As what?"),
        choices=[*LANES.items(), (STEP, gettext_lazy("A new touchpoint"))],
    )
    place = forms.ChoiceField(
        label=gettext_lazy("Where?"),
        help_text=gettext_lazy("A new touchpoint stands behind the one chosen here."),
    )
    text = forms.CharField(
        max_length=300,
        label=gettext_lazy("In these words"),
        help_text=gettext_lazy(
            "Make it short and leave out names. It is added to what stands there already; a new touchpoint is named by it."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *given: Any, stages: tuple[MappedStage, ...], **named: Any) -> None:
        super().__init__(*given, **named)
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  tells mypy what stands above
        field.choices = list(_places(stages))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        lane, place, text = (cleaned.get(name, "") for name in ("lane", "place", "text"))
        if lane != STEP and place.startswith("s-"):
            self.add_error("place", _("A lane belongs to a touchpoint: choose one, or add a new touchpoint."))
        if lane == STEP and len(text) > 120:
            self.add_error("text", _("A touchpoint's name has 120 characters at most."))
        return cleaned

    def adoption(self) -> Adoption:
        kind, _dash, number = self.cleaned_data["place"].partition("-")
        return Adoption(
            lane=self.cleaned_data["lane"],
            text=" ".join(self.cleaned_data["text"].split()),
            touchpoint=int(number) if kind == "t" else None,
            stage=int(number) if kind == "s" else None,
        )


class FeelingForm(forms.Form):
    feeling = forms.IntegerField(min_value=-2, max_value=2)
    seen = forms.IntegerField(min_value=0)


class ClusterForm(forms.Form):
    title = forms.CharField(max_length=160)


def chosen(sent: Any) -> list[int]:
    """The contributions that were ticked; what is no number is none of ours."""
    return [int(one) for one in sent.getlist("c")[:1000] if one.isascii() and one.isdigit() and len(one) < 18]


def _places(stages: tuple[MappedStage, ...]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    for stage in stages:
        start = (f"s-{stage.id}", _("At the start of “%(stage)s”") % {"stage": stage.title})
        yield stage.title, [start, *((f"t-{t.id}", t.title) for t in stage.touchpoints)]
