"""The front page for those who work here."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wellserved.cases.queries.triage import unseen_topics_for
from wellserved.insight.queries.home import (
    last_look_for,
    maps_today_for,
    unseen_alerts_count_for,
    unseen_alerts_for,
)
from wellserved.insight.services.looking import look
from wellserved.journey.queries.news import (
    contributions_waiting_for,
    edits_for,
    improvements_wanted_for,
    levels_set_for,
    rounds_open_for,
)
from wellserved.people.contracts import NotFound
from wellserved.workspace.counting import patience_of, waiting_for
from wellserved.workspace.home_page import draw_figures, draw_home

from .rendering import PageRequest, page

AT_FIRST = timedelta(days=7)
# More stand on their own page; here they would push away what else needs somebody.
MOST_ALERTS = 6


@login_required
@never_cache
@require_safe
def home(request: PageRequest) -> HttpResponse:
    person, now = request.person, timezone.now()
    if not person.is_staff:
        raise NotFound("There is no workspace for this person.")
    today = maps_today_for(person, now=now, patience=patience_of(request))
    figures: dict[str, object] = {
        "figures": draw_figures(today),
        "waiting": waiting_for((today,), address=request.path),
    }
    if request.htmx:
        # The page stands already; its figures alone come later.
        return page(request, "home", "figures", figures)
    look(by=person, now=now)
    last_look = last_look_for(person)
    since = last_look or now - AT_FIRST
    drawn = draw_home(
        last_look=last_look,
        alerts=unseen_alerts_for(person, limit=MOST_ALERTS),
        unseen=unseen_alerts_count_for(person),
        topics=unseen_topics_for(person),
        rounds=rounds_open_for(person, now=now),
        waiting=contributions_waiting_for(person),
        wanted=improvements_wanted_for(person),
        edits=edits_for(person, since=since),
        levels=levels_set_for(person, since=since),
    )
    return page(request, "home", "figures", {"page": drawn, **figures})
