"""Forms with all fields of one element, and those that begin a map or describe a persona."""

from collections.abc import Mapping, Sequence

from django import forms
from django.http import QueryDict
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from wellserved.journey.contracts import AddMeasure, Deed, SetField, Value

from .drawing_commands import typed
from .drawing_page import FEELINGS, LANE_TEXTS


class ElementForm(forms.Form):
    """All fields of one element. What was shown travels along, so that only what somebody changed is set."""

    kind = ""

    def __init__(self, data: QueryDict | None = None, *, of: int, initial: Mapping[str, object]) -> None:
        # A page may hold the forms of two kinds of element, each with a name.
        auto_id = "id_%s" if self.kind != "measure" else "measure_%s"
        super().__init__(data, initial=dict(initial), auto_id=auto_id)
        self.of = of
        for field in self.fields.values():
            field.show_hidden_initial = True

    @property
    def before(self) -> SafeString:
        """What was shown, as hidden fields."""
        shown = [self[name] for name, field in self.fields.items() if field.show_hidden_initial]
        return format_html_join("", "{}", ((field.as_hidden(only_initial=True),) for field in shown))

    def deeds(self) -> tuple[Deed, ...]:
        return tuple(
            SetField(kind=self.kind, id=self.of, field=name, value=self._value(name))
            for name in self.changed_data
        )

    def _value(self, name: str) -> Value:
        value = self.cleaned_data[name]
        return typed(name, "" if value is None else str(value))


class JourneyForm(ElementForm):
    kind = "journey"
    title = forms.CharField(max_length=160, label=gettext_lazy("Name of the journey"))
    goal = forms.CharField(
        max_length=300,
        required=False,
        label=gettext_lazy("The customer's goal"),
        help_text=gettext_lazy("What does the customer want, in their own words?"),
    )


class StageForm(ElementForm):
    kind = "stage"
    title = forms.CharField(max_length=120, label=gettext_lazy("Name of the stage"))
    goal = forms.CharField(
        max_length=300,
        required=False,
        label=gettext_lazy("What the customer wants of it"),
        help_text=gettext_lazy("The job to be done in this stage, in the customer's own words."),
    )


def _lane(name: str) -> forms.CharField:
    label, _question, hint = LANE_TEXTS[name]
    return forms.CharField(
        max_length=40 if name == "channel" else 300,
        required=False,
        label=label,  # type: ignore[arg-type]  # a text, now or when it is read
        help_text=hint,  # type: ignore[arg-type]  # as above
        widget=forms.TextInput() if name == "channel" else forms.Textarea(attrs={"rows": 2}),
    )


class TouchpointForm(ElementForm):
    kind = "touchpoint"
    title = forms.CharField(max_length=120, label=gettext_lazy("Name of the touchpoint"))
    doing = _lane("doing")
    thinking = _lane("thinking")
    feeling = forms.ChoiceField(
        required=False,
        label=pgettext_lazy("lane of the map", "Feels"),
        choices=[("", gettext_lazy("not said")), *((str(value), word) for value, word in FEELINGS.items())],
    )
    channel = _lane("channel")
    frontstage = _lane("frontstage")
    backstage = _lane("backstage")
    support = _lane("support")
    side = forms.ChoiceField(
        label=gettext_lazy("Seen by customers"),
        choices=[
            ("frontstage", gettext_lazy("Frontstage: the customer is there")),
            ("backstage", gettext_lazy("Backstage: out of the customer's sight")),
        ],
    )
    owner = forms.ChoiceField(required=False, label=gettext_lazy("Owner"))
    owner_team = forms.CharField(max_length=80, required=False, label=gettext_lazy("Owning team"))
    inner = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Opens into another journey"),
        help_text=gettext_lazy("Where this touchpoint is a journey of its own, with a map of its own."),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        of: int,
        initial: Mapping[str, object],
        owners: Sequence[tuple[str, str]],
        journeys: Sequence[tuple[str, str]],
    ) -> None:
        super().__init__(data, of=of, initial=initial)
        self.fields["owner"].choices = [("", _("nobody yet")), *owners]  # type: ignore[attr-defined]  # a choice field
        self.fields["inner"].choices = [("", _("no other journey")), *journeys]  # type: ignore[attr-defined]  # as above


