"""Answers out into files."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from wellserved.people.contracts import NotFound, Person
from wellserved.people.services import audit, require
from wellserved.voice.domain.texts import worded
from wellserved.voice.exchange import csv_form, sav_form
from wellserved.voice.exchange.sav_form import SheetTooLarge
from wellserved.voice.exchange.sheets import sheet_of
from wellserved.voice.models import Questionnaire
from wellserved.voice.queries.exporting import Wanted, answered, answers_wanted, versions_wanted

__all__ = ["FORMS", "AnswersFile", "Manner", "SheetTooLarge", "Wanted", "export_answers"]

FORMS = {
    "csv": ("text/csv; charset=utf-8", "csv"),
    "codebook": ("text/csv; charset=utf-8", "codebook.csv"),
    "sav": ("application/x-spss-sav", "sav"),
}
"""Media type and ending of each form: the answers, what their figures mean, and both in one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """In which form and language; `words` with what people wrote and sent, `personal` with whose answers they are.

    Of CSV `header` is 'names', 'labels' or 'both', `values` 'codes' or 'labels', and `bom` what Excel tells UTF-8 by.
    """

    form: str = "csv"
    language: str = ""
    words: bool = False
    personal: bool = False
    header: str = "names"
    values: str = "codes"
    bom: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersFile:
    """`blocks` are made as they are read."""

    media_type: str
    filename: str
    blocks: Iterator[bytes]


@transaction.atomic
def export_answers(*, by: Person, wanted: Wanted, manner: Manner, now: datetime) -> AnswersFile:
    """The answers that this person may see, as a file. Raises NotFound, SheetTooLarge."""
    require(by, "answers:read")
    found = Questionnaire.objects.filter(slug=wanted.questionnaire).values_list("pk", flat=True).first()
    if found is None or manner.form not in FORMS:
        raise NotFound(f"There is no questionnaire '{wanted.questionnaire}', or no such form of its answers.")
    versions = versions_wanted(wanted)
    rows = answers_wanted(by, wanted, versions=[id_ for id_, _number, _definition in versions])
    count = rows.order_by().count()
    latest = versions[0][2]
    language = manner.language or latest.language
    # Words of our own in the nearest of our languages; a file's may be in any.
    spoken = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(spoken):
        title = worded(latest.title, language=language, fallback=latest.language) or _("Questionnaire")
        sheet = sheet_of(
            versions, title=title, language=language, words=manner.words, personal=manner.personal
        )
        if manner.form == "sav":
            blocks = sav_form.written(
                sheet, answered(rows), count=count, zone=timezone.get_current_timezone()
            )
        elif manner.form == "codebook":
            blocks = csv_form.codebook(sheet, bom=manner.bom)
        else:
            blocks = csv_form.written(
                sheet, answered(rows), header=manner.header, values=manner.values, bom=manner.bom
            )
    audit(
        by=by,
        deed="answers.exported",
        kind="questionnaire",
        object_id=found,
        now=now,
        form=manner.form,
        answers=0 if manner.form == "codebook" else count,
        first=versions[-1][1],
        last=versions[0][1],
        flagged=wanted.flagged,
        words=manner.words,
        personal=manner.personal,
    )
    media_type, ending = FORMS[manner.form]
    name = f"{wanted.questionnaire}.{ending}"
    return AnswersFile(media_type=media_type, filename=name, blocks=blocks)
