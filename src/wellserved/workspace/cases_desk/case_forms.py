"""What is written into a case, and found out about it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wellserved.cases.contracts import Kind, State, Urgency
from wellserved.cases.queries import CaseSeen, CauseLine
from wellserved.cases.services import FactsSet
from wellserved.journey.queries.touchpoints import TouchpointKey
from wellserved.people.contracts import Place

from .words import KINDS, URGENCIES

THEN = (
    ("waiting", _("wait for the customer")),
    ("open", _("keep it open")),
    ("done", _("close it")),
)


class ReplyForm(forms.Form):
    """`seen` is the last message that the page showed; `then` how the case stands afterwards."""

    text = forms.CharField(
        label=_("Your answer"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 7})
    )
    then = forms.ChoiceField(label=_("Then"), choices=THEN, initial="waiting")
    seen = forms.IntegerField(min_value=0, max_value=2**63 - 1, widget=forms.HiddenInput)

    def then_state(self) -> State:
        return State(self.cleaned_data["then"])

    def chosen_then(self) -> str:
        """As it stands in the form; empty for what is none of the ways."""
        value = self["then"].value()
        return value if value in dict(THEN) else ""


class NoteForm(forms.Form):
    text = forms.CharField(label=_("Note"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 3}))
    what = forms.ChoiceField(
        choices=[
            ("note", _("a note among colleagues")),
            ("call_in", _("what the customer said on the telephone")),
            ("call_out", _("an answer that we gave on the telephone")),
        ],
        label=_("This is"),
        initial="note",
    )


class FactsForm(forms.Form):
    kind = forms.ChoiceField(label=_("What"), choices=list(KINDS.items()))
    urgency = forms.ChoiceField(label=_("Urgency"), choices=list(URGENCIES.items()))
    cause = forms.TypedChoiceField(label=_("Cause"), coerce=int, empty_value=None, required=False)
    touchpoint = forms.TypedChoiceField(label=_("Touchpoint"), coerce=int, empty_value=None, required=False)
    location = forms.TypedChoiceField(label=_("Location"), coerce=int, empty_value=None, required=False)
    owner = forms.TypedChoiceField(label=_("Owner"), coerce=int, empty_value=None, required=False)
    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    did = forms.CharField(
        label=_("What was done"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    cost = forms.DecimalField(
        label=_("What it cost"), max_digits=14, decimal_places=2, min_value=0, required=False
    )
    cost_currency = forms.CharField(
        label=pgettext_lazy("of an amount", "Currency"), max_length=3, required=False
    )
    value = forms.DecimalField(
        label=_("Value at stake"), max_digits=14, decimal_places=2, min_value=0, required=False
    )
    currency = forms.CharField(label=pgettext_lazy("of an amount", "Currency"), max_length=3, required=False)

    def __init__(
        self,
        data: Any,
        *,
        case: CaseSeen,
        causes: Iterable[CauseLine],
        touchpoints: Iterable[TouchpointKey],
        places: Iterable[Place],
        staff: Iterable[tuple[int, str]],
    ) -> None:
        super().__init__(data, initial=_initial(case))
        self._choose(
            "cause", case.cause_id, case.cause, ((c.id, "\u2003" * c.depth + c.title) for c in causes)
        )
        self._choose(
            "touchpoint",
            case.touchpoint_id,
            case.touchpoint,
            ((one.touchpoint_id, f"{one.journey_title}: {one.title}") for one in touchpoints),
        )
        self._choose(
            "location",
            case.location_id,
            case.location,
            ((place.location_id, " / ".join(place.path)) for place in places),
        )
        self._choose("owner", case.owner_id, case.owner, staff)

    def _choose(self, name: str, now: int | None, called: str, options: Iterable[tuple[int, str]]) -> None:
        """What stands now is offered, too, though it may be retired or removed."""
        offered = list(options)
        if now is not None and now not in {one for one, _title in offered}:
            offered.append((now, called))
        self.fields[name].choices = [("", "–"), *offered]  # type: ignore[attr-defined]  # a field of choices

    def facts(self) -> FactsSet:
        said = self.cleaned_data
        return FactsSet(
            kind=Kind(said["kind"]),
            urgency=Urgency(said["urgency"]),
            cause=said["cause"],
            touchpoint=said["touchpoint"],
            location=said["location"],
            did=said["did"],
            cost=said["cost"],
            cost_currency=said["cost_currency"].upper(),
            value=said["value"],
            currency=said["currency"].upper(),
            **({"title": said["title"]} if said["title"] else {}),
        )


def _initial(case: CaseSeen) -> dict[str, Any]:
    return {
        "kind": case.kind,
        "urgency": case.urgency,
        "cause": case.cause_id,
        "touchpoint": case.touchpoint_id,
        "location": case.location_id,
        "owner": case.owner_id,
        "title": case.title,
        "did": case.did,
        "cost": case.cost,
        "cost_currency": case.cost_currency,
        "value": case.value,
        "currency": case.currency,
    }
