"""The hand scanner's page made ready, and what it is told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from wellserved.tracking.contracts import Kind
from wellserved.tracking.queries.public import carrier_said, reason_said, status_said
from wellserved.tracking.queries.scanning import Recognised, reasons, statuses

CONSENT = gettext_lazy("The recipient agrees that this is kept as proof of delivery.")


class ProofForm(forms.Form):
    """`agreed` stands for the sentence that the page shows."""

    number = forms.CharField(max_length=80)
    carrier = forms.RegexField(r"^[a-z0-9_.-]*$", max_length=40, required=False)
    what = forms.ChoiceField(choices=[("photo", ""), ("signature", "")])
    taken_at = forms.CharField(max_length=40)
    agreed = forms.BooleanField()
    picture = forms.FileField()

    def clean_taken_at(self) -> datetime:
        try:
            taken = datetime.fromisoformat(self.cleaned_data["taken_at"])
        except ValueError:
            taken = None
        if taken is None or taken.tzinfo is None:
            raise forms.ValidationError(_("This is no time with its zone."))
        return taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    value: str
    name: str
    usual: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    name: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanPage:
    """`words` are those that the script says."""

    statuses: tuple[Group, ...]
    reasons: tuple[Option, ...]
    place: str
    consent: str
    words: dict[str, str]


def draw_scan(*, place: str) -> ScanPage:
    groups = (
        (_("On its way"), Kind.PARCEL),
        (_("A return, once it is here"), Kind.RETURN),
        (_("A repair, in the workshop"), Kind.REPAIR),
    )
    return ScanPage(
        statuses=tuple(
            Group(
                name=name,
                options=tuple(Option(value=one.value, name=status_said(kind, one)) for one in statuses(kind)),
            )
            for name, kind in groups
        ),
        reasons=tuple(
            Option(value=one.slug, name=reason_said(one.slug), usual=one.usual) for one in reasons()
        ),
        place=place,
        consent=str(CONSENT),
        words=_words(),
    )


def says_recognised(found: Iterable[Recognised]) -> str:
    """One sentence on what a number can be."""
    names = {_carrier(one): one.checked for one in found if one.checked}
    if names:
        return _("%(names)s: the check digit is right.") % {"names": _listed(names)}
    others = {_carrier(one): False for one in found}
    if others:
        return _("It looks like %(names)s; there is no check digit to look at.") % {"names": _listed(others)}
    return _("No carrier's number as far as we know them: look at it once more, or it is your own.")


def _carrier(one: Recognised) -> str:
    if one.kind == "sscc":
        return _("a logistic unit (SSCC)")
    if one.kind == "s10":
        return _("post of %(country)s (S10)") % {"country": one.country}
    return carrier_said(one.carrier)


def _listed(names: Iterable[str]) -> str:
    return pgettext("between things that it can be", " or ").join(sorted(names))


def _words() -> dict[str, str]:
    return {
        "none_waits": _("Nothing waits: all scans have arrived."),
        "waits": _("Still to be sent: %(n)s."),
        "others_wait": _("%(n)s of a colleague wait until they sign in on this phone."),
        "offline": _(
            "No connection. You can go on scanning: what you scan is kept on this phone and sent later."
        ),
        "signed_out": _(
            "You are signed out. What you scanned is kept here and sent once you have signed in again."
        ),
        "kept": _("%(number)s is noted."),
        "sent": _("Sent."),
        "number_first": _("Scan or type a number first."),
        "no_number": _("A number has 3 to 50 letters A to Z and digits."),
        "no_camera": _("The camera cannot be used. Type the number."),
        "refused": _("Not taken: %(why)s"),
        "agree_first": _("Ask the recipient first, and tick that they agree."),
        "sign_first": _("The signature is still empty."),
        "too_large": _("This picture is too large even when made smaller. Take another."),
        "no_picture": _("This is no picture."),
        "proof_kept": _("The proof is noted."),
        "no_store": _("This browser keeps nothing: do not scan in a private window."),
    }
