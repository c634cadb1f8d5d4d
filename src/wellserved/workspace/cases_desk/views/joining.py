"""Two cases made one, one made two, a case tied to what it is about; told, and whether it helped."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from wellserved.cases.queries import CaseSeen, case_for, merge_for, number_of
from wellserved.cases.services import CaseRefused, hear_helped, link, merge, split, tell, unlink
from wellserved.journey.queries.subjects import subjects_for, subjects_found_for, subjects_led_to_for
from wellserved.people.contracts import NotFound
from wellserved.people.services import require
from wellserved.workspace.cases_desk.case_page import draw_case
from wellserved.workspace.cases_desk.joining_forms import FindForm, IntoForm, SplitForm, ToldForm
from wellserved.workspace.cases_desk.joining_page import draw_about, draw_found, draw_merge, split_choices
from wellserved.workspace.views.rendering import PageRequest


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def into(request: PageRequest, case_id: int) -> HttpResponse:
    """A number first, then what will happen, then the deed."""
    seen = _writable(request, case_id)
    form = IntoForm(request.POST or (request.GET if "into" in request.GET else None))
    found = None
    if form.is_valid():
        try:
            found = merge_for(request.person, case_id=case_id, number=form.cleaned_data["into"])
        except NotFound:
            form.add_error("into", _("There is no case of this number for you. Look at it once more."))
    if found is not None and request.method == "POST":
        try:
            merge(by=request.person, case_id=case_id, into=found.into_id, now=timezone.now())
        except CaseRefused as error:
            form.add_error("into", str(error))
        else:
            said = _("%(gone)s is now part of this case.") % {"gone": found.gone}
            messages.success(request, said)
            return redirect("workspace:case", found.into_id)
    context = {"form": form, "merge": draw_merge(found) if found else None, **_case(request, seen)}
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "workspace/cases_desk/merge.html", context, status=status)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def off(request: PageRequest, case_id: int) -> HttpResponse:
    """Which messages become a case of their own."""
    seen = _writable(request, case_id)
    given = request.GET.get("message", "")
    chosen = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None
    form = SplitForm(request.POST or None, messages=split_choices(seen), chosen=chosen)
    if form.is_valid():
        try:
            made = split(
                by=request.person,
                case_id=case_id,
                message_ids=form.cleaned_data["messages"],
                title=form.cleaned_data["title"].replace("\x00", ""),
                now=timezone.now(),
            )
        except CaseRefused as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(
                request, _("This is a case of its own now: %(number)s.") % {"number": number_of(made)}
            )
            return redirect("workspace:case", made)
    context = {"form": form, **_case(request, seen)}
    return render(request, "workspace/cases_desk/split.html", context, status=422 if form.is_bound else 200)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def about(request: PageRequest, case_id: int) -> HttpResponse:
    """What goes by a number, to be tied to the case; and what is tied, to be taken away."""
    seen = _writable(request, case_id)
    person = request.person
    if request.method == "POST":
        kind, _colon, id_ = request.POST.get("is", "").replace("\x00", "").partition(":")
        deed = unlink if request.POST.get("deed") == "unlink" else link
        try:
            deed(by=person, case_id=case_id, kind=kind[:20], subject_id=id_[:80], now=timezone.now())
        except CaseRefused as error:
            messages.error(request, str(error))
        return redirect("workspace:case", case_id)
    form = FindForm(request.GET if "q" in request.GET else None)
    words = form.cleaned_data["q"].replace("\x00", "") if form.is_valid() else ""
    context = {
        "form": form,
        "words": words,
        "found": draw_found(subjects_found_for(person, text=words), case=seen),
        "led": () if words else draw_found(subjects_led_to_for(person, subjects=seen.about), case=seen),
        "about": draw_about(seen.about, subjects_for(person, subjects=seen.about)),
        **_case(request, seen),
    }
    return render(request, "workspace/cases_desk/about.html", context)


@login_required
@require_POST
def told(request: PageRequest, case_id: int) -> HttpResponse:
    form = ToldForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say how the customer was told. Nothing was noted."))
        return redirect("workspace:case", case_id)
    words = form.cleaned_data["words"].replace("\x00", "")
    try:
        tell(by=request.person, case_id=case_id, way=form.told_by(), words=words, now=timezone.now())
    except CaseRefused as error:
        messages.error(request, str(error))
    return redirect("workspace:case", case_id)


@login_required
@require_POST
def helped(request: PageRequest, case_id: int) -> HttpResponse:
    said = request.POST.get("helped")
    if said not in {"yes", "no"}:
        messages.error(request, _("Say whether it helped. Nothing was noted."))
        return redirect("workspace:case", case_id)
    try:
        hear_helped(by=request.person, case_id=case_id, helped=said == "yes", now=timezone.now())
    except CaseRefused as error:
        messages.error(request, str(error))
    return redirect("workspace:case", case_id)


def _writable(request: PageRequest, case_id: int) -> CaseSeen:
    """For whoever may also change it: to others these pages are of no use."""
    require(request.person, "cases:write")
    return case_for(request.person, case_id=case_id, now=timezone.now())


def _case(request: PageRequest, seen: CaseSeen) -> dict[str, object]:
    return {"case": seen, "page": draw_case(seen, person=request.person, now=timezone.now())}
