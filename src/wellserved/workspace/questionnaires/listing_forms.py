"""What is asked of whoever begins a questionnaire."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import get_language, gettext_lazy
from msgspec.structs import replace

from wellserved.voice import beginnings
from wellserved.voice.domain.definition import Definition, Page

from .words import BEGINNINGS, language_name

__all__ = ["NewForm"]


class NewForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title that customers see"), max_length=200)
    slug = forms.CharField(
        label=gettext_lazy("Short name, for addresses and files"),
        max_length=60,
        validators=[
            RegexValidator(r"^[a-z0-9][a-z0-9-]*$", gettext_lazy("Small letters, digits and hyphens."))
        ],
    )
    language = forms.ChoiceField(label=gettext_lazy("Language in which you write it"))
    beginning = forms.ChoiceField(
        label=gettext_lazy("Begin with"), choices=BEGINNINGS, required=False, widget=forms.RadioSelect
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, initial={"beginning": "", "language": get_language()}, **kwargs)
        languages = [(code, language_name(code)) for code, _name in settings.LANGUAGES]
        self.fields["language"].choices = languages  # type: ignore[attr-defined]  # a choice field

    def definition(self) -> Definition:
        """What was chosen, under the title that was given."""
        title, language = self.cleaned_data["title"], self.cleaned_data["language"]
        chosen = self.cleaned_data["beginning"]
        if not chosen:
            return Definition(title={language: title}, language=language, pages=(Page(key="page"),))
        begun = beginnings.BEGINNINGS[chosen]
        return replace(begun, title={**begun.title, language: title}, language=language)
