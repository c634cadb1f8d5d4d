"""The page on which a map is drawn, and the commands that it sends."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wellserved.journey.contracts import DeedRefused, EditConflict, Edited, NothingToUndo
from wellserved.journey.queries import drawing_for, edits_for, personas_for, version_for
from wellserved.journey.services.drawing import edit_map
from wellserved.journey.services.drawing import redo as redo_edit
from wellserved.journey.services.drawing import undo as undo_edit
from wellserved.workspace.conflict_page import Again, draw_conflict
from wellserved.workspace.drawing_commands import NotUnderstood, deeds_of, seen_of
from wellserved.workspace.drawing_page import draw_board
from wellserved.workspace.drawing_words import edit_words
from wellserved.workspace.edits_page import draw_edits
from wellserved.workspace.persona_chips import PersonaChip

from .rendering import PageRequest, page

REFUSALS = (DeedRefused, NothingToUndo, NotUnderstood)
WAYS = {"mine": "mine", "theirs": "theirs"}


@login_required
@never_cache
@require_safe
def draw(request: PageRequest, journey: str) -> HttpResponse:
    """With `since`, only what moved on after that version: 204 where nothing did."""
    if request.GET.get("since") == str(version_for(request.person, journey=journey)):
        return HttpResponse(status=204)
    drawing = drawing_for(request.person, journey=journey, now=timezone.now())
    account_id = request.person.account_id
    others = [line for line in drawing.edits[:1] if line.by_account != account_id]
    said = "".join(
        f"{edit_words(line, account_id=account_id, among=drawing.edits)}." for line in others if request.htmx
    )
    board = draw_board(drawing, said=said, account_id=account_id)
    return page(request, "drawing", "board", {"page": board, "personas": _personas(request)})


@login_required
@never_cache
@require_POST
def edit(request: PageRequest, journey: str) -> HttpResponse:
    now = timezone.now()
    drawing = drawing_for(request.person, journey=journey, now=now)
    try:
        deeds = deeds_of(request.POST, drawing=drawing)
    except NotUnderstood as error:
        return refused(request, journey, error)
    seen = seen_of(request.POST, drawing=drawing)
    return done(
        request,
        journey,
        lambda: edit_map(by=request.person, journey=journey, seen=seen, deeds=deeds, now=now),
        again=Again(journey=journey, deeds=deeds),
        now=now,
    )


@login_required
@never_cache
@require_POST
def undo(request: PageRequest, journey: str) -> HttpResponse:
    return _travelled(request, journey, undo_edit, "undo")


@login_required
@never_cache
@require_POST
def redo(request: PageRequest, journey: str) -> HttpResponse:
    return _travelled(request, journey, redo_edit, "redo")


def _travelled(request: PageRequest, journey: str, travel: Callable[..., Edited], name: str) -> HttpResponse:
    now, way = timezone.now(), WAYS.get(request.POST.get("clashing", ""), "ask")
    return done(
        request,
        journey,
        lambda: travel(by=request.person, journey=journey, now=now, clashing=way),
        again=Again(journey=journey, travels=name),
        now=now,
    )


@login_required
@never_cache
@require_safe
def edits(request: PageRequest, journey: str) -> HttpResponse:
    """Who changed what: the last 200 edits."""
    version = version_for(request.person, journey=journey)
    lines = edits_for(request.person, journey=journey, since=max(version - 200, 0))
    drawing = drawing_for(request.person, journey=journey, now=timezone.now())
    shown = draw_edits(lines, account_id=request.person.account_id)
    return render(request, "workspace/drawing_edits.html", {"drawing": drawing, "lines": shown})


def done(
    request: PageRequest,
    journey: str,
    deed: Callable[[], Edited],
    *,
    again: Again,
    now: datetime,
    to: str = "",
) -> HttpResponse:
    """Do it and answer with the board as it is then; where it could not be done, say what stands in the way."""
    try:
        edited = deed()
    except EditConflict as conflict:
        context: dict[str, object] = {"conflict": draw_conflict(conflict, again=again)}
        return page(request, "drawing_conflict", "conflict", context, status=409)
    except REFUSALS as error:
        return refused(request, journey, error)
    account_id = request.person.account_id
    drawing = drawing_for(request.person, journey=journey, now=now)
    said = "".join(
        f"{edit_words(line, account_id=account_id, among=drawing.edits)}."
        for line in drawing.edits
        if line.number == edited.number
    )
    if not request.htmx:
        messages.info(request, said or _("Nothing changed."))
        return redirect(to or reverse("workspace:draw", args=[journey]))
    board = draw_board(drawing, said=said, account_id=account_id, made=edited.made)
    return page(request, "drawing", "board", {"page": board, "personas": _personas(request)})


def refused(request: PageRequest, journey: str, error: Exception) -> HttpResponse:
    return page(request, "drawing_refused", "refused", {"journey": journey, "reason": str(error)}, status=422)


def _personas(request: PageRequest) -> tuple[PersonaChip, ...]:
    """Who draws reads of them; the map lit up filters by them."""
    href = reverse("workspace:personas")
    return tuple(
        PersonaChip(name=one.name, says=one.quote or one.summary, href=f"{href}#{one.slug}", chosen=False)
        for one in personas_for(request.person)
    )
