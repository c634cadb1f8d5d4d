"""The trainings of the windows made ready: what each learned from, and how what it said did."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellserved.tracking.queries.trainings import Training
from wellserved.tracking.services.windows import COVERAGE

from .wording import DASH, amount, count, minute, percent

__all__ = ["TrainingView", "WindowsView", "draw_windows"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingView:
    trained: str
    deliveries: str
    held: str
    width: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowsView:
    says: str
    held: str
    meant: str
    trainings: tuple[TrainingView, ...]


def draw_windows(trainings: Sequence[Training]) -> WindowsView:
    return WindowsView(
        says=_says(trainings),
        held=_held(trainings),
        meant=percent(COVERAGE, brief=True),
        trainings=tuple(_drawn(one) for one in trainings),
    )


def _says(trainings: Sequence[Training]) -> str:
    if not trainings:
        return _("Nothing was trained yet: parcels show the day that the carrier or you named.")
    now = trainings[0]
    words = ngettext(
        "In use is what was learned on %(when)s from %(n)s delivery of the last 18 months.",
        "In use is what was learned on %(when)s from %(n)s deliveries of the last 18 months.",
        now.deliveries,
    )
    return words % {"when": minute(now.trained_at), "n": count(now.deliveries)}


def _held(trainings: Sequence[Training]) -> str:
    for one in trainings:
        if one.coverage is not None:
            words = _(
                "Of the parcels delivered after the training of %(when)s and before the next one, %(share)s%% came within their window; %(meant)s%% are meant to."
            )
            meant = percent(COVERAGE, brief=True)
            return words % {"when": minute(one.trained_at), "share": percent(one.coverage), "meant": meant}
    return ""


def _drawn(one: Training) -> TrainingView:
    width = one.mean_width_hours
    return TrainingView(
        trained=minute(one.trained_at),
        deliveries=count(one.deliveries),
        held=DASH if one.coverage is None else f"{percent(one.coverage)}%",
        width=DASH if width is None else amount(width / 24, "days"),
        version=one.version,
    )
