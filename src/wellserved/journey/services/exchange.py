"""Maps out into files and in from them."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from wellserved.journey.contracts import Exported, Figures, JourneyPlan
from wellserved.journey.exchange import csv_form, json_form, mermaid
from wellserved.journey.exchange.checking import ImportRefused
from wellserved.journey.exchange.printing import setting
from wellserved.journey.exchange.printing.setting import LettersMissing
from wellserved.journey.exchange.printing.sheet import Sheet
from wellserved.journey.queries import drawing_for, plan_for
from wellserved.people.contracts import Person
from wellserved.people.services import require
from wellserved.platform.lists import listed

from .drawing.whole import draw_anew
from .maps import JourneyContradicts

__all__ = [
    "FORMS",
    "IMPORT_FORMS",
    "FormUnknown",
    "ImportRefused",
    "LettersMissing",
    "export_map",
    "import_map",
]

LARGEST = 2 * 1024 * 1024
FORMS: Mapping[str, tuple[str, str]] = {
    "json": ("application/json", "json"),
    "csv": ("text/csv; charset=utf-8", "csv"),
    "mermaid": ("text/vnd.mermaid; charset=utf-8", "mmd"),
    "svg": ("image/svg+xml", "svg"),
    "png": ("image/png", "png"),
    "pdf": ("application/pdf", "pdf"),
}
"""Media type and ending of each form that a map can take."""
_WRITERS: Mapping[str, Callable[[JourneyPlan], bytes]] = {
    "json": json_form.written,
    "csv": csv_form.written,
    "mermaid": mermaid.written,
}
_READERS: Mapping[str, Callable[[bytes], JourneyPlan]] = {
    "json": json_form.read,
    "csv": csv_form.read,
    "mermaid": mermaid.read,
}
IMPORT_FORMS = tuple(_READERS)


class FormUnknown(ValueError):
    """A form that maps cannot take."""


def export_map(
    person: Person, *, journey: str, form: str, figures: Figures | None = None, now: datetime
) -> Exported:
    """A map as a file; `figures` light up what is printed (SVG, PNG, PDF).

    Raises NotFound as every reading, FormUnknown, and LettersMissing where no font here can print the map.
    """
    if form not in FORMS:
        raise FormUnknown(_unknown(form, FORMS))
    media_type, ending = FORMS[form]
    if form in _WRITERS:
        data = _WRITERS[form](plan_for(person, journey=journey))
    else:
        drawing = drawing_for(person, journey=journey, now=now)
        svg = Sheet(drawing, figures).drawn()
        data = _printed(svg, form=form, title=drawing.title)
    return Exported(data=data, media_type=media_type, filename=f"{journey}.{ending}")


@transaction.atomic
def import_map(*, by: Person, data: bytes, form: str, now: datetime) -> str:
    """Draw the map that a file holds as a journey of its own; returns its slug. With any fault nothing is drawn.

    Raises ImportRefused with the line or field at fault, and FormUnknown.
    """
    require(by, "journeys:write")
    if form not in _READERS:
        raise FormUnknown(_unknown(form, _READERS))
    if len(data) > LARGEST:
        raise ImportRefused(_("The file is larger than 2 MB. Split the map into several."))
    plan = _READERS[form](data)
    try:
        return draw_anew(by=by, plan=plan, now=now)
    except JourneyContradicts as error:
        raise ImportRefused(str(error)) from error


def _printed(svg: str, *, form: str, title: str) -> bytes:
    if form == "pdf":
        return setting.pdf(svg, title=title)
    return setting.png(svg, title=title) if form == "png" else svg.encode()


def _unknown(form: str, forms: Mapping[str, object]) -> str:
    return _("There is no form '%(form)s' for this. There are: %(forms)s.") % {
        "form": form[:40],
        "forms": listed(forms),
    }
