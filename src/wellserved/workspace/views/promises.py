"""What is promised and believed: seen, set, changed, ended, and how it came to be."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from wellserved.insight.queries import kept_for, would_meet_for
from wellserved.journey.contracts import BeliefHeld, PromiseMade
from wellserved.journey.queries import (
    belief_for,
    beliefs_for,
    history_for,
    journey_for,
    promise_for,
    promises_by_journey_for,
    promises_for,
)
from wellserved.journey.services import OverlapsAnother, end_belief, end_promise, set_belief, set_promise
from wellserved.people.queries import segments
from wellserved.people.services import require
from wellserved.workspace.promise_forms import EndForm, LevelForm, Place, PromiseForm, place_of
from wellserved.workspace.promise_words import first_day, last_day
from wellserved.workspace.promises_page import (
    PreviewView,
    draw_history,
    draw_journeys,
    draw_preview,
    draw_promises,
    ends_words,
)

from .rendering import PageRequest, page

opened = require_http_methods(["GET", "HEAD", "POST"])
Standing = PromiseMade | BeliefHeld


@dataclass(frozen=True, slots=True)
class Kind:
    """A promise or a belief: both are set, changed and ended on the same pages."""

    name: str
    form: type[LevelForm]
    standing: Callable[..., tuple[Any, ...]]
    put: Callable[..., Standing]
    level: str
    set_title: str | LazyText
    set_words: str | LazyText
    saved: str | LazyText
    end: Callable[..., Standing]
    end_title: str | LazyText
    ended: str | LazyText


PROMISE = Kind(
    name="promise",
    form=PromiseForm,
    standing=promises_for,
    put=set_promise,
    level="standard",
    set_title=gettext_lazy("Set a promise"),
    set_words=gettext_lazy(
        "The standard that we set ourselves. Moments already recorded keep the standard that was in force then."
    ),
    saved=gettext_lazy("The promise is set."),
    end=end_promise,
    end_title=gettext_lazy("End the promise"),
    ended=gettext_lazy("The promise has an end now."),
)
BELIEF = Kind(
    name="belief",
    form=LevelForm,
    standing=beliefs_for,
    put=set_belief,
    level="believed",
    set_title=gettext_lazy("Record what we believe"),
    set_words=gettext_lazy(
        "What we think that customers expect, before we look at their answers. The gap between the two is gap 1."
    ),
    saved=gettext_lazy("The belief is recorded."),
    end=end_belief,
    end_title=gettext_lazy("End the belief"),
    ended=gettext_lazy("The belief has an end now."),
)


@login_required
@never_cache
@require_safe
def journeys(request: PageRequest) -> HttpResponse:
    found = promises_by_journey_for(request.person, at=timezone.now())
    context = {"journeys": draw_journeys(found), "may_hold": request.person.may("beliefs:round")}
    return render(request, "workspace/promises_journeys.html", context)


@login_required
@never_cache
@require_safe
def promises(request: PageRequest, journey: str) -> HttpResponse:
    drawn, now = journey_for(request.person, journey=journey), timezone.now()
    view = draw_promises(
        drawn,
        promises=promises_for(request.person, journey=journey),
        beliefs=beliefs_for(request.person, journey=journey),
        kept=kept_for(request.person, journey=journey, now=now),
        history=history_for(request.person, journey=journey),
        segments=segments(),
        now=now,
    )
    may_set = request.person.may("promises:write")
    return render(request, "workspace/promises.html", {"page": view, "journey": journey, "may_set": may_set})


@login_required
@never_cache
@require_safe
def history(request: PageRequest, journey: str) -> HttpResponse:
    drawn = journey_for(request.person, journey=journey)
    asked = {name: request.GET.get(name, "").replace("\x00", "") for name in ("touchpoint", "measure")}
    narrowed = {name: slug for name, slug in asked.items() if slug}
    found = history_for(request.person, journey=journey, **narrowed)
    context = {
        "lines": draw_history(found, journey=drawn, segments=segments()),
        "journey": drawn,
        "narrowed": bool(narrowed),
    }
    return render(request, "workspace/promises_history.html", context)


@login_required
@never_cache
@opened
def set_a_promise(request: PageRequest, journey: str, touchpoint: str, measure: str) -> HttpResponse:
    drawn = journey_for(request.person, journey=journey)
    return _set(request, PROMISE, place_of(drawn, touchpoint=touchpoint, measure=measure))


@login_required
@never_cache
@opened
def set_a_belief(request: PageRequest, journey: str, touchpoint: str, measure: str) -> HttpResponse:
    drawn = journey_for(request.person, journey=journey)
    return _set(request, BELIEF, place_of(drawn, touchpoint=touchpoint, measure=measure))


@login_required
@never_cache
@opened
def end_a_promise(request: PageRequest, key: int) -> HttpResponse:
    return _end(request, PROMISE, promise_for(request.person, promise_id=key))


@login_required
@never_cache
@opened
def end_a_belief(request: PageRequest, key: int) -> HttpResponse:
    return _end(request, BELIEF, belief_for(request.person, belief_id=key))


def _set(request: PageRequest, kind: Kind, place: Place) -> HttpResponse:
    require(request.person, "promises:write")
    if request.method == "POST":
        form = kind.form(request.POST, place=place, segments=segments())
        if form.is_valid() and "confirmed" in request.POST and _put(request, kind, place, form):
            messages.success(request, str(kind.saved))
            return redirect("workspace:promises_of", place.journey.slug)
        return _form(request, kind, place, form, status=200 if form.is_valid() else 422)
    if request.htmx:
        return _form(request, kind, place, kind.form(request.GET, place=place, segments=segments()))
    return _form(request, kind, place, _first(request, kind, place))


def _put(request: PageRequest, kind: Kind, place: Place, form: LevelForm) -> bool:
    level = {kind.level: form.cleaned_data["level"]}
    try:
        kind.put(
            by=request.person, **place.slugs, **level, **form.facts(), correcting=True, now=timezone.now()
        )
    except OverlapsAnother as error:
        form.add_error(None, _in_the_way(error, since=form.facts()["valid_from"]))
        return False
    return True


def _first(request: PageRequest, kind: Kind, place: Place) -> LevelForm:
    """The form as it is first shown: with what stands, or with what the address asks for."""
    segment = request.GET.get("segment", "")
    standing = kind.standing(request.person, journey=place.journey.slug, at=timezone.now())
    here = (place.touchpoint.slug, place.measure.slug, segment or None)
    stands = next((row for row in standing if (row.touchpoint, row.measure, row.segment) == here), None)
    initial = {
        "segment": segment,
        "level": request.GET.get("level") or (f"{stands.level:.12g}" if stands else None),
        "told": getattr(stands, "told", ""),
        "valid_from": timezone.localdate(),
    }
    return kind.form(place=place, segments=segments(), initial=initial)


def _form(
    request: PageRequest, kind: Kind, place: Place, form: LevelForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "kind": kind,
        "place": place,
        "form": form,
        "preview": _preview(request, kind, place, form),
        "confirm": request.method == "POST" and form.is_valid(),
    }
    return page(request, "promises_set", "preview", context, status=status)


def _preview(request: PageRequest, kind: Kind, place: Place, form: LevelForm) -> PreviewView | None:
    """None for a belief: customers' answers are not shown to whoever is about to say what they believe."""
    if kind is not PROMISE:
        return None
    given = {name: form.initial.get(name) for name in ("level", "segment")}
    if form.is_bound:
        form.is_valid()
        given = {name: form.cleaned_data.get(name) for name in given}
    try:
        standard = form.fields["level"].clean(given["level"])
    except ValidationError:
        return None
    answer = would_meet_for(
        request.person,
        **place.slugs,
        segment=given["segment"] or None,
        standard=standard,
        now=timezone.now(),
    )
    return draw_preview(answer, place=place)


