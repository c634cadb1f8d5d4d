"""How the figures of a sheet are written, and what is said where there is none."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from wellserved.analytics.measurement import Mean
from wellserved.insight.contracts import Measurement
from wellserved.workspace.wording import Words, figure

MINUS = "\u2212"

SERVQUAL: dict[str, Words] = {
    "tangibles": pgettext_lazy("SERVQUAL dimension", "Tangibles"),
    "reliability": pgettext_lazy("SERVQUAL dimension", "Reliability"),
    "responsiveness": pgettext_lazy("SERVQUAL dimension", "Responsiveness"),
    "assurance": pgettext_lazy("SERVQUAL dimension", "Assurance"),
    "empathy": pgettext_lazy("SERVQUAL dimension", "Empathy"),
}

WHY_NOT: dict[str, Words] = {
    "few_items": gettext_lazy("There are too few items for it."),
    "few_respondents": gettext_lazy("Too few respondents answered every item."),
    "no_variance": gettext_lazy("The answers do not vary enough."),
    "no_end": gettext_lazy("The fit came to no end: the items do not lie as the dimensions say."),
    "no_outcome": gettext_lazy("No overall judgement was asked, such as satisfaction."),
    "many_predictors": gettext_lazy("There are more than ten dimensions to weigh."),
}

KANO: dict[str, Words] = {
    "must_be": pgettext_lazy("Kano category", "must be"),
    "one_dimensional": pgettext_lazy("Kano category", "the more the better"),
    "attractive": pgettext_lazy("Kano category", "delights"),
    "indifferent": pgettext_lazy("Kano category", "indifferent"),
    "reverse": pgettext_lazy("Kano category", "not wanted"),
    "questionable": pgettext_lazy("Kano category", "contradictory"),
}


def signed(value: float, *, places: int = 2) -> str:
    """With a true minus, and a plus above nothing."""
    text = figure(abs(value), places=places)
    if not any(digit in text for digit in "123456789"):
        return text
    return f"{MINUS}{text}" if value < 0 else f"+{text}"


def number(value: float, *, places: int = 2) -> str:
    text = figure(abs(value), places=places)
    return f"{MINUS}{text}" if value < 0 and any(digit in text for digit in "123456789") else text


def between(mean: Mean, *, with_sign: bool = False) -> str:
    if mean.low is None or mean.high is None:
        return ""
    said = signed if with_sign else number
    return _("%(low)s to %(high)s") % {"low": said(mean.low), "high": said(mean.high)}


def title_of(found: Measurement, name: str) -> str:
    known = found.dimension_titles.get(name)
    return known if known is not None else str(SERVQUAL.get(name, name))


def named(found: Measurement, name: str) -> str:
    """Within a sentence: titles that people wrote are often sentences themselves."""
    title = title_of(found, name)
    return (
        title
        if name in SERVQUAL and name not in found.dimension_titles
        else _("“%(title)s”") % {"title": title}
    )
