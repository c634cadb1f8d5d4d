"""The living style page, for those who work here."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wellserved.people.contracts import NotFound
from wellserved.workspace.styleguide_page import draw_styleguide

from .rendering import PageRequest


@login_required
@never_cache
@require_safe
def styleguide(request: PageRequest) -> HttpResponse:
    if not request.person.is_staff:
        raise NotFound("There is no style page for this person.")
    return render(request, "workspace/styleguide.html", draw_styleguide(language=get_language() or "en"))
