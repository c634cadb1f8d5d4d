"""The words and figures of the map: names of gaps and levels, shares, intervals, periods."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode

from django.utils.formats import date_format, get_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_lazy, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from wellserved.insight.contracts import CLAUSES
from wellserved.platform.dates import unbroken
from wellserved.platform.lists import listed
from wellserved.platform.units import with_unit

DASH = "–"
Words = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class GapWords:
    """How one gap is spoken of. `verb` heads a narrow column; `clause` ends a sentence on its cases."""

    name: Words
    question: Words
    verb: Words
    title: Words
    clause: Words
    rule: Words


GAPS: dict[int, GapWords] = {
    1: GapWords(
        name=pgettext_lazy("gap", "Knowledge"),
        question=gettext_lazy("do we know?"),
        verb=pgettext_lazy("short name of gap 1", "Know"),
        title=gettext_lazy("Gap 1, knowledge: we believe in less than customers expect"),
        clause=CLAUSES[1],
        rule=gettext_lazy(
            "A case falls short when managers believe in less than the customer expects. "
            "It compares what is believed with what is expected."
        ),
    ),
    2: GapWords(
        name=pgettext_lazy("gap", "Standard"),
        question=gettext_lazy("do we aim there?"),
        verb=pgettext_lazy("short name of gap 2", "Aim"),
        title=gettext_lazy("Gap 2, standard: we aim lower than what we know is expected"),
        clause=CLAUSES[2],
        rule=gettext_lazy(
            "A case falls short when the expectation was known, because the belief meets it, "
            "and the standard does not."
        ),
    ),
    3: GapWords(
        name=pgettext_lazy("gap", "Delivery"),
        question=gettext_lazy("do we do it?"),
        verb=pgettext_lazy("short name of gap 3", "Do"),
        title=gettext_lazy("Gap 3, delivery: less than our standard"),
        clause=CLAUSES[3],
        rule=gettext_lazy(
            "A case falls short when less was delivered than the standard in force at that time asks."
        ),
    ),
    4: GapWords(
        name=pgettext_lazy("gap", "Communication"),
        question=gettext_lazy("do we say so?"),
        verb=pgettext_lazy("short name of gap 4", "Say"),
        title=gettext_lazy("Gap 4, communication: less than we told them"),
        clause=CLAUSES[4],
        rule=gettext_lazy(
            "A case falls short when less was delivered than this customer had been told beforehand."
        ),
    ),
    5: GapWords(
        name=pgettext_lazy("gap", "Customer"),
        question=gettext_lazy("do they feel it?"),
        verb=pgettext_lazy("short name of gap 5", "Feel"),
        title=gettext_lazy("Gap 5, customer: less than they expected"),
        clause=CLAUSES[5],
        rule=gettext_lazy(
            "A case falls short when the customer perceived less than expected. "
            "Without an expectation, less than the measure's satisfied level."
        ),
    ),
}

LINK_NAMES: dict[str, Words] = {
    "knowledge": pgettext_lazy("guilty link", "knowledge"),
    "standard": pgettext_lazy("guilty link", "standard"),
    "delivery": pgettext_lazy("guilty link", "delivery"),
    "communication": pgettext_lazy("guilty link", "communication"),
    "perception": pgettext_lazy("guilty link", "perception"),
}

LEVELS: dict[str, tuple[Words, Words]] = {
    "expected": (pgettext_lazy("level", "Expected"), gettext_lazy("by the customer")),
    "believed": (pgettext_lazy("level", "Believed"), gettext_lazy("by managers")),
    "standard": (pgettext_lazy("level", "Standard"), gettext_lazy("that we set")),
    "delivered": (pgettext_lazy("level", "Delivered"), gettext_lazy("what was done")),
    "told": (pgettext_lazy("level", "Told"), gettext_lazy("to the customer")),
    "perceived": (pgettext_lazy("level", "Perceived"), gettext_lazy("by the customer")),
}


@lru_cache
def _separators(language: str | None) -> dict[int, str]:
    """From Python's comma and point to the language's own."""
    # Django groups no figures in Chinese; in Taiwan and Hong Kong people do, with a comma.
    return str.maketrans(
        {
            ",": get_format("THOUSAND_SEPARATOR", language) or ",",
            ".": get_format("DECIMAL_SEPARATOR", language),
        }
    )


def figure(value: float, *, places: int) -> str:
    """Rounded, in groups of three. Django's own number_format cuts off where this rounds, and is slow."""
    return _spelled(f"{value:,.{places}f}")


def _spelled(figures: str) -> str:
    return figures.translate(_separators(get_language()))


def count(value: int) -> str:
    return figure(value, places=0)


def quantity(value: float) -> str:
    """A value in a measure's own unit: three figures, no idle zeros."""
    places = 0 if abs(value) >= 100 or value == int(value) else 1 if abs(value) >= 10 else 2
    text = f"{value:.{places}f}"
    return figure(float(text), places=len(text.rstrip("0").partition(".")[2]) if places else 0)


def amount(value: float, unit: str) -> str:
    """A value with its unit, as it is said: 1 day, 2.5 days."""
    return with_unit(quantity(value), unit)


def percent(share: float, *, brief: bool = False) -> str:
    """18.4; in brief 18, and with a decimal only below ten, where it matters."""
    hundred = share * 100
    places = 0 if brief and hundred >= 9.95 else 1
    return figure(hundred, places=places)


def interval(low: float, high: float) -> str:
    """17.6 to 19.2 in the narrowest form; a wide interval needs no decimals."""
    places = 1 if high - low < 0.05 else 0
    return _spelled(f"{low * 100:,.{places}f}{DASH}{high * 100:,.{places}f}")


def points(difference: float) -> str:
    """A change between two shares, in percentage points, without its sign."""
    hundred = abs(difference) * 100
    return figure(hundred, places=0 if hundred >= 9.95 else 1)


def day(value: date) -> str:
    return unbroken(date_format(value, pgettext("format of a date, see Django's date filter", "j M Y")))


def minute(value: datetime) -> str:
    local = localtime(value)
    return f"{day(local)} {local:%H:%M}"


def period(since: date | None, until: date | None) -> str:
    """Both ends included, as people say it; `until` is the day after the last."""
    if since is None or until is None:
        return _("all records")
    return _("%(first)s to %(last)s") % {"first": day(since), "last": day(until - timedelta(days=1))}


def with_query(address: str, **given: str) -> str:
    """The same address with these words in its query; an empty one is taken out of it."""
    path, _mark, query = address.partition("?")
    kept = [(name, value) for name, value in parse_qsl(query) if name not in given]
    words = urlencode([*kept, *((name, value) for name, value in given.items() if value)])
    return f"{path}?{words}" if words else path


def guilt_words(percents: dict[str, int]) -> str:
    """The links with a share in the guilt, the guiltiest first: Delivery 58, communication 21%."""
    named = sorted(((part, link) for link, part in percents.items() if part), reverse=True)
    words = listed(f"{LINK_NAMES[link]} {part}%" for part, link in named)
    return words[:1].upper() + words[1:]
