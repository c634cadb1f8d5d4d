"""What is said of a cell and of its control chart, alike on pages and in mails."""

from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

Words = str | Promise

CLAUSES: dict[int, Words] = {
    1: gettext_lazy("we believed in less than the customer expected"),
    2: gettext_lazy("the expectation was known and our standard did not meet it"),
    3: gettext_lazy("less was delivered than our standard asks"),
    4: gettext_lazy("less was delivered than the customer had been told"),
    5: gettext_lazy("the customer perceived less than expected"),
}
"""How a sentence on the cases of each gap ends."""

RULES: dict[int, Words] = {
    1: gettext_lazy("one point beyond a limit"),
    2: gettext_lazy("two of three points beyond two thirds of the way to a limit"),
    3: gettext_lazy("four of five points beyond one third of the way to a limit"),
    4: gettext_lazy("eight points in succession on one side of the middle"),
}

_WORSE: dict[int, Words] = {
    1: gettext_lazy("%(when)s it left its control limits for the worse."),
    2: gettext_lazy("%(when)s, as in two of three points, it lay far on the worse side of its middle."),
    3: gettext_lazy("%(when)s, as in four of five points, it lay well on the worse side of its middle."),
    4: gettext_lazy("%(when)s it had been on the worse side of its middle eight times in succession."),
}
_BETTER: dict[int, Words] = {
    1: gettext_lazy("%(when)s it left its control limits for the better."),
    2: gettext_lazy("%(when)s, as in two of three points, it lay far on the better side of its middle."),
    3: gettext_lazy("%(when)s, as in four of five points, it lay well on the better side of its middle."),
    4: gettext_lazy("%(when)s it had been on the better side of its middle eight times in succession."),
}


def signal_words(*, rule: int, worse: bool, start: date, every: str) -> str:
    """Which rule spoke, and when: 'On 9 Sep 2026 it left its control limits for the worse.'"""
    return str((_WORSE if worse else _BETTER)[rule]) % {"when": when(start, every=every)}


def when(start: date, *, every: str) -> str:
    """The stretch of a control chart as a sentence begins with it."""
    if every == "month":
        written = date_format(start, pgettext("format of a month, see Django's date filter", "F Y"))
        return _("In %(month)s") % {"month": written}
    written = date_format(start, pgettext("format of a date, see Django's date filter", "j M Y"))
    if every == "week":
        return _("In the week from %(day)s") % {"day": written}
    return _("On %(day)s") % {"day": written}
