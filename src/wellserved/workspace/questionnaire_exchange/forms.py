"""What is asked of whoever brings a questionnaire in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from wellserved.voice.services.importing import FORMS, LARGEST


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
