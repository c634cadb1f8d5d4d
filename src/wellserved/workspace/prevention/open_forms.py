"""What is asked of whoever shows an open cause to everybody."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from wellserved.cases.contracts import Progress

from .forms import LANGUAGES


class OpenCauseForm(forms.Form):
    """What customers say of it, in our own words, and how far we are."""

    def __init__(self, *args: Any, said: dict[str, str], progress: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in LANGUAGES.items():
            self.fields[f"said_{code}"] = forms.CharField(
                label=_("What customers say (%(language)s)") % {"language": name},
                max_length=300,
                required=code == "en",
                initial=said.get(code, ""),
                widget=forms.TextInput(attrs={"lang": code}),
            )
        self.fields["progress"] = forms.ChoiceField(
            label=pgettext("an open cause", "It is"),
            choices=[
                (Progress.LOOKING.value, _("being looked into")),
                (Progress.MENDING.value, _("being mended")),
            ],
            initial=progress or Progress.LOOKING.value,
        )
        self.kept = {code: text for code, text in said.items() if code not in LANGUAGES}

    def said(self) -> dict[str, str]:
        # Words in languages that are not asked for here stay.
        return self.kept | {code: self.cleaned_data[f"said_{code}"] for code in LANGUAGES}

    def progress(self) -> Progress:
        return Progress(self.cleaned_data["progress"])
