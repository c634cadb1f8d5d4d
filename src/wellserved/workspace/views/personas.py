"""Personas: who stands for a segment of customers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wellserved.journey.contracts import DeedRefused, PersonaDrawn
from wellserved.journey.queries import personas_for
from wellserved.journey.services.drawing import remove_persona, set_persona
from wellserved.people.contracts import NotFound
from wellserved.people.queries import segments
from wellserved.people.services import require
from wellserved.workspace.drawing_forms import PersonaForm

from .rendering import PageRequest


@login_required
@never_cache
@require_safe
def personas(request: PageRequest) -> HttpResponse:
    if not request.person.may("map:read"):
        raise NotFound("There are no personas for whoever sees no maps.")
    context = {
        "personas": personas_for(request.person),
        "may_draw": request.person.may("journeys:write"),
    }
    return render(request, "workspace/personas.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def persona(request: PageRequest, slug: str | None = None) -> HttpResponse:
    """Without a slug, a new one."""
    known = _known(request, slug) if slug is not None else None
    require(request.person, "journeys:write")
    form = PersonaForm(
        request.POST or None,
        segments=[(segment.slug, segment.name) for segment in segments()],
        initial=_initial(known) if known else None,
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        lines = {name: said.pop(name).splitlines() for name in ("wants", "frustrations")}
        segment = said.pop("segment") or None
        try:
            set_persona(by=request.person, slug=slug, segment=segment, now=timezone.now(), **said, **lines)
        except DeedRefused as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.info(request, _("“%(name)s” is saved.") % {"name": said["name"]})
            return redirect("workspace:personas")
    context = {"form": form, "persona": known}
    return render(request, "workspace/persona.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
@require_POST
def remove(request: PageRequest, slug: str) -> HttpResponse:
    known = _known(request, slug)
    remove_persona(by=request.person, slug=slug, now=timezone.now())
    messages.info(request, _("“%(name)s” is removed.") % {"name": known.name})
    return redirect("workspace:personas")


def _known(request: PageRequest, slug: str) -> PersonaDrawn:
    for persona in personas_for(request.person):
        if persona.slug == slug:
            return persona
    raise NotFound(f"There is no persona '{slug}'.")


def _initial(persona: PersonaDrawn) -> dict[str, object]:
    return {
        "name": persona.name,
        "segment": persona.segment or "",
        "summary": persona.summary,
        "quote": persona.quote,
        "wants": "\n".join(persona.wants),
        "frustrations": "\n".join(persona.frustrations),
    }
