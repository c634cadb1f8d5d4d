"""What is chosen of all cases, and what is done to the chosen."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from wellserved.cases.queries import CaseChoice, CauseLine
from wellserved.journey.queries.touchpoints import TouchpointKey
from wellserved.people.contracts import Place

from .words import KINDS, TABS, URGENCIES, Words

_STATE_OF = {"all": "", "quarantine": ""}
_SELECTS = ("kind", "owner", "urgency", "cause", "touchpoint", "location", "language")
_CHECKS = ("overdue", "unread")


@dataclass(frozen=True, slots=True, kw_only=True)
class Select:
    """`options` are HTML."""

    name: str
    id: str
    label: Words
    options: SafeString


def options(choices: Iterable[Any], *, chosen: str = "") -> SafeString:
    """The options of a select, the chosen one marked."""
    return mark_safe(  # noqa: S308  every word is escaped here
        "".join(
            f'<option value="{escape(value)}"{" selected" if str(value) == chosen else ""}>{escape(name)}</option>'
            for value, name in choices
        )
    )


class ListFilter(forms.Form):
    """All of it optional: an address with nonsense in it shows the list all the same."""

    tab = forms.ChoiceField(choices=list(TABS.items()), required=False)
    q = forms.CharField(label=_("Words, a number or an address"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("What"), choices=[("", _("All")), *KINDS.items()], required=False)
    owner = forms.ChoiceField(
        label=_("Owner"),
        choices=[("", _("Anybody")), ("me", _("Me")), ("nobody", _("Nobody"))],
        required=False,
    )
    urgency = forms.ChoiceField(
        label=_("Urgency"), choices=[("", _("All")), *URGENCIES.items()], required=False
    )
    cause = forms.TypedChoiceField(label=_("Cause"), coerce=int, empty_value=None, required=False)
    touchpoint = forms.TypedChoiceField(label=_("Touchpoint"), coerce=int, empty_value=None, required=False)
    location = forms.TypedChoiceField(label=_("Location"), coerce=int, empty_value=None, required=False)
    language = forms.ChoiceField(
        label=_("Language"),
        choices=[
            ("", _("All")),
            ("en", "English"),
            ("ko", "한국어"),
            ("zh-hant", "繁體中文"),
            ("zh-hans", "简体中文"),
        ],
        required=False,
    )
    overdue = forms.BooleanField(label=_("Overdue"), required=False)
    unread = forms.BooleanField(label=_("Unread"), required=False)
    after = forms.CharField(max_length=120, required=False)

    def __init__(
        self,
        data: Any,
        *,
        causes: Iterable[CauseLine],
        touchpoints: Iterable[TouchpointKey],
        places: Iterable[Place],
    ) -> None:
        super().__init__(data)
        self._choose("cause", ((one.id, "\u2003" * one.depth + one.title) for one in causes))
        self._choose(
            "touchpoint", ((one.touchpoint_id, f"{one.journey_title}: {one.title}") for one in touchpoints)
        )
        self._choose("location", ((one.location_id, " / ".join(one.path)) for one in places))

    def _choose(self, name: str, options: Iterable[tuple[int, str]]) -> None:
        self.fields[name].choices = [("", _("All")), *options]  # type: ignore[attr-defined]  # a field of choices

    def selects(self) -> list[Select]:
        """Ready to be shown: a template that went through hundreds of options would take longer than the query."""
        return [
            Select(
                name=name,
                id=f"id_{name}",
                label=self.fields[name].label or "",
                options=options(self.fields[name].choices, chosen=str(self.data.get(name) or "")),  # type: ignore[attr-defined]  # a field of choices
            )
            for name in _SELECTS
        ]

    def checks(self) -> list[forms.BoundField]:
        return [self[name] for name in _CHECKS]

    def chosen(self) -> tuple[str, CaseChoice]:
        """The tab, and the choice that it and the filters make."""
        self.full_clean()
        said = self.cleaned_data
        tab = said.get("tab") or "answer"
        return tab, CaseChoice(
            state=_STATE_OF.get(tab, tab),
            quarantined=tab == "quarantine",
            kind=said.get("kind") or "",
            owner=said.get("owner") or "",
            urgency=said.get("urgency") or "",
            cause_id=said.get("cause"),
            touchpoint_id=said.get("touchpoint"),
            location_id=said.get("location"),
            language=said.get("language") or "",
            overdue=said.get("overdue") or False,
            unread=said.get("unread") or False,
            text=(said.get("q") or "").replace("\x00", ""),
            after=said.get("after") or "",
        )


def list_query(tab: str, choice: CaseChoice, *, after: str = "") -> str:
    """The choice as it stands in an address, at the first page unless `after` leads further."""
    words = {
        "tab": tab,
        "q": choice.text,
        "kind": choice.kind,
        "owner": choice.owner,
        "urgency": choice.urgency,
        "cause": choice.cause_id or "",
        "touchpoint": choice.touchpoint_id or "",
        "location": choice.location_id or "",
        "language": choice.language,
        "overdue": "on" if choice.overdue else "",
        "unread": "on" if choice.unread else "",
        "after": after,
    }
    return "?" + urlencode({name: value for name, value in words.items() if value})


DEEDS = ("take", "nobody", "close", "reopen", "wait", "set_aside", "spam", "release", "cause", "urgency")


class DeedForm(forms.Form):
    """What is to be done to which cases; `back` is the query of the list that it was pressed on."""

    deed = forms.ChoiceField(choices=[(one, "") for one in DEEDS])
    case = forms.TypedMultipleChoiceField(coerce=int)
    cause = forms.IntegerField(min_value=1, max_value=2**31 - 1, required=False)
    urgency = forms.ChoiceField(choices=[("", ""), *URGENCIES.items()], required=False)
    back = forms.CharField(max_length=1000, required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        given = [one for one in data.getlist("case") if one.isascii() and one.isdigit() and len(one) < 19]
        self.fields["case"].choices = [(one, one) for one in given[:200]]  # type: ignore[attr-defined]  # as above