def _end(request: PageRequest, kind: Kind, row: Standing) -> HttpResponse:
    require(request.person, "promises:write")
    drawn = journey_for(request.person, journey=row.journey)
    place = place_of(drawn, touchpoint=row.touchpoint, measure=row.measure)
    form = EndForm(
        request.POST if request.method == "POST" else None, initial={"through": timezone.localdate()}
    )
    if form.is_valid() and _ended(request, kind, row, form):
        messages.success(request, str(kind.ended))
        return redirect("workspace:promises_of", row.journey)
    context = {"kind": kind, "place": place, "form": form, "what": ends_words(row, place.measure)}
    return render(request, "workspace/promises_end.html", context, status=422 if form.is_bound else 200)


def _ended(request: PageRequest, kind: Kind, row: Standing, form: EndForm) -> bool:
    facts = {f"{kind.name}_id": row.id, "valid_to": form.valid_to(), "why": form.cleaned_data["why"]}
    try:
        kind.end(by=request.person, **facts, now=timezone.now())
    except OverlapsAnother as error:
        form.add_error("through", _no_end(error, row))
        return False
    return True


def _no_end(error: OverlapsAnother, row: Standing) -> str:
    if error.ends is not None:
        return _("It holds through %(day)s only. Set a new one for the time after that.") % {
            "day": last_day(error.ends)
        }
    return _("It begins on %(day)s. Give that day or a later one.") % {"day": first_day(row.valid_from)}


def _in_the_way(error: OverlapsAnother, *, since: datetime) -> str:
    if error.begins is None:
        return _("Another one for the same customers is in force at that time.")
    if error.begins <= since and error.ends is not None:
        return _(
            "Another one for the same customers is in force through %(day)s. Let this one begin later, or end "
            "the other sooner."
        ) % {"day": last_day(error.ends)}
    return _(
        "Another one for the same customers is in force from %(day)s on. Give this one a last day before that, "
        "or change the other."
    ) % {"day": first_day(error.begins)}
