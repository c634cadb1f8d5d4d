"""A figure beside the unit that it is counted in."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

_OF = re.compile(r"of (\d+)")
"""The unit of an answer on a scale that ends there."""


def with_unit(figure: str, unit: str) -> str:
    """The figure, as it is shown, with its unit: '1 day', '2.5 days'; units in words of one's own stay as they are."""
    # The number that chooses the form is a whole one; of the rest, any but one is many.
    counted = _counted(unit.removesuffix("s"), 1 if figure == "1" else 2)
    if counted:
        return counted % {"n": figure}
    if scale := _OF.fullmatch(unit):
        return _("%(n)s of %(high)s") % {"n": figure, "high": scale[1]}
    return f"{figure} {unit}" if unit else figure


def _counted(unit: str, number: int) -> str:
    match unit:
        case "day":
            return ngettext("%(n)s day", "%(n)s days", number)
        case "hour":
            return ngettext("%(n)s hour", "%(n)s hours", number)
        case "minute":
            return ngettext("%(n)s minute", "%(n)s minutes", number)
        case "second":
            return ngettext("%(n)s second", "%(n)s seconds", number)
        case "percent":
            return _("%(n)s percent")
    return ""


def unit_said(unit: str) -> str:
    """The unit by itself, as it stands beside a field or an axis; units in words of one's own stay as they are."""
    if scale := _OF.fullmatch(unit):
        return _("of %(high)s") % {"high": scale[1]}
    said = {
        "day": _("days"),
        "hour": _("hours"),
        "minute": _("minutes"),
        "second": _("seconds"),
        "percent": _("percent"),
        "point": _("points"),
    }
    return said.get(unit.removesuffix("s"), unit)
