"""Questionnaires in from other programs' files."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from wellserved.people.contracts import Person
from wellserved.people.services import audit, require
from wellserved.voice.contracts import Fault
from wellserved.voice.domain.definition import Definition
from wellserved.voice.domain.faults import faults
from wellserved.voice.domain.layout import items_of
from wellserved.voice.domain.texts import worded
from wellserved.voice.exchange import lss, qsf
from wellserved.voice.exchange.carrying import Carried, FileRefused, LeftOut
from wellserved.voice.models import Questionnaire

from .drafting import SlugTaken, add_questionnaire

__all__ = ["FORMS", "LARGEST", "FileRefused", "Imported", "LeftOut", "import_questionnaire"]

MOST_ATTEMPTS = 5
LARGEST = 8 * 1024 * 1024
_READERS: Mapping[str, Callable[[bytes], Carried]] = {"qsf": qsf.read, "lss": lss.read}
FORMS = tuple(_READERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """The draft that was made, what of the file is not in it, and what still keeps it from being published."""

    slug: str
    title: str
    items: int
    left_out: tuple[LeftOut, ...]
    faults: tuple[Fault, ...]


@transaction.atomic
def import_questionnaire(*, by: Person, content: bytes, form: str, slug: str = "", now: datetime) -> Imported:
    """Make a draft of a file of another program; without `slug` it takes a free one of its title.

    Raises FileRefused, SlugTaken.
    """
    require(by, "surveys:write")
    if form not in _READERS:
        known = ", ".join(FORMS)
        raise FileRefused(_("Such a file cannot be read. Choose one of: %(known)s.") % {"known": known})
    if len(content) > LARGEST:
        raise FileRefused(_("The file is larger than %(n)s MB. Divide the survey.") % {"n": LARGEST >> 20})
    carried = _READERS[form](content)
    definition = carried.definition
    title = worded(definition.title, language=definition.language, fallback=definition.language)
    stem = slugify(title)[:50] or form
    slug, key = _added(by=by, slug=slug, stem=stem, definition=definition, now=now)
    number = sum(1 for _item in items_of(definition))
    audit(
        by=by,
        deed="questionnaire.imported",
        kind="questionnaire",
        object_id=key,
        now=now,
        form=form,
        items=number,
        left_out=len(carried.left_out),
    )
    return Imported(
        slug=slug, title=title, items=number, left_out=carried.left_out, faults=faults(definition)
    )


def _added(*, by: Person, slug: str, stem: str, definition: Definition, now: datetime) -> tuple[str, int]:
    """Under the name that was asked for, or the next of the stem that nobody takes meanwhile. Raises SlugTaken."""
    for _attempt in range(MOST_ATTEMPTS):
        chosen = slug or _free(stem)
        try:
            return chosen, add_questionnaire(by=by, slug=chosen, definition=definition, now=now)
        except SlugTaken:
            if slug:
                raise
    raise SlugTaken(f"Others take the names after '{stem}' at the same time. Import the file once more.")


def _free(wanted: str) -> str:
    taken = set(Questionnaire.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    n, slug = 2, wanted
    while slug in taken:
        slug, n = f"{wanted}-{n}", n + 1
    return slug
