"""What is asked of whoever draws the tree of causes."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from wellserved.cases.queries import CauseLine

from .forms import LANGUAGES

_SHORT = 60


class CauseForm(forms.Form):
    """A cause's title in each language that we write, and the one above it."""

    def __init__(self, *args: Any, tree: Sequence[CauseLine], of: CauseLine | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of, self.taken = of, {line.slug for line in tree}
        by_id = {line.id: line.slug for line in tree}
        for code, name in LANGUAGES.items():
            self.fields[f"title_{code}"] = forms.CharField(
                label=_("Title (%(language)s)") % {"language": name},
                max_length=120,
                required=code == "en",
                initial=of.titles.get(code, "") if of else "",
                widget=forms.TextInput(attrs={"lang": code}),
            )
        offered = [
            line for line in tree if not line.retired and not (of and line.path[: len(of.path)] == of.path)
        ]
        above = [("", _("nothing: it stands at the top"))]
        above += [(line.slug, " / ".join(line.path)) for line in offered]
        initial = by_id.get(of.parent_id, "") if of and of.parent_id else ""
        self.fields["parent"] = forms.ChoiceField(
            required=False, label=pgettext("a cause", "Below"), choices=above, initial=initial
        )
        self.order_fields([*(f"title_{code}" for code in LANGUAGES), "parent"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.of is None and given.get("title_en") and self.slug() in self.taken:
            self.add_error(
                "title_en", _("There is a cause of this name already. Change that one, or say it otherwise.")
            )
        return given

    def slug(self) -> str:
        """The short name: of a new cause its English title in small letters; it stays when the title changes."""
        if self.of is not None:
            return self.of.slug
        return slugify(self.cleaned_data["title_en"])[:_SHORT].strip("-") or "cause"

    def titles(self) -> dict[str, str]:
        # Titles in languages that are not asked for here stay.
        kept = dict(self.of.titles) if self.of else {}
        return kept | {code: self.cleaned_data[f"title_{code}"] for code in LANGUAGES}
