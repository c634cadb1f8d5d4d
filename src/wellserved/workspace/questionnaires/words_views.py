"""Translating: side by side, saved a row at a time or all at once."""

from collections.abc import Mapping
from dataclasses import replace

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from wellserved.voice.contracts import DraftSeen
from wellserved.voice.domain.deeds import Say
from wellserved.voice.queries import draft_for
from wellserved.voice.services.editing import Unfit, edit_draft
from wellserved.workspace.asking.views import may_write
from wellserved.workspace.views.rendering import PageRequest, page

from .words_page import Row, draw_words, posted_rows, rows_of, tongues_of, wrong_with

__all__ = ["words"]

Written = Mapping[tuple[str, str], str]


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def words(request: PageRequest, slug: str) -> HttpResponse:
    draft = draft_for(request.person, questionnaire=slug)
    language = _language(request, draft)
    if request.method != "POST":
        return _drawn(request, draft, language, rows=rows_of(draft.definition, language))
    may_write(request)
    written = posted_rows(request.POST.dict())
    wanted = request.POST.get("row")
    rows, wrong = _looked(draft, language, written, only=wanted)
    texts = {
        place: (row.there, row.said)
        for row in rows
        if not row.wrong and row.said != row.there and wanted in (None, row.name)
        for place in row.places
    }
    if texts:
        deed = Say(language=language, texts=texts)
        try:
            done = edit_draft(by=request.person, questionnaire=slug, deed=deed, now=timezone.now())
        except Unfit:
            told = _("With this the questionnaire is too long to be kept. Shorten it.")
            rows = [replace(row, wrong=told) if row.places[0] in texts else row for row in rows]
            wrong = True
        else:
            draft = draft_for(request.person, questionnaire=slug)
            rows = [
                replace(row, wrong=_changed(row)) if row.places[0] in done.clashing else row for row in rows
            ]
            wrong = wrong or bool(done.clashing)
    still = {place: row for row in rows for place in row.places}
    shown = tuple(_after(row, still) for row in rows_of(draft.definition, language))
    order = [place for _name, place in written]
    return _drawn(request, draft, language, rows=shown, order=order, status=422 if wrong else 200)


def _looked(draft: DraftSeen, language: str, written: Written, *, only: str | None) -> tuple[list[Row], bool]:
    """The rows as they are now, each with what was written in it and what is wrong with that."""
    by_name = {name: text for (name, _place), text in written.items()}
    by_place = {place: (name, text) for (name, place), text in written.items()}
    found, wrong = [], False
    for row in rows_of(draft.definition, language):
        name, text = row.name, by_name.get(row.name)
        told = "" if text is None else wrong_with(row.source, text)
        if text is None:
            there = (by_place[place] for place in row.places if place in by_place)
            name, text = next(there, (row.name, row.there))
            told = "" if text == row.there else _changed(row)
        wrong = wrong or (bool(told) and text != row.there and only in (None, name))
        found.append(replace(row, said=text, wrong=told))
    return found, wrong


def _changed(row: Row) -> str:
    said = _("Somebody else changed this meanwhile. There is now: “%(theirs)s”. Save again what shall stand.")
    return said % {"theirs": row.there or "–"}


def _after(row: Row, still: Mapping[str, Row]) -> Row:
    """What could not be saved, or was not asked to be, is shown as it was written."""
    before = still.get(row.places[0])
    if before is None or before.said == row.there:
        return row
    return replace(row, said=before.said, wrong=before.wrong)


def _language(request: PageRequest, draft: DraftSeen) -> str:
    """The one that was asked for; else the reader's own, else the first that is not done."""
    tongues = list(tongues_of(draft.definition, chosen=""))
    known = [tongue.code for tongue in tongues]
    for wanted in (request.GET.get("language", ""), get_language() or ""):
        if wanted in known:
            return wanted
    return next((tongue.code for tongue in tongues if tongue.done < 100), known[0])


def _drawn(
    request: PageRequest,
    draft: DraftSeen,
    language: str,
    *,
    rows: tuple[Row, ...],
    order: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    drawn = draw_words(
        draft.definition,
        slug=draft.slug,
        language=language,
        rows=rows,
        only_missing=request.GET.get("only") == "missing",
        may_write=request.person.may("surveys:write"),
        order=order or (),
    )
    return page(request, "questionnaires/words", "editor", {"words": drawn}, status=status)
