"""What is asked of whoever brings a questionnaire in or takes answers out."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from wellserved.voice.services.exporting import Manner, Wanted
from wellserved.voice.services.importing import FORMS, LARGEST
from wellserved.workspace.forms import DayField
from wellserved.workspace.promise_forms import midnight


class ImportForm(forms.Form):
    """A questionnaire from a file of another program."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("A survey as Qualtrics (.qsf) or LimeSurvey (.lss) exports it; at most 8 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".qsf,.lss"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if form_of(file.name) not in FORMS:
            raise forms.ValidationError(gettext_lazy("Choose a file whose name ends in .qsf or .lss."))
        if file.size > LARGEST:
            raise forms.ValidationError(
                gettext_lazy("The file is larger than %(n)s MB. Divide the survey."),
                params={"n": LARGEST >> 20},
            )
        return file


def form_of(name: str) -> str:
    """Which program's file it is, by its ending."""
    return name.lower().rpartition(".")[2]


class ExportForm(forms.Form):
    """Which answers, and how they are written."""

    form = forms.ChoiceField(
        label=gettext_lazy("As"),
        choices=(
            ("csv", gettext_lazy("CSV, for spreadsheets and programs")),
            ("sav", gettext_lazy("SPSS (.sav), with all labels in it")),
            ("codebook", gettext_lazy("the codebook alone: what the figures mean")),
        ),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the labels"))
    first = forms.TypedChoiceField(label=gettext_lazy("From version"), coerce=int)
    last = forms.TypedChoiceField(label=gettext_lazy("to version"), coerce=int)
    since = DayField(label=gettext_lazy("Finished from this day on"), required=False)
    until = DayField(label=gettext_lazy("up to and with this day"), required=False)
    flagged = forms.BooleanField(
        label=gettext_lazy("With flagged answers that nobody has counted in"), required=False
    )
    words = forms.BooleanField(
        label=gettext_lazy("With what people wrote"),
        required=False,
        help_text=gettext_lazy(
            "Names and addresses can stand in it. That it was taken out is noted with your name."
        ),
    )
    personal = forms.BooleanField(
        label=gettext_lazy("With whose answers they are"),
        required=False,
        help_text=gettext_lazy(
            "Customers' keys, and which parcel or case was asked about. This is noted, too."
        ),
    )
    values = forms.ChoiceField(
        label=gettext_lazy("In CSV, answers as"),
        choices=(("codes", gettext_lazy("figures")), ("labels", gettext_lazy("words"))),
    )
    header = forms.ChoiceField(
        label=gettext_lazy("In CSV, above the columns"),
        choices=(
            ("names", gettext_lazy("names of the variables")),
            ("labels", gettext_lazy("the questions")),
            ("both", gettext_lazy("both, on two lines")),
        ),
    )
    bom = forms.BooleanField(label=gettext_lazy("In CSV, a mark by which Excel knows UTF-8"), required=False)

    def __init__(
        self, data: Any = None, *, versions: Sequence[int], languages: Sequence[str], spoken: str = ""
    ) -> None:
        super().__init__(data)
        numbers = [(number, str(number)) for number in versions]
        self.fields["first"].choices = self.fields["last"].choices = numbers  # type: ignore[attr-defined]  # choice fields
        self.fields["first"].initial, self.fields["last"].initial = versions[-1], versions[0]
        self.fields["language"].choices = [(code, _named(code)) for code in languages]  # type: ignore[attr-defined]  # as above
        self.fields["language"].initial = spoken if spoken in languages else languages[0]
        for name, choices in (("first", versions), ("last", versions), ("language", languages)):
            if len(choices) == 1:
                self.fields[name].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("first") and said.get("last") and said["first"] > said["last"]:
            self.add_error("first", _("The first version comes after the last: exchange the two."))
        if said.get("since") and said.get("until") and said["since"] > said["until"]:
            self.add_error("since", _("The first day comes after the last: exchange the two."))
        return said

    def wanted(self, questionnaire: str) -> Wanted:
        given = self.cleaned_data
        return Wanted(
            questionnaire=questionnaire,
            first=given["first"],
            last=given["last"],
            since=midnight(given["since"]) if given["since"] else None,
            until=midnight(given["until"] + timedelta(days=1)) if given["until"] else None,
            flagged=given["flagged"],
        )

    def manner(self) -> Manner:
        names = ("form", "language", "words", "personal", "header", "values", "bom")
        return Manner(**{name: self.cleaned_data[name] for name in names})


def _named(code: str) -> str:
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        return code
