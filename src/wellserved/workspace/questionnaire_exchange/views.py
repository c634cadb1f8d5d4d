"""Questionnaires in from files, and answers out into files."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from wellserved.people.contracts import NotFound
from wellserved.platform.streaming import Streamed
from wellserved.voice.contracts import VersionSeen
from wellserved.voice.domain.layout import words_of
from wellserved.voice.domain.texts import languages_of, worded
from wellserved.voice.queries import flag_counts_for, versions_for
from wellserved.voice.services.exporting import SheetTooLarge, export_answers
from wellserved.voice.services.importing import FileRefused, Imported, import_questionnaire
from wellserved.workspace.views.rendering import PageRequest

from .forms import ExportForm, ImportForm, form_of


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: PageRequest) -> HttpResponse:
    """The form, and after it the report of what became of the file."""
    if not request.person.may("surveys:write"):
        raise NotFound("There is nothing of questionnaires for this person to change.")
    form = ImportForm(request.POST or None, request.FILES or None)
    made = _imported(request, form) if request.method == "POST" and form.is_valid() else None
    context = {"form": form, "made": made}
    status = 422 if request.method == "POST" and made is None else 200
    return render(request, "workspace/questionnaire_exchange/import.html", context, status=status)


def _imported(request: PageRequest, form: ImportForm) -> Imported | None:
    file = form.cleaned_data["file"]
    try:
        return import_questionnaire(
            by=request.person, content=file.read(), form=form_of(file.name), now=timezone.now()
        )
    except FileRefused as error:
        form.add_error("file", str(error))
        return None


@login_required
@never_cache
@require_safe
def export_page(request: PageRequest, questionnaire: str) -> HttpResponse:
    versions = _versions(request, questionnaire)
    return _page(request, questionnaire, versions, _form(versions))


@login_required
@never_cache
@require_safe
def export_file(request: PageRequest, questionnaire: str) -> HttpResponseBase:
    """The file itself; what cannot be made of the form is said on its page."""
    versions = _versions(request, questionnaire)
    form = _form(versions, request.GET)
    if form.is_valid():
        try:
            file = export_answers(
                by=request.person, wanted=form.wanted(questionnaire), manner=form.manner(), now=timezone.now()
            )
        except SheetTooLarge as error:
            form.add_error("form", str(error))
        else:
            disposition = {"Content-Disposition": f'attachment; filename="{file.filename}"'}
            return Streamed(file.blocks, content_type=file.media_type, headers=disposition)
    return _page(request, questionnaire, versions, form, status=422)


def _versions(request: PageRequest, questionnaire: str) -> tuple[VersionSeen, ...]:
    found = versions_for(request.person, questionnaire=questionnaire)
    if not found or not request.person.may("answers:read"):
        raise NotFound(f"'{questionnaire}' has no answers for this person to see.")
    return found


def _form(versions: tuple[VersionSeen, ...], data: Any = None) -> ExportForm:
    latest = versions[0].definition
    words = (words for _place, words in words_of(latest))
    return ExportForm(
        data,
        versions=[version.number for version in versions],
        languages=languages_of(words, first=latest.language),
        spoken=get_language() or "",
    )


def _page(
    request: PageRequest,
    questionnaire: str,
    versions: tuple[VersionSeen, ...],
    form: ExportForm,
    *,
    status: int = 200,
) -> HttpResponse:
    latest = versions[0].definition
    context = {
        "questionnaire": questionnaire,
        "title": worded(latest.title, language=get_language() or "", fallback=latest.language),
        "counts": flag_counts_for(request.person, questionnaire=questionnaire),
        "form": form,
    }
    return render(request, "workspace/questionnaire_exchange/export.html", context, status=status)
