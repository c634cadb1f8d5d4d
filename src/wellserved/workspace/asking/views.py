"""Whom we ask what and when: the rules, what came of them, the quiet time."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wellserved.journey.queries import JourneyDrawn, journey_for, journeys_for
from wellserved.people.contracts import NotFound
from wellserved.voice.contracts import RuleIn
from wellserved.voice.queries.asking import (
    askable_for,
    doors_for,
    quiet_days_for,
    rule_for,
    rules_for,
)
from wellserved.voice.services.asking_rules import (
    RuleRefused,
    add_rule,
    change_rule,
    end_rule,
    set_quiet_days,
)
from wellserved.workspace.views.rendering import PageRequest

from .forms import QuietForm, RuleForm, initial_of
from .page import draw_doors, draw_rules

_FIELDS = {"remind_after_days": "remind", "again_after_days": "again", "delay_minutes": "delay"}


@login_required
@never_cache
@require_safe
def rules(request: PageRequest) -> HttpResponse:
    person, now = request.person, timezone.now()
    ended = request.GET.get("ended") == "yes"
    found, quiet_days = rules_for(person, now=now, ended=ended), quiet_days_for(person)
    context = {
        "rules": draw_rules(found, journeys=drawn_journeys(request, {one.rule.journey for one in found})),
        "doors": draw_doors(doors_for(person)),
        "quiet": QuietForm(initial={"days": quiet_days}),
        "quiet_days": quiet_days,
        "ended": ended,
        "may_write": person.may("surveys:write"),
    }
    return render(request, "workspace/asking/rules.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_rule(request: PageRequest) -> HttpResponse:
    may_write(request)
    form = _form(request, initial={"measure": request.GET.get("measure", "")})
    if form.is_bound and form.is_valid() and _saved(request, form):
        return redirect("workspace:asking")
    context = {"form": form, "rule": None, "askable": askable_for(request.person)}
    return render(request, "workspace/asking/rule.html", context, status=422 if form.is_bound else 200)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: PageRequest, key: int) -> HttpResponse:
    line = rule_for(request.person, rule_id=key, now=timezone.now())
    if request.method == "POST":
        may_write(request)
    form = _form(request, initial=initial_of(line.rule))
    if form.is_bound and form.is_valid() and _saved(request, form, key=key):
        return redirect("workspace:asking")
    (view,) = draw_rules([line], journeys=drawn_journeys(request, {line.rule.journey}))
    context = {
        "form": form,
        "rule": view,
        "in_force": line.ends_at is None,
        "may_write": request.person.may("surveys:write"),
        "askable": askable_for(request.person),
    }
    return render(request, "workspace/asking/rule.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def end(request: PageRequest, key: int) -> HttpResponse:
    end_rule(by=request.person, rule_id=key, now=timezone.now())
    messages.success(
        request, _("The rule has ended: it asks nobody any more. Links that were sent stay good.")
    )
    return redirect("workspace:asking")


@login_required
@require_POST
def quiet_time(request: PageRequest) -> HttpResponse:
    form = QuietForm(request.POST)
    if form.is_valid():
        set_quiet_days(by=request.person, days=form.cleaned_data["days"], now=timezone.now())
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("Nothing was saved: give a number of days from 0 to 3650."))
    return redirect("workspace:asking")


def drawn_journeys(request: PageRequest, slugs: set[str] | None = None) -> list[JourneyDrawn]:
    """All journeys that this person sees, or these of them."""
    found = [one.slug for one in journeys_for(request.person) if slugs is None or one.slug in slugs]
    return [journey_for(request.person, journey=slug) for slug in found]


def may_write(request: PageRequest) -> None:
    if not request.person.may("surveys:write"):
        raise NotFound("There is nothing of asking for this person to change.")


def _form(request: PageRequest, *, initial: dict[str, Any]) -> RuleForm:
    return RuleForm(
        request.POST or None,
        initial=initial,
        askable=askable_for(request.person),
        journeys=drawn_journeys(request),
    )


def _saved(request: PageRequest, form: RuleForm, *, key: int | None = None) -> bool:
    given: RuleIn = form.rule()
    try:
        if key is None:
            add_rule(by=request.person, rule=given, now=timezone.now())
        else:
            change_rule(by=request.person, rule_id=key, rule=given, now=timezone.now())
    except RuleRefused as refused:
        place = _FIELDS.get(refused.place, refused.place)
        form.add_error(place if place in form.fields else None, refused.said)
        return False
    messages.success(request, _("Saved. It asks about what happens from now on."))
    return True
