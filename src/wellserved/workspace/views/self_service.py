"""What self-service saved."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wellserved.insight.queries import self_service_for
from wellserved.workspace.self_service_page import draw_self_service

from .rendering import PageRequest, page


@login_required
@never_cache
@require_safe
def self_service(request: PageRequest) -> HttpResponse:
    """The page; for the board, its sentences alone."""
    drawn = draw_self_service(self_service_for(request.person, now=timezone.now()))
    return page(request, "self_service", "panel", {"page": drawn})
