"""The lit map made ready for paper: the figures of the page, and a line that says what they are of."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from wellserved.journey.contracts import CellPrinted, Figures

from .map_page import CellView, MapPage
from .wording import minute

PRINTS = (("pdf", "PDF"), ("png", "PNG"), ("svg", "SVG"))
"""What a lit map can be printed as, in the order in which it is offered."""


def draw_figures(page: MapPage, *, chosen: Iterable[str]) -> Figures:
    """`chosen` are the filters in words: on paper there are none above the map to read them from."""
    touchpoints = [touchpoint for stage in page.stages for touchpoint in stage.touchpoints]
    rows = tuple(
        (
            str(gap.name),
            {
                touchpoint.slug: printed
                for touchpoint in touchpoints
                if (printed := _printed(touchpoint.cells[number])) is not None
            },
        )
        for number, gap in enumerate(page.gaps)
    )
    counted = _("Counted up to %(time)s.") % {"time": minute(page.journey_map.as_of)}
    reading = _(
        "The share of cases that fall short, its interval and the number of cases; "
        "hatched: fewer than 30 cases, too few for a share."
    )
    words = [page.covers, *(f"{one}." for one in chosen), counted, *([reading] if touchpoints else [])]
    return Figures(caption=" ".join(words), rows=rows if any(cells for _name, cells in rows) else ())


def _printed(cell: CellView) -> CellPrinted | None:
    if cell.look == "none":
        return None
    if not cell.share:
        return CellPrinted(step=None, figure=f"n {cell.n}", small=cell.of)
    figure = f"{cell.share}%  {cell.change}" if cell.change else f"{cell.share}%"
    small = " · ".join(part for part in (cell.interval, f"n {cell.n}", cell.of) if part)
    return CellPrinted(step=int(cell.look.removeprefix("h")), figure=figure, small=small)
