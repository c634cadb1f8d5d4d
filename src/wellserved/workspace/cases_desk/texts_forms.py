"""A reply to begin with, as somebody writes it."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _


class TextForm(forms.Form):
    """The deed judges the words; `fixed` is a text that is there: it keeps its short name and language."""

    title = forms.CharField(label=_("Name among colleagues"), max_length=120)
    slug = forms.CharField(
        label=_("Short name"), max_length=60, help_text=_("The same in each language: late-parcel.")
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=[(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES],
    )
    body = forms.CharField(
        label=_("Text"), strip=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 12})
    )

    def __init__(self, data: Any, *, initial: dict[str, str], fixed: bool) -> None:
        super().__init__(data, initial=initial)
        if fixed:
            for name in ("slug", "language"):
                del self.fields[name]

    def words(self) -> str:
        """As they were typed or stand, right or wrong."""
        typed = self.data.get("body", "") if self.is_bound else self.initial.get("body", "")
        return str(typed).replace("\r\n", "\n").replace("\x00", "")
