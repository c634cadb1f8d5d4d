"""What is asked of whoever decides whom we ask."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from wellserved.journey.queries import JourneyDrawn
from wellserved.people.contracts import Place
from wellserved.voice.contracts import RuleIn
from wellserved.workspace.forms import DayField

MINUTES = {"minutes": 1, "hours": 60, "days": 1440}
_LEVELS = (
    ("", gettext_lazy("always")),
    ("delivered", gettext_lazy("when something was delivered")),
    ("told", gettext_lazy("when something was told beforehand")),
    ("perceived", gettext_lazy("when the customer said how it was")),
    ("expected", gettext_lazy("when the customer said what they expect")),
)
_FACTS = (
    ("", gettext_lazy("nothing more")),
    ("delivered", gettext_lazy("what was delivered")),
    ("told", gettext_lazy("what was told")),
    ("perceived", gettext_lazy("what was perceived")),
    ("money", gettext_lazy("the money")),
    ("segment", gettext_lazy("the segment")),
    ("location", gettext_lazy("the location")),
    ("channel", gettext_lazy("the channel")),
)
_NUMBERS = frozenset({"delivered", "told", "perceived", "money"})
_COMPARED = (
    ("=", gettext_lazy("is")),
    ("!=", gettext_lazy("is not")),
    ("<", gettext_lazy("is less than")),
    (">", gettext_lazy("is more than")),
)


def _words(label: Any, *, area: bool = False, required: bool = False, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 4}) if area else forms.TextInput()
    return forms.CharField(
        label=label, max_length=4000 if area else 120, widget=widget, required=required, **more
    )


class RuleForm(forms.Form):
    """A rule of asking, in the order in which one thinks of it: about what, whom, when, how often, in which words."""

    name = _words(gettext_lazy("Name, for you alone"), required=True)
    questionnaire = forms.ChoiceField(label=gettext_lazy("Ask this questionnaire"))
    measure = forms.ChoiceField(label=gettext_lazy("About what happens here"))
    level = forms.ChoiceField(label=gettext_lazy("Only"), choices=_LEVELS, required=False)
    fact = forms.ChoiceField(label=gettext_lazy("And only if"), choices=_FACTS, required=False)
    compared = forms.ChoiceField(label=gettext_lazy("compared so"), choices=_COMPARED, required=False)
    value = _words(gettext_lazy("with this"))
    delay = forms.IntegerField(label=gettext_lazy("Ask after"), min_value=0, max_value=5000, initial=1)
    delay_unit = forms.ChoiceField(
        label=gettext_lazy("counted in"),
        choices=(
            ("minutes", gettext_lazy("minutes")),
            ("hours", gettext_lazy("hours")),
            ("days", gettext_lazy("days")),
        ),
        initial="days",
    )
    again = _words(
        gettext_lazy("Ask again about the same, days after it happened"),
        help_text=gettext_lazy("For instance 7, 91, 365: after a week, three months and a year."),
    )
    percent = forms.FloatField(
        label=gettext_lazy("How many of a hundred"),
        min_value=0.01,
        max_value=100,
        initial=100,
        help_text=gettext_lazy("Drawn by lot; the same moment always draws the same."),
    )
    quota = forms.IntegerField(
        label=gettext_lazy("At most so many asks"), min_value=1, max_value=10_000_000, required=False
    )
    quota_days = forms.IntegerField(
        label=gettext_lazy("within so many days"), min_value=1, max_value=3650, initial=1
    )
    total = forms.IntegerField(
        label=gettext_lazy("And altogether at most"), min_value=1, max_value=100_000_000, required=False
    )
    expires = forms.IntegerField(
        label=gettext_lazy("The link is good for days"), min_value=1, max_value=3650, initial=30
    )
    remind = forms.IntegerField(
        label=gettext_lazy("Remind once after days"),
        min_value=1,
        max_value=3650,
        required=False,
        help_text=gettext_lazy("Empty: no reminder."),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        askable: Sequence[tuple[str, str]],
        journeys: Sequence[JourneyDrawn],
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.fields["questionnaire"].choices = list(askable)  # type: ignore[attr-defined]  # a choice field
        self.fields["measure"].choices = measures_of(journeys)  # type: ignore[attr-defined]  # as above
        for code, _name in settings.LANGUAGES:
            own = get_language_info(code)["name_local"]
            self.fields[f"subject_{code}"] = _words(
                _("Subject of the letter, %(language)s") % {"language": own}
            )
            self.fields[f"letter_{code}"] = _words(_("Letter, %(language)s") % {"language": own}, area=True)

    @property
    def main(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if not name.startswith(("subject_", "letter_"))]

    @property
    def words(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(("subject_", "letter_"))]

    def clean_again(self) -> tuple[int, ...]:
        given = self.cleaned_data["again"].replace("，", ",").replace("、", ",")
        parts = [part.strip() for part in given.split(",") if part.strip()]
        if not all(part.isascii() and part.isdigit() and 0 < int(part[:6]) <= 3650 for part in parts):
            raise forms.ValidationError(_("Give days as whole numbers with commas between them: 7, 91, 365."))
        return tuple(sorted({int(part) for part in parts}))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("fact") and not said.get("value"):
            self.add_error("value", _("Say what to compare it with."))
        if said.get("fact") in _NUMBERS and said.get("value") and _number(said["value"]) is None:
            self.add_error("value", _("This is compared as a number: give one."))
        if said.get("remind") and said.get("expires") and said["remind"] >= said["expires"]:
            self.add_error("remind", _("Remind before the link expires."))
        delay = (said.get("delay") or 0) * MINUTES.get(said.get("delay_unit", ""), 1)
        if said.get("again") and min(said["again"]) * 1440 <= delay:
            self.add_error("again", _("Ask again later than the first time."))
        return said

    def rule(self) -> RuleIn:
        given = self.cleaned_data
        journey, touchpoint, measure = given["measure"].split("/")
        return RuleIn(
            name=given["name"],
            questionnaire=given["questionnaire"],
            journey=journey,
            touchpoint=touchpoint,
            measure=measure,
            level=given["level"],
            when=_condition(given),
            delay_minutes=given["delay"] * MINUTES[given["delay_unit"]],
            sampling=given["percent"] / 100,
            quota=given["quota"],
            quota_days=given["quota_days"],
            total=given["total"],
            expires_after_days=given["expires"],
            remind_after_days=given["remind"],
            again_after_days=given["again"],
            subject=self._in_languages("subject"),
            letter=self._in_languages("letter"),
        )

    def _in_languages(self, what: str) -> dict[str, str]:
        given = {code: self.cleaned_data[f"{what}_{code}"] for code, _name in settings.LANGUAGES}
        return {code: words for code, words in given.items() if words}


class QuietForm(forms.Form):
    days = forms.IntegerField(
        label=gettext_lazy("Days of quiet after an ask"),
        min_value=0,
        max_value=3650,
        help_text=gettext_lazy("Within them nobody is asked anything again, by whichever rule."),
    )


class DoorForm(forms.Form):
    """An open way in."""

    title = _words(gettext_lazy("Title"), required=True)
    slug = forms.CharField(
        label=gettext_lazy("Short name in the address"),
        max_length=60,
        validators=[
            RegexValidator(r"^[a-z0-9][a-z0-9-]*$", gettext_lazy("Small letters, digits and hyphens."))
        ],
    )
    questionnaire = forms.ChoiceField(label=gettext_lazy("Ask this questionnaire"))
    channel = forms.ChoiceField(
        label=gettext_lazy("Where people come in"),
        choices=(
            ("qr", gettext_lazy("a QR code on a counter or receipt")),
            ("kiosk", gettext_lazy("a kiosk: a tablet that stands there")),
            ("widget", gettext_lazy("a page of our web site, embedded")),
            ("link", gettext_lazy("a link for everybody")),
        ),
    )
    location = forms.ChoiceField(label=gettext_lazy("Location"), required=False)
    touchpoint = forms.ChoiceField(label=gettext_lazy("Touchpoint that it asks about"), required=False)
    closes = DayField(label=gettext_lazy("Last day"), required=False)
    quota = forms.IntegerField(
        label=gettext_lazy("Close it after so many answers"),
        min_value=1,
        max_value=10_000_000,
        required=False,
    )
    hosts = forms.MultipleChoiceField(
        label=gettext_lazy("Sites that may show the widget"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None ticked: every site that this installation allows."),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        askable: Sequence[tuple[str, str]],
        journeys: Sequence[JourneyDrawn],
        places: Sequence[Place],
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        nothing = [("", "–")]
        self.fields["questionnaire"].choices = list(askable)  # type: ignore[attr-defined]  # a choice field
        self.fields["location"].choices = [*nothing, *((one.code, " / ".join(one.path)) for one in places)]  # type: ignore[attr-defined]  # as above
        self.fields["touchpoint"].choices = [*nothing, *touchpoints_of(journeys)]  # type: ignore[attr-defined]  # as above
        hosts = allowed_hosts()
        self.fields["hosts"].choices = [(host, host) for host in hosts]  # type: ignore[attr-defined]  # as above
        if len(hosts) < 2:
            del self.fields["hosts"]

    def facts(self) -> dict[str, str]:
        if not self.cleaned_data["touchpoint"]:
            return {}
        journey, touchpoint = self.cleaned_data["touchpoint"].split("/")
        return {"journey": journey, "touchpoint": touchpoint}


def allowed_hosts() -> list[str]:
    """The sites that may show a widget at all."""
    return [host for host in settings.WIDGET_HOSTS if host != "'none'"]


def measures_of(journeys: Sequence[JourneyDrawn]) -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (
            journey.goal or journey.title,
            [
                (f"{journey.slug}/{point.slug}/{measure.slug}", f"{point.title}: {measure.title}")
                for stage in journey.stages
                for point in stage.touchpoints
                for measure in point.measures
            ],
        )
        for journey in journeys
    ]


def touchpoints_of(journeys: Sequence[JourneyDrawn]) -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (
            journey.goal or journey.title,
            [
                (f"{journey.slug}/{point.slug}", point.title)
                for stage in journey.stages
                for point in stage.touchpoints
            ],
        )
        for journey in journeys
    ]


def initial_of(rule: RuleIn) -> dict[str, Any]:
    """The form of a rule that is there."""
    unit = next(name for name in ("days", "hours", "minutes") if rule.delay_minutes % MINUTES[name] == 0)
    when = rule.when or {}
    return {
        "name": rule.name,
        "questionnaire": rule.questionnaire,
        "measure": f"{rule.journey}/{rule.touchpoint}/{rule.measure}",
        "level": rule.level,
        "fact": when.get("fact", ""),
        "compared": when.get("is", "="),
        "value": when.get("value", ""),
        "delay": rule.delay_minutes // MINUTES[unit],
        "delay_unit": unit,
        "again": ", ".join(map(str, rule.again_after_days)),
        "percent": round(rule.sampling * 100, 4),
        "quota": rule.quota,
        "quota_days": rule.quota_days,
        "total": rule.total,
        "expires": rule.expires_after_days,
        "remind": rule.remind_after_days,
        **{f"subject_{code}": words for code, words in rule.subject.items()},
        **{f"letter_{code}": words for code, words in rule.letter.items()},
    }


def _condition(given: Mapping[str, Any]) -> dict[str, object] | None:
    if not given["fact"]:
        return None
    value = _number(given["value"]) if given["fact"] in _NUMBERS else given["value"]
    return {"kind": "when", "fact": given["fact"], "is": given["compared"] or "=", "value": value}


def _number(text: str) -> float | None:
    try:
        found = float(text.replace(",", "."))
    except ValueError:
        return None
    return found if math.isfinite(found) else None
