"""Short forms that the templates are written in."""

from django.utils.translation import gettext_noop as _

from wellserved.journey.contracts import MeasurePlan

POINTS = _("points of 7")


def score(title: str, *, slug: str, unit: str, satisfied: float = 5.5) -> MeasurePlan:
    """A question answered from 1 to 7, as SERVQUAL asks."""
    return MeasurePlan(
        slug=slug, title=title, unit=unit, better="higher", scale_low=1, scale_high=7, satisfied=satisfied
    )


def time(title: str, *, slug: str, unit: str) -> MeasurePlan:
    """How long it takes: the shorter the better."""
    return MeasurePlan(slug=slug, title=title, unit=unit, better="lower", scale_low=0)


def share(title: str, *, slug: str) -> MeasurePlan:
    """How much of what was asked for was got, out of a hundred."""
    return MeasurePlan(slug=slug, title=title, unit="%", better="higher", scale_low=0, scale_high=100)


__all__ = ["POINTS", "score", "share", "time"]
