"""The list of cases, and deeds done to several at once."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wellserved.cases.contracts import Urgency
from wellserved.cases.queries import (
    CaseChoice,
    cases_for,
    causes,
    count_for,
    found_by_number,
    lines_for,
)
from wellserved.cases.queries.quarantine import kept_apart_count_for
from wellserved.cases.services import (
    CaseRefused,
    FactsSet,
    assign,
    close,
    mark_spam,
    release,
    reopen,
    set_aside,
    set_facts,
    take,
    wait,
)
from wellserved.journey.queries.touchpoints import touchpoint_keys
from wellserved.people.contracts import NotFound, Person, Place
from wellserved.people.queries import locations
from wellserved.platform.cursors import CursorUnreadable
from wellserved.workspace.cases_desk.list_forms import DeedForm, ListFilter, options
from wellserved.workspace.cases_desk.list_page import MOST_COUNTED, draw_lines, draw_list
from wellserved.workspace.views.rendering import PageRequest, page

_COUNTED = {
    "answer": CaseChoice(state="answer"),
    "waiting": CaseChoice(state="waiting"),
}


STAYS = {"take", "reopen", "release"}
"""Whoever presses these on a case's own page goes on with that case."""


@login_required
@never_cache
@require_safe
def desk(request: PageRequest) -> HttpResponse:
    person, now = request.person, timezone.now()
    if not person.may("cases:read"):
        raise NotFound("There are no cases to see.")
    tree = causes()
    form = ListFilter(request.GET, causes=tree, touchpoints=touchpoint_keys(), places=_places(person))
    tab, choice = form.chosen()
    if choice.quarantined:
        return redirect("workspace:quarantine")
    known = found_by_number(person, text=choice.text) if choice.text else None
    if known is not None:
        return redirect("workspace:case", known)
    try:
        found = cases_for(person, choice, now=now)
    except CursorUnreadable:
        return redirect(reverse("workspace:desk"))
    counts = {one: count_for(person, each, now=now, most=MOST_COUNTED) for one, each in _COUNTED.items()}
    counts["quarantine"] = kept_apart_count_for(person, most=MOST_COUNTED)
    titles = {one.id: one.title for one in tree}
    view = draw_list(found, tab=tab, choice=choice, counts=counts, causes=titles, person=person, now=now)
    context = {
        "page": view,
        "filter": form,
        "causes": [(one.id, " / ".join(one.path)) for one in tree],
        "cause_options": options((one.id, "\u2003" * one.depth + one.title) for one in tree),
        "may_write": person.may("cases:write"),
    }
    return page(request, "cases_desk/list", "desk", context)


@login_required
@never_cache
@require_safe
def cause_options(request: PageRequest) -> HttpResponse:
    """The tree of causes to choose from by keyboard, where a page does not have it from the start."""
    if not request.person.may("cases:read"):
        raise NotFound("There are no cases to see.")
    context = {"causes": [(one.id, " / ".join(one.path)) for one in causes()]}
    return render(request, "workspace/cases_desk/cause_options.html", context)


@login_required
@require_POST
def act(request: PageRequest) -> HttpResponse:
    """Done to each for itself: one that is refused keeps none of the others. For htmx the lines as they are now."""
    form = DeedForm(request.POST)
    back = reverse("workspace:desk") + _query(request.POST.get("back", ""))
    if not form.is_valid():
        return _told(request, back, [], _("Choose at least one case first. Nothing was changed."))
    said, now = form.cleaned_data, timezone.now()
    if said["deed"] in STAYS and "back" not in request.POST and len(said["case"]) == 1:
        back = reverse("workspace:case", args=said["case"])
    deed, done, refused = _deed(said), [], ""
    gone: NotFound | None = None
    for case_id in said["case"]:
        try:
            deed(by=request.person, case_id=case_id, now=now)
            done.append(case_id)
        except CaseRefused as error:
            refused = str(error)
        except NotFound as error:
            gone = error
    if gone is not None:
        if not (done or refused):
            raise gone
        refused = refused or _("One of the cases is gone, or no longer for you to see.")
    return _told(request, back, done, refused)


def _told(request: PageRequest, back: str, done: list[int], refused: str) -> HttpResponse:
    if request.htmx:
        if refused and not done:
            return HttpResponse(refused, status=422, content_type="text/plain; charset=utf-8")
        titles = {one.id: one.title for one in causes()}
        lines = lines_for(request.person, ids=done)
        drawn = draw_lines(lines, causes=titles, person=request.person, now=timezone.now())
        context = {"lines": drawn, "may_write": True, "tab": ""}
        answer = render(request, "workspace/cases_desk/list.html#lines", context)
        if refused:
            # Headers are Latin-1; the page's script reads it back.
            answer.headers["X-Refused"] = quote(refused)
        return answer
    if refused:
        messages.error(request, refused)
    if done:
        told = ngettext("%(n)s case changed.", "%(n)s cases changed.", len(done)) % {"n": len(done)}
        messages.success(request, told)
    return redirect(back)


def _deed(said: dict[str, Any]) -> Callable[..., object]:
    plain: dict[str, Callable[..., object]] = {
        "take": take,
        "close": close,
        "reopen": reopen,
        "wait": wait,
        "set_aside": set_aside,
        "spam": mark_spam,
        "release": release,
    }
    name = said["deed"]
    if name in plain:
        return plain[name]
    if name == "nobody":
        return _to_nobody
    facts = FactsSet(cause=said["cause"]) if name == "cause" else FactsSet(urgency=_urgency(said["urgency"]))

    def setting(*, by: Person, case_id: int, now: datetime) -> None:
        set_facts(by=by, case_id=case_id, facts=facts, now=now)

    return setting


def _to_nobody(*, by: Person, case_id: int, now: datetime) -> None:
    assign(by=by, case_id=case_id, staff_id=None, now=now)


def _urgency(given: str) -> Urgency:
    return Urgency(given) if given else Urgency.NORMAL


def _places(person: Person) -> tuple[Place, ...]:
    mine = person.location_ids
    return tuple(place for place in locations() if mine is None or place.location_id in mine)


def _query(given: str) -> str:
    """What came back from our own page; nothing that could lead elsewhere."""
    return given if given.startswith("?") and "\n" not in given and "\r" not in given else ""
