"""What is asked of whoever looks at causes, mends one or tells of it."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

LANGUAGES = {
    "en": gettext_lazy("English"),
    "ko": gettext_lazy("Korean"),
    "zh-hant": gettext_lazy("Traditional Chinese"),
}


class ParetoForm(forms.Form):
    """Of when, by what, and below which cause; what makes no sense is as if it was not asked."""

    by = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Ordered by"),
        choices=[
            ("count", gettext_lazy("number of complaints")),
            ("cost", gettext_lazy("what they cost")),
            ("value", gettext_lazy("value at stake")),
        ],
    )
    days = forms.TypedChoiceField(
        required=False,
        coerce=int,
        label=pgettext_lazy("a stretch of time", "Over"),
        choices=[
            (91, gettext_lazy("the last quarter")),
            (28, gettext_lazy("the last four weeks")),
            (364, gettext_lazy("the last year")),
        ],
    )
    cause = forms.IntegerField(required=False, min_value=1, max_value=2**31, widget=forms.HiddenInput())

    def chosen(self) -> dict[str, Any]:
        given = self.cleaned_data if self.is_valid() else {}
        return {
            "by": given.get("by") or "count",
            "days": given.get("days") or 91,
            "cause": given.get("cause"),
        }


class WordsForm(forms.Form):
    """What customers had said, and what was done, in each language that we write."""

    def __init__(self, *args: Any, said: dict[str, str], did: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in LANGUAGES.items():
            for part, label, known in (
                ("said", _("You said (%(language)s)"), said),
                ("did", _("We did (%(language)s)"), did),
            ):
                self.fields[f"{part}_{code}"] = forms.CharField(
                    label=label % {"language": name},
                    max_length=1000,
                    required=code == "en",
                    initial=known.get(code, ""),
                    widget=forms.Textarea(attrs={"rows": 2, "lang": code}),
                )

    def words(self, part: str) -> dict[str, str]:
        return {code: self.cleaned_data[f"{part}_{code}"] for code in LANGUAGES}


def week_asked(text: str, *, now: datetime) -> date:
    """The Monday of the week that was asked for; of the last one that is over where none was, or nothing sensible."""
    try:
        asked = date.fromisoformat(text)
    except ValueError:
        asked = timezone.localdate(now) - timedelta(days=7)
    if not date(2000, 1, 3) <= asked <= timezone.localdate(now):
        asked = timezone.localdate(now)
    return asked - timedelta(days=asked.weekday())


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
