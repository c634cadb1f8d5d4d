"""What is asked of whoever sets up a source: where it is, what to watch, what its mentions are about."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from wellserved.cases.contracts import Kind, SourceIn
from wellserved.cases.mentions.json_source import FIELDS
from wellserved.cases.mentions.mastodon import WATCHES
from wellserved.cases.queries.mentions import SourceSeen
from wellserved.journey.queries.touchpoints import TouchpointKey
from wellserved.people.contracts import Place
from wellserved.workspace.cases_desk.words import KINDS

__all__ = ["FileForm", "SourceForm", "initial_of"]

SOURCE_KINDS: tuple[tuple[str, str | Promise], ...] = (
    ("feed", gettext_lazy("RSS or Atom")),
    ("mastodon", "Mastodon"),
    ("json", gettext_lazy("JSON, by a mapping")),
    ("csv", gettext_lazy("CSV files that somebody brings")),
)
_WATCHED = {
    "hashtag": gettext_lazy("a hashtag"),
    "search": gettext_lazy("words, by the server's search"),
    "mentions": gettext_lazy("who mentions the account of the token"),
}
_NAMES = {
    "items": gettext_lazy("The list of reviews"),
    "id": gettext_lazy("Its id"),
    "text": pgettext_lazy("of a review", "Its words"),
    "title": gettext_lazy("Its title"),
    "author": gettext_lazy("Its author"),
    "link": gettext_lazy("Its link"),
    "at": gettext_lazy("When it was written"),
    "rating": gettext_lazy("Its rating"),
    "language": gettext_lazy("Its language"),
    "next": gettext_lazy("The next page's address"),
    "scale": gettext_lazy("Stars at most, as a number"),
}
_SAMPLES = {
    "items": "data.reviews",
    "id": "id",
    "text": "body",
    "author": "user.name",
    "link": "urls[0]",
    "at": "created_at",
    "rating": "stars",
    "next": "paging.next",
    "scale": "5",
}


def _path(name: str) -> forms.CharField:
    attrs = {"placeholder": _SAMPLES.get(name, ""), "spellcheck": "false", "autocomplete": "off"}
    return forms.CharField(
        label=_NAMES[name], max_length=200, required=False, widget=forms.TextInput(attrs=attrs)
    )


class SourceForm(forms.Form):
    """Fields that a kind has no use for are left out of sight by the style sheet, and not looked at."""

    name = forms.CharField(label=pgettext_lazy("of a source", "Name"), max_length=120)
    slug = forms.CharField(
        label=gettext_lazy("Short name in the address"),
        max_length=60,
        validators=[
            RegexValidator(
                r"^(?!new$)[a-z0-9][a-z0-9-]*$", gettext_lazy("Small letters, digits and hyphens.")
            )
        ],
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What is there"), choices=SOURCE_KINDS, widget=forms.RadioSelect, initial="feed"
    )
    address = forms.CharField(
        label=pgettext_lazy("of a source", "Address"),
        max_length=1500,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false", "placeholder": "https://"}),
        help_text=gettext_lazy(
            "Of the feed or the JSON; of Mastodon only the server: https://mastodon.social"
        ),
    )
    token = forms.ChoiceField(
        label=gettext_lazy("Secret to ask with"),
        required=False,
        help_text=gettext_lazy("Secrets stand in the setting WELLSERVED_SOURCE_TOKENS and are never shown."),
    )
    watch = forms.ChoiceField(
        label=gettext_lazy("Watch"), choices=[(one, _WATCHED[one]) for one in WATCHES], required=False
    )
    words = forms.CharField(label=gettext_lazy("Hashtag or words"), max_length=200, required=False)
    sample = forms.CharField(
        label=gettext_lazy("A sample to try the mapping on, instead of the address"),
        max_length=200_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )
    case_kind = forms.ChoiceField(
        label=gettext_lazy("Without a rating it is"), choices=list(KINDS.items()), initial=Kind.QUESTION.value
    )
    touchpoint = forms.TypedChoiceField(
        label=gettext_lazy("Touchpoint"), coerce=int, empty_value=None, required=False
    )
    location = forms.TypedChoiceField(
        label=gettext_lazy("Location"), coerce=int, empty_value=None, required=False
    )
    every_minutes = forms.IntegerField(
        label=gettext_lazy("Look every so many minutes"), min_value=5, max_value=10_080, initial=30
    )

    def __init__(
        self,
        data: Any = None,
        *,
        touchpoints: Sequence[TouchpointKey],
        places: Sequence[Place],
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        for name in _NAMES:
            self.fields[f"at_{name}"] = _path(name)
        nothing = ("", "–")
        choices: dict[str, list[tuple[Any, Any]]] = {
            "token": [nothing, *((name, name) for name in sorted(settings.SOURCE_TOKENS))],
            "touchpoint": [
                nothing,
                *((one.touchpoint_id, f"{one.journey_title} / {one.title}") for one in touchpoints),
            ],
            "location": [nothing, *((one.location_id, " / ".join(one.path)) for one in places)],
        }
        for name, given in choices.items():
            self.fields[name].choices = given  # type: ignore[attr-defined]  # choice fields

    @property
    def paths(self) -> list[forms.BoundField]:
        return [self[f"at_{name}"] for name in _NAMES]

    def source(self) -> SourceIn:
        said = self.cleaned_data
        mapping: dict[str, str] = {}
        if said["kind"] == "json":
            given = {name: said[f"at_{name}"].strip() for name in (*FIELDS, "scale")}
            mapping = {name: path for name, path in given.items() if path}
        elif said["kind"] == "mastodon":
            mapping = {"watch": said["watch"], "words": said["words"].strip()}
        return SourceIn(
            slug=said["slug"],
            name=said["name"],
            kind=said["kind"],
            address=said["address"].strip(),
            mapping=mapping,
            token=said["token"],
            case_kind=Kind(said["case_kind"]),
            touchpoint_id=said["touchpoint"],
            location_id=said["location"],
            every_minutes=said["every_minutes"],
        )

    def refused(self, field: str, said: str) -> None:
        """Say what the deed said, at the field that it is about."""
        names = (field, f"at_{field}")
        own = [name for name in names if name in self.fields]
        # Of a mapping of JSON the paths are meant, which share names with other fields.
        self.add_error(
            own[-1] if own and self.data.get("kind") == "json" else (own[0] if own else None), said
        )


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
        help_text=gettext_lazy(
            "Its first line names the columns, in any order: text, title, author, link, date, rating, scale, language, id."
        ),
    )


def initial_of(seen: SourceSeen) -> dict[str, Any]:
    fields = ("name", "slug", "kind", "address", "token", "case_kind", "every_minutes")
    return {
        **{name: getattr(seen, name) for name in fields},
        "touchpoint": seen.touchpoint_id,
        "location": seen.location_id,
        "watch": seen.mapping.get("watch", ""),
        "words": seen.mapping.get("words", ""),
        **{f"at_{name}": seen.mapping.get(name, "") for name in _NAMES},
    }
