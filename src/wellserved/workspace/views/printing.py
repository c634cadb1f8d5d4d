"""The lit map as a file to print or to hand on."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wellserved.insight.queries import choices_for, journey_map_for
from wellserved.journey.services import LettersMissing, export_map
from wellserved.people.contracts import NotFound
from wellserved.workspace.forms import MapFilter
from wellserved.workspace.map_page import draw_map
from wellserved.workspace.print_page import PRINTS, draw_figures

from .drawing import refused
from .rendering import PageRequest, page


@login_required
@never_cache
@require_safe
def print_map(request: PageRequest, journey: str, kind: str) -> HttpResponse:
    """Every moment recorded by now is counted: paper cannot be counted anew."""
    now = timezone.now()
    chosen = MapFilter(request.GET, choices=choices_for(request.person, journey=journey))
    if kind not in dict(PRINTS):
        raise NotFound(f"A map is not printed as '{kind}'.")
    if not chosen.is_valid():
        return page(request, "journey", "map", {"filter": chosen, "journey": journey}, status=400)
    answer = journey_map_for(request.person, journey=journey, question=chosen.question(), now=now)
    said = chosen.paper_words(own_places=request.person.location_ids is not None)
    figures = draw_figures(draw_map(answer, query=chosen.query()), chosen=said)
    try:
        file = export_map(request.person, journey=journey, form=kind, figures=figures, now=now)
    except LettersMissing as error:
        return refused(request, journey, error)
    response = HttpResponse(file.data, content_type=file.media_type)
    response["Content-Disposition"] = f'attachment; filename="{file.filename}"'
    return response
