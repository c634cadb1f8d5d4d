"""A case that staff write down: somebody rang, or stood at the counter."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from wellserved.cases.services import CaseRefused, take_in
from wellserved.journey.queries.subjects import subjects_found_for
from wellserved.journey.queries.touchpoints import touchpoint_keys
from wellserved.people.queries import locations
from wellserved.people.services import require
from wellserved.workspace.cases_desk.new_forms import CallForm
from wellserved.workspace.views.rendering import PageRequest

CONSIGNMENTS = {"parcel", "return", "repair"}


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PageRequest) -> HttpResponse:
    person = request.person
    require(person, "cases:write")
    places = [
        one for one in locations() if person.location_ids is None or one.location_id in person.location_ids
    ]
    form = CallForm(
        request.POST if request.method == "POST" else None,
        touchpoints=touchpoint_keys(),
        places=places,
        everywhere=person.location_ids is None,
        language=get_language() or "en",
    )
    if form.is_valid():
        try:
            case = form.case(subject=_subject(request, form))
            taken = take_in(by=person, case=case, now=timezone.now())
        except CaseRefused as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("Written down as %(number)s.") % {"number": taken.number})
            return redirect("workspace:case", taken.case_id)
    return render(
        request, "workspace/cases_desk/new.html", {"form": form}, status=422 if form.is_bound else 200
    )


def _subject(request: PageRequest, form: CallForm) -> tuple[str, str]:
    """What goes by the number that was given. Raises CaseRefused where nothing does."""
    number = form.cleaned_data["about"]
    if not number:
        return "", ""
    found = [one for one in subjects_found_for(request.person, text=number) if one.kind in CONSIGNMENTS]
    if not found:
        raise CaseRefused(
            _("Nothing that you may see goes by this number. Leave it out, or look at it once more."),
            field="about",
        )
    return found[0].kind, found[0].id