class MeasureForm(ElementForm):
    """A measure, new or old; `fixed` where moments are counted by it: then only its name may change."""

    kind = "measure"
    title = forms.CharField(max_length=160, label=gettext_lazy("What is measured"))
    unit = forms.CharField(
        max_length=40, label=gettext_lazy("Unit"), help_text=gettext_lazy("For example: days, minutes, of 7.")
    )
    better = forms.ChoiceField(
        label=gettext_lazy("Better is"),
        choices=[
            ("lower", pgettext_lazy("of a measure", "lower")),
            ("higher", pgettext_lazy("of a measure", "higher")),
        ],
    )
    scale_low = forms.FloatField(required=False, label=gettext_lazy("Scale from"))
    scale_high = forms.FloatField(required=False, label=gettext_lazy("Scale to"))
    satisfied = forms.FloatField(
        required=False,
        label=gettext_lazy("Satisfied from"),
        help_text=gettext_lazy("From this level on a customer counts as satisfied."),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        of: int,
        initial: Mapping[str, object],
        fixed: bool = False,
    ) -> None:
        super().__init__(data, of=of, initial={name: _plainly(value) for name, value in initial.items()})
        for name, field in self.fields.items():
            field.disabled = fixed and name != "title"
            field.show_hidden_initial = not field.disabled

    def added(self, *, touchpoint: int) -> AddMeasure:
        return AddMeasure(touchpoint=touchpoint, **self.cleaned_data)


def _plainly(value: object) -> object:
    """240 and not 240.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


class NameForm(forms.Form):
    """The name of something new; it is sent as the value of a command."""

    value = forms.CharField(max_length=120, label=pgettext_lazy("of a thing", "Name"))


class ImportForm(forms.Form):
    """A map from a file."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("JSON or CSV as exported here, or Mermaid journey text; at most 2 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,.csv,.mmd,.mermaid,.md,.txt"}),
    )


def form_of(name: str) -> str:
    """Which of the forms of a map a file holds, by its ending; Mermaid text has many endings."""
    ending = name.lower().rpartition(".")[2]
    return ending if ending in {"json", "csv"} else "mermaid"


class NewJourneyForm(forms.Form):
    title = forms.CharField(
        max_length=160,
        label=gettext_lazy("Name of the journey"),
        help_text=gettext_lazy("What you call it among yourselves: parcel delivery, hotel stay."),
    )
    goal = forms.CharField(
        max_length=300,
        required=False,
        label=gettext_lazy("The customer's goal"),
        help_text=gettext_lazy("What the customer wants, in their own words: “Have it when I need it”."),
    )
    template = forms.ChoiceField(required=False, label=gettext_lazy("Begin with"), widget=forms.RadioSelect)

    def __init__(self, data: QueryDict | None = None, *, templates: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["template"].choices = [("", _("An empty map")), *templates]  # type: ignore[attr-defined]  # a choice field


class PersonaForm(forms.Form):
    name = forms.CharField(max_length=80, label=pgettext_lazy("of a person", "Name"))
    segment = forms.ChoiceField(required=False, label=gettext_lazy("Segment"))
    summary = forms.CharField(
        max_length=300,
        required=False,
        label=gettext_lazy("In a sentence"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    quote = forms.CharField(
        max_length=300,
        required=False,
        label=gettext_lazy("In their own words"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    wants = forms.CharField(
        required=False,
        max_length=2000,
        label=gettext_lazy("Wants"),
        help_text=gettext_lazy("One a line."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    frustrations = forms.CharField(
        required=False,
        max_length=2000,
        label=gettext_lazy("Is put off by"),
        help_text=gettext_lazy("One a line."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        segments: Sequence[tuple[str, str]],
        initial: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.fields["segment"].choices = [("", _("no segment")), *segments]  # type: ignore[attr-defined]  # a choice field
