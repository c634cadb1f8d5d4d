"""How parcels in trouble are spoken of among staff."""

from datetime import datetime
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from wellserved.tracking.contracts import Kind
from wellserved.tracking.queries.board_counts import Counted

from .wording import figure

Words = str | Promise

TROUBLE_NAMES: dict[str, Words] = {
    "late": pgettext_lazy("trouble with a parcel", "Late"),
    "failed": pgettext_lazy("trouble with a parcel", "Failed"),
    "returning": pgettext_lazy("trouble with a parcel", "Going back"),
    "silent": pgettext_lazy("trouble with a parcel", "Silent"),
    "held": pgettext_lazy("trouble with a parcel", "Held"),
    "will_be_late": pgettext_lazy("trouble with a parcel", "Will be late"),
    "ready_too_long": pgettext_lazy("trouble with a parcel", "Not collected"),
    "return_asked": pgettext_lazy("trouble with a parcel", "Returns asked for"),
}
TROUBLE_SAYS: dict[str, Words] = {
    "late": gettext_lazy("The day that these customers were told has passed."),
    "failed": gettext_lazy("Somebody was there and could not hand it over, or it met with a mishap."),
    "returning": gettext_lazy("On the way back to the sender; the customer will not get it."),
    "silent": gettext_lazy("Longer without a scan than 95 of 100 like parcels at that stage."),
    "held": gettext_lazy("Kept somewhere until somebody does something."),
    "will_be_late": gettext_lazy(
        "Not late yet, but the window we expect ends after what the customer was told."
    ),
    "ready_too_long": gettext_lazy("Ready to be collected, and nobody came for longer than is usual."),
    "return_asked": gettext_lazy("Customers want to send these back, and no carrier has them yet."),
}
KIND_NAMES: dict[str, Words] = {
    Kind.PARCEL: pgettext_lazy("what is followed", "Parcel"),
    Kind.RETURN: pgettext_lazy("what is followed", "Return"),
    Kind.REPAIR: pgettext_lazy("what is followed", "Repair"),
}


def money(value: Decimal | float | None, currency: str) -> str:
    """With the currency's code behind it; cents only where there are some."""
    if not value:
        return ""
    places = 0 if value == int(value) else 2
    return f"{figure(float(value), places=places)} {currency}".rstrip()


def lasting(since: datetime, now: datetime) -> str:
    """For how long already: hours on the first two days, then days."""
    hours = max(0, int((now - since).total_seconds() // 3600))
    if hours < 48:
        return ngettext("for %(n)s hour", "for %(n)s hours", hours) % {"n": hours}
    days = hours // 24
    return ngettext("for %(n)s day", "for %(n)s days", days) % {"n": days}


def at_least(counted: Counted) -> str:
    """A count as far as it was counted; nothing where that says nothing."""
    n = figure(counted.n, places=0)
    if counted.all_seen:
        return n
    return _("%(n)s+") % {"n": n} if counted.n else ""


def where_words(place: str, country: str) -> str:
    return ", ".join(one for one in (place, country) if one)
