"""Questionnaires in from files, and answers out into files."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from wellserved.people.contracts import NotFound
from wellserved.voice.services.importing import FileRefused, Imported, import_questionnaire
from wellserved.workspace.views.rendering import PageRequest

from .forms import ImportForm, form_of


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
