"""What a file of scans or of parcels is, and how large it may be."""

from typing import IO, Any

from django import forms
from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wellserved.platform.api import LARGEST
from wellserved.tracking.carriers import CARRIERS
from wellserved.tracking.carriers.files import CSV, EPCIS, LARGEST_ANSWER, LARGEST_XML, is_xml
from wellserved.tracking.wording import carrier_name

__all__ = ["ParcelsForm", "ScansForm"]

LARGEST_SHEET = 4 << 20


def _forms() -> list[tuple[str, str | Promise]]:
    answers = sorted((carrier_name(slug), slug) for slug in CARRIERS)
    return [
        (CSV, gettext_lazy("CSV")),
        (EPCIS, gettext_lazy("EPCIS 2.0, JSON-LD or XML")),
        *((slug, _("Answer of %(carrier)s, as it came") % {"carrier": name}) for name, slug in answers),
    ]


class ScansForm(forms.Form):
    form = forms.ChoiceField(label=gettext_lazy("What it is"), choices=_forms, initial=CSV)
    file = forms.FileField(
        label=gettext_lazy("File of scans"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.json,.jsonld,.xml,.txt"}),
        help_text=gettext_lazy(
            "At most 100,000 scans: CSV and JSON-LD up to 32 MB, XML up to 4 MB, a carrier's answer up to 1 MB."
        ),
    )
    history = forms.BooleanField(
        label=gettext_lazy("Take scans that are older than two years, too"), required=False
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        file, form = said.get("file"), said.get("form")
        if file is None or form is None:
            return said
        most = _most(file, form)
        if file.size > most:
            self.add_error("file", too_large(most))
        return said


class ParcelsForm(forms.Form):
    parcels = forms.FileField(
        label=gettext_lazy("File of parcels"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt"}),
        help_text=gettext_lazy("CSV, at most 2,000 parcels and 4 MB."),
    )

    def clean_parcels(self) -> IO[bytes]:
        file: IO[bytes] = self.cleaned_data["parcels"]
        if self.cleaned_data["parcels"].size > LARGEST_SHEET:
            raise forms.ValidationError(too_large(LARGEST_SHEET))
        return file


def too_large(most: int) -> str:
    return _("It is larger than %(most)s. Bring it in several files.") % {"most": filesizeformat(most)}


def _most(file: IO[bytes], form: str) -> int:
    if form not in (CSV, EPCIS):
        return LARGEST_ANSWER
    begins = file.read(200)
    file.seek(0)
    return LARGEST_XML if form == EPCIS and is_xml(begins) else LARGEST
