"""Whole maps: a new one, one from a file, one to a file, as is and to be."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wellserved.journey.contracts import DeedRefused
from wellserved.journey.queries import drawing_for, templates
from wellserved.journey.services import FormUnknown, ImportRefused, LettersMissing, export_map, import_map
from wellserved.journey.services.drawing import copy_as_to_be, new_journey
from wellserved.people.contracts import NotFound
from wellserved.people.services import require
from wellserved.workspace.compare_page import draw_comparison
from wellserved.workspace.drawing_forms import ImportForm, NewJourneyForm, form_of

from .drawing import refused
from .rendering import PageRequest

GET_OR_POST = ["GET", "HEAD", "POST"]


@login_required
@never_cache
@require_http_methods(GET_OR_POST)
def new(request: PageRequest) -> HttpResponse:
    require(request.person, "journeys:write")
    offered = templates()
    form = NewJourneyForm(
        request.POST or None, templates=[(template.key, template.title) for template in offered]
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            slug = new_journey(
                by=request.person,
                title=said["title"],
                goal=said["goal"],
                template=said["template"] or None,
                now=timezone.now(),
            )
        except DeedRefused as error:
            form.add_error(None, str(error))
        else:
            return redirect("workspace:draw", journey=slug)
    return _new(request, form, ImportForm())


@login_required
@never_cache
@require_POST
def import_file(request: PageRequest) -> HttpResponse:
    require(request.person, "journeys:write")
    form = ImportForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            slug = import_map(
                by=request.person, data=file.read(), form=form_of(file.name), now=timezone.now()
            )
        except (DeedRefused, ImportRefused) as error:
            form.add_error("file", str(error))
        else:
            return redirect("workspace:draw", journey=slug)
    blank = NewJourneyForm(templates=[(template.key, template.title) for template in templates()])
    return _new(request, blank, form)


def _new(request: PageRequest, form: NewJourneyForm, file: ImportForm) -> HttpResponse:
    context = {"form": form, "file": file, "templates": templates(), "chosen": form["template"].value() or ""}
    status = 422 if form.errors or file.errors else 200
    return render(request, "workspace/journey_new.html", context, status=status)


@login_required
@never_cache
@require_safe
def export(request: PageRequest, journey: str, kind: str) -> HttpResponse:
    try:
        file = export_map(request.person, journey=journey, form=kind, now=timezone.now())
    except FormUnknown as error:
        raise NotFound(str(error)) from error
    except LettersMissing as error:
        return refused(request, journey, error)
    response = HttpResponse(file.data, content_type=file.media_type)
    response["Content-Disposition"] = f'attachment; filename="{file.filename}"'
    return response


@login_required
@never_cache
@require_safe
def compare(request: PageRequest, journey: str) -> HttpResponse:
    """Whichever of the two is asked for; with several to-be maps, `with` names one."""
    now = timezone.now()
    asked = drawing_for(request.person, journey=journey, now=now)
    as_is = drawing_for(request.person, journey=asked.redraws.slug, now=now) if asked.redraws else asked
    drawn = {named.slug: named for named in as_is.redrawn_as}
    wanted = request.GET.get("with", asked.slug)
    chosen = wanted if wanted in drawn else next(iter(drawn), None)
    context: dict[str, object] = {"as_is": as_is, "others": drawn.values(), "chosen": chosen}
    if chosen is not None:
        to_be = drawing_for(request.person, journey=chosen, now=now)
        context |= {"to_be": to_be, "page": draw_comparison(as_is, to_be)}
    return render(request, "workspace/compare.html", context)


@login_required
@never_cache
@require_POST
def draw_to_be(request: PageRequest, journey: str) -> HttpResponse:
    now = timezone.now()
    drawing = drawing_for(request.person, journey=journey, now=now)
    title = _("%(title)s, to be") % {"title": drawing.title[:150]}
    slug = copy_as_to_be(by=request.person, journey=journey, title=title, now=now)
    return redirect("workspace:draw", journey=slug)
