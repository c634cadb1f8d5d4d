"""Why customers complain, what to mend first, what was mended and who hears of it."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wellserved.cases.queries.causes import causes as every_cause
from wellserved.cases.queries.looping import MOST, mending_for, mendings_for, to_tell_for, voters_for
from wellserved.cases.queries.preventing import pareto_for, to_mend_for
from wellserved.cases.queries.voting import shown_cause_for
from wellserved.cases.queries.weekly_words import words_for
from wellserved.cases.services import CauseRefused, mend
from wellserved.cases.services.looping import (
    list_for_telling,
    publish,
    take_down,
    tell_everyone,
    told_by_hand,
)
from wellserved.cases.wording import kinds_said
from wellserved.people.contracts import NotFound
from wellserved.workspace.views.rendering import PageRequest

from .forms import ParetoForm, WordsForm, midnight, week_asked
from .page import draw_mending, draw_pareto, draw_to_mend, draw_voters, week_words


@login_required
@never_cache
@require_safe
def causes(request: PageRequest) -> HttpResponse:
    person, now = request.person, timezone.now()
    form = ParetoForm(request.GET)
    asked = form.chosen()
    found = pareto_for(
        person,
        by=asked["by"],
        since=now - timedelta(days=asked["days"]),
        until=now,
        parent=asked["cause"],
        zone=timezone.get_default_timezone_name(),
    )
    first, currency = to_mend_for(person, now=now)
    context = {
        "form": ParetoForm(initial=asked),
        "page": draw_pareto(found, address=request.get_full_path(), days=asked["days"]),
        "first": draw_to_mend(first, currency=currency),
        "by": asked["by"],
        "may_mend": person.may("causes:write"),
    }
    return render(request, "workspace/prevention/causes.html", context)


@login_required
@never_cache
@require_safe
def words(request: PageRequest) -> HttpResponse:
    now = timezone.now()
    monday = week_asked(request.GET.get("week", ""), now=now)
    found = words_for(request.person, since=midnight(monday), until=midnight(monday + timedelta(days=7)))
    context = {
        "places": [
            {"place": one.place, "said": kinds_said(one.counts), "quotes": one.quotes} for one in found
        ],
        "week": week_words(monday),
        "before": monday - timedelta(days=7),
        "after": monday + timedelta(days=7) if midnight(monday + timedelta(days=7)) <= now else None,
    }
    return render(request, "workspace/prevention/words.html", context)


@login_required
@never_cache
@require_safe
def mendings(request: PageRequest) -> HttpResponse:
    context = {"mendings": [draw_mending(one) for one in mendings_for(request.person)]}
    return render(request, "workspace/prevention/mendings.html", context)


@login_required
@never_cache
@require_safe
def mending(request: PageRequest, mending: int) -> HttpResponse:
    person = request.person
    seen = mending_for(person, mending_id=mending)
    people = to_tell_for(person, mending_id=mending, after=request.GET.get("after", ""))
    context = {
        "view": draw_mending(seen),
        "people": people,
        "voters": draw_voters(voters_for(person, mending_id=mending)),
        "next": people[-1].cursor if len(people) == MOST else "",
        "form": WordsForm(said=seen.said, did=seen.did),
        "may_mend": person.may("causes:write"),
        "may_write": person.may("cases:write"),
    }
    return render(request, "workspace/prevention/mending.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def mend_cause(request: PageRequest, cause: str) -> HttpResponse:
    if not request.person.may("causes:write"):
        raise NotFound("There is nothing to mend for this person.")
    line = next((one for one in every_cause() if one.slug == cause), None)
    if line is None:
        raise NotFound("There is no such cause.")
    said = shown_cause_for(request.person, slug=cause).said
    form = WordsForm(request.POST or None, said=said, did={})
    if form.is_valid():
        now = timezone.now()
        made = mend(by=request.person, slug=cause, did=form.words("did"), said=form.words("said"), now=now)
        list_for_telling(by=request.person, mending_id=made, now=now)
        messages.success(
            request,
            _(
                "Marked as mended. Here is everyone who complained of it or said that it happened to them too."
            ),
        )
        return redirect("workspace:mending", made)
    context = {"cause": line, "form": form}
    return render(request, "workspace/prevention/mend.html", context, status=400 if form.is_bound else 200)


@login_required
@require_POST
def put_on_list(request: PageRequest, mending: int) -> HttpResponse:
    n = list_for_telling(by=request.person, mending_id=mending, now=timezone.now())
    told = ngettext("%(n)s more person is on the list.", "%(n)s more people are on the list.", n)
    messages.success(request, told % {"n": n})
    return redirect("workspace:mending", mending)


@login_required
@require_POST
def tell(request: PageRequest, mending: int) -> HttpResponse:
    try:
        tell_everyone(by=request.person, mending_id=mending, now=timezone.now())
    except CauseRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The letters are being written. This page counts those that went out."))
    return redirect("workspace:mending", mending)


@login_required
@require_POST
def publish_words(request: PageRequest, mending: int) -> HttpResponse:
    seen = mending_for(request.person, mending_id=mending)
    form = WordsForm(request.POST, said=seen.said, did=seen.did)
    if not form.is_valid():
        context = {"view": draw_mending(seen), "form": form, "may_mend": True, "people": ()}
        return render(request, "workspace/prevention/mending.html", context, status=400)
    words = {part: form.words(part) for part in ("said", "did")}
    publish(by=request.person, mending_id=mending, **words, now=timezone.now())
    messages.success(request, _("It stands on the public page now."))
    return redirect("workspace:mending", mending)


@login_required
@require_POST
def take_words_down(request: PageRequest, mending: int) -> HttpResponse:
    take_down(by=request.person, mending_id=mending, now=timezone.now())
    messages.success(request, _("It stands on the public page no more."))
    return redirect("workspace:mending", mending)


@login_required
@require_POST
def note_told(request: PageRequest, telling: int) -> HttpResponse:
    mending_id = told_by_hand(by=request.person, telling_id=telling, now=timezone.now())
    messages.success(request, _("Noted as told."))
    return redirect("workspace:mending", mending_id)
