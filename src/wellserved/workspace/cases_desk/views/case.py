"""One case: what was said, what is known; answering, noting, finding out."""

from datetime import datetime
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wellserved.cases.contracts import AttachmentIn
from wellserved.cases.queries import CaseSeen, attachment_for, case_for, causes, others_for, templates_for
from wellserved.cases.queries.helping import template_text
from wellserved.cases.queries.triage import suggestions_for
from wellserved.cases.services import (
    AnsweredMeanwhile,
    CaseRefused,
    assign,
    be_present,
    note,
    note_call,
    reply,
    save_draft,
    set_facts,
    undo_send,
)
from wellserved.journey.queries.subjects import subjects_for
from wellserved.journey.queries.touchpoints import touchpoint_keys
from wellserved.people.contracts import NotFound
from wellserved.people.queries import colleagues, locations
from wellserved.workspace.cases_desk.case_forms import FactsForm, NoteForm, ReplyForm
from wellserved.workspace.cases_desk.case_page import draw_case, others_words
from wellserved.workspace.cases_desk.joining_forms import ToldForm
from wellserved.workspace.cases_desk.joining_page import draw_about
from wellserved.workspace.cases_desk.triage_page import draw_suggested
from wellserved.workspace.cases_desk.words import language_name
from wellserved.workspace.views.rendering import PageRequest


@login_required
@never_cache
@require_safe
def case(request: PageRequest, case_id: int) -> HttpResponse:
    now = timezone.now()
    seen = case_for(request.person, case_id=case_id, now=now)
    form = ReplyForm(initial={"then": "waiting", "seen": seen.last_message_id, "text": seen.draft})
    return _drawn(request, seen, form, now=now)


@login_required
@require_POST
def answer(request: PageRequest, case_id: int) -> HttpResponse:
    """Sent, or shown again with what was written, where somebody was faster or a cause is missing."""
    now, form, status = timezone.now(), ReplyForm(request.POST), 422
    if form.is_valid():
        try:
            reply(
                by=request.person,
                case_id=case_id,
                text=form.cleaned_data["text"],
                seen=form.cleaned_data["seen"],
                then=form.then_state(),
                attachments=[
                    AttachmentIn(name=one.name or "", content=one.read())
                    for one in request.FILES.getlist("files")
                ],
                now=now,
            )
            return redirect("workspace:case", case_id)
        except CaseRefused as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
            status = 409 if isinstance(error, AnsweredMeanwhile) else 422
    seen = case_for(request.person, case_id=case_id, now=now)
    # Whoever reads the page now knows what came meanwhile.
    form.data = request.POST.dict() | {"seen": str(seen.last_message_id)}
    return _drawn(request, seen, form, now=now, status=status)


@login_required
@require_POST
def undo(request: PageRequest, case_id: int, message_id: int) -> HttpResponse:
    try:
        undo_send(by=request.person, message_id=message_id, now=timezone.now())
        messages.success(request, _("Taken back. The words are in the box below."))
    except NotFound:
        messages.error(request, _("It has gone out already."))
    return redirect("workspace:case", case_id)


@login_required
@require_POST
def write_note(request: PageRequest, case_id: int) -> HttpResponse:
    form, now = NoteForm(request.POST), timezone.now()
    if not form.is_valid():
        messages.error(request, _("There are no words yet. Nothing was noted."))
        return redirect("workspace:case", case_id)
    words, what = form.cleaned_data["text"], form.cleaned_data["what"]
    if what == "note":
        note(by=request.person, case_id=case_id, text=words, now=now)
    else:
        note_call(by=request.person, case_id=case_id, text=words, answered=what == "call_out", now=now)
    return redirect("workspace:case", case_id)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def facts(request: PageRequest, case_id: int) -> HttpResponse:
    person, now = request.person, timezone.now()
    seen = case_for(person, case_id=case_id, now=now)
    form = FactsForm(
        request.POST if request.method == "POST" else None,
        case=seen,
        causes=causes(),
        touchpoints=touchpoint_keys(),
        places=[
            one
            for one in locations()
            if person.location_ids is None or one.location_id in person.location_ids
        ],
        staff=colleagues(person),
    )
    if request.method == "POST" and form.is_valid():
        try:
            set_facts(by=person, case_id=case_id, facts=form.facts(), now=now)
            assign(by=person, case_id=case_id, staff_id=form.cleaned_data["owner"], now=now)
            messages.success(request, _("Saved."))
            return redirect("workspace:case", case_id)
        except CaseRefused as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    context = {"form": form, "case": seen, "page": draw_case(seen, person=person, now=now)}
    part = "#facts" if request.htmx else ""
    status = 422 if form.is_bound else 200
    return render(request, f"workspace/cases_desk/facts.html{part}", context, status=status)


@login_required
@require_POST
def present(request: PageRequest, case_id: int) -> HttpResponse:
    """The page's heartbeat: keeps the draft, and answers who else is at it."""
    person, now = request.person, timezone.now()
    writing = request.POST.get("writing") == "1"
    be_present(by=person, case_id=case_id, writing=writing, now=now)
    if "text" in request.POST:
        save_draft(by=person, case_id=case_id, text=request.POST["text"], now=now)
    words = others_words(others_for(person, case_id=case_id, now=now))
    return HttpResponse(words, content_type="text/plain; charset=utf-8")


@login_required
@never_cache
@require_safe
def template(request: PageRequest, case_id: int) -> HttpResponse:
    """A text to begin with, its places filled in; without `slug` the list of them."""
    person, now = request.person, timezone.now()
    seen = case_for(person, case_id=case_id, now=now)
    slug, _colon, language = request.GET.get("text", "").partition(":")
    if not slug:
        found = templates_for(person, language=seen.language)
        context = {"templates": [(one, language_name(one.language)) for one in found], "case": seen}
        return render(request, "workspace/cases_desk/templates.html", context)
    places = {"name": seen.contact.name, "number": seen.number, "agent": person.name, "subject": seen.title}
    words = template_text(person, slug=slug, language=language, places=places)
    return HttpResponse(words, content_type="text/plain; charset=utf-8")


@login_required
@never_cache
@require_safe
def attachment(request: PageRequest, case_id: int, attachment_id: int) -> HttpResponse:
    """Never shown by the browser itself: what a stranger sent is saved, and what it is stays its own type."""
    case_for(request.person, case_id=case_id, now=timezone.now())
    found, content = attachment_for(request.person, attachment_id=attachment_id)
    return as_download(found.name, found.type, content)


def as_download(name: str, content_type: str, content: bytes) -> HttpResponse:
    """Saved and not opened, under the name that it came with."""
    answer = HttpResponse(content, content_type=content_type)
    answer.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or ""
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _drawn(
    request: PageRequest, seen: CaseSeen, form: ReplyForm, *, now: datetime, status: int = 200
) -> HttpResponse:
    context = {
        "case": seen,
        "page": draw_case(seen, person=request.person, now=now),
        "form": form,
        # Called where their fields are drawn, which are kept.
        "note_form": partial(NoteForm, auto_id="note_%s"),
        "told_form": partial(ToldForm, auto_id="told_%s"),
        "about": draw_about(seen.about, subjects_for(request.person, subjects=seen.about)),
        "suggested": draw_suggested(suggestions_for(request.person, case=seen)),
        "may_write": request.person.may("cases:write"),
        "may_customers": request.person.may("customers:read"),
    }
    return render(request, "workspace/cases_desk/case.html", context, status=status)
