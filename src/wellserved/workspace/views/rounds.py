"""Belief rounds: planned, answered, revealed."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wellserved.insight.queries import reveal_for, suggested_for
from wellserved.journey.queries import (
    NotRevealed,
    QuestionAsked,
    journey_for,
    journeys_for,
    round_for,
    rounds_for,
)
from wellserved.journey.services import (
    OutsideTheScale,
    OverlapsAnother,
    RoundRefused,
    answer,
    create_round,
    reveal_round,
    take_median,
)
from wellserved.people.contracts import NotFound
from wellserved.people.queries import segments
from wellserved.workspace.promise_words import last_day
from wellserved.workspace.round_forms import AnswerForm, RoundForm, first_choice, same_again
from wellserved.workspace.rounds_page import draw_reveal, draw_round, draw_rounds, progress
from wellserved.workspace.wording import quantity

from .rendering import PageRequest, page


@login_required
@never_cache
@require_safe
def rounds(request: PageRequest) -> HttpResponse:
    if not request.person.may("beliefs:round"):
        raise NotFound("There are no rounds to see.")
    found = rounds_for(request.person, now=timezone.now())
    return render(request, "workspace/rounds.html", {"rounds": draw_rounds(found)})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_round(request: PageRequest) -> HttpResponse:
    form = _form(request)
    if form.is_bound and form.is_valid():
        try:
            made = create_round(by=request.person, **form.facts(), now=timezone.now())
        except RoundRefused:
            form.add_error("closes", _("The round would be over already. Give a later day."))
        else:
            messages.success(request, _("The round is planned. All managers get a letter when it opens."))
            return redirect("workspace:round", made)
    return render(request, "workspace/rounds_new.html", {"form": form}, status=422 if form.is_bound else 200)


@login_required
@never_cache
@require_safe
def one_round(request: PageRequest, key: int) -> HttpResponse:
    now = timezone.now()
    seen = round_for(request.person, round_id=key, now=now)
    if seen.revealed_at is None:
        return render(request, "workspace/rounds_answer.html", {"page": draw_round(seen)})
    view = draw_reveal(reveal_for(request.person, round_id=key, now=now))
    return render(request, "workspace/rounds_reveal.html", {"page": view})


@login_required
@require_POST
def answer_round(request: PageRequest, key: int, question: int) -> HttpResponse:
    """One answer saved; with htmx its own line says so, else the page comes again at that question."""
    round_for(request.person, round_id=key, now=timezone.now())
    form = AnswerForm(request.POST)
    wrong = "" if form.is_valid() else _("This is no number. Nothing was saved.")
    if not wrong:
        wrong = _answered(request, key, question, believed=form.cleaned_data["believed"])
    now = timezone.now()
    seen = round_for(request.person, round_id=key, now=now)
    if not request.htmx:
        if wrong:
            messages.error(request, wrong)
        return redirect(reverse("workspace:round", args=[key]) + f"#question-{question}")
    mine = next((one for one in seen.questions if one.id == question), None)
    context = {"saved": _saved(mine), "wrong": wrong, "progress": progress(seen), "page": draw_round(seen)}
    return page(request, "rounds_answer", "saved", context, status=422 if wrong else 200)


@login_required
@require_POST
def reveal(request: PageRequest, key: int) -> HttpResponse:
    # What is not there for this person is not found before anything is tried.
    round_for(request.person, round_id=key, now=timezone.now())
    try:
        reveal_round(by=request.person, round_id=key, now=timezone.now())
    except RoundRefused:
        messages.error(request, _("It cannot be revealed now: somebody has not answered yet."))
    return redirect("workspace:round", key)


@login_required
@require_POST
def adopt_median(request: PageRequest, key: int, question: int) -> HttpResponse:
    now = timezone.now()
    round_for(request.person, round_id=key, now=now)
    try:
        held = take_median(by=request.person, round_id=key, question_id=question, now=now)
    except NotRevealed:
        messages.error(request, _("The round is not revealed yet."))
    except OverlapsAnother as error:
        messages.error(request, _in_the_way(error, now=now))
    else:
        messages.success(request, _("From now on we believe %(level)s.") % {"level": quantity(held.level)})
    return redirect(reverse("workspace:round", args=[key]) + f"#question-{question}")


def _in_the_way(error: OverlapsAnother, *, now: datetime) -> str:
    if error.begins is not None and error.begins < now and error.ends is not None:
        return _("A belief is in force through %(day)s. End that one sooner first.") % {
            "day": last_day(error.ends)
        }
    return _("A belief that begins later stands in the way. End or change that one first.")


def _form(request: PageRequest) -> RoundForm:
    suggested = suggested_for(request.person, now=timezone.now())
    as_is = [one.slug for one in journeys_for(request.person) if one.draws == "as_is"]
    drawn = [journey_for(request.person, journey=slug) for slug in as_is]
    choices: dict[str, Any] = {"suggested": suggested, "segments": segments(), "journeys": drawn}
    if request.method == "POST":
        return RoundForm(request.POST, **choices)
    today = timezone.localdate()
    earlier = request.GET.get("from", "")
    if earlier.isdecimal() and len(earlier) < 18:
        before = round_for(request.person, round_id=int(earlier), now=timezone.now())
        return RoundForm(initial=same_again(before, today=today), **choices)
    return RoundForm(initial=first_choice(suggested, today=today), **choices)


def _answered(request: PageRequest, key: int, question: int, *, believed: float | None) -> str:
    """Nothing, or what was wrong."""
    try:
        answer(by=request.person, round_id=key, question_id=question, believed=believed, now=timezone.now())
    except OutsideTheScale:
        return _("This lies outside of the scale. Nothing was saved.")
    except RoundRefused:
        return _("The round is not open. Nothing was saved.")
    return ""


def _saved(mine: QuestionAsked | None) -> str:
    if mine is None or mine.mine is None:
        return _("no answer")
    return _("saved: %(level)s") % {"level": quantity(mine.mine)}
