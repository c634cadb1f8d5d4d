"""The hand scanner: a page for a phone, its service worker, and the proofs of delivery that it brings."""

import json
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST, require_safe

from wellserved.people.contracts import NotFound
from wellserved.people.queries import locations
from wellserved.tracking.queries.scanning import recognised_for
from wellserved.tracking.services.proving import ProofRefused, prove
from wellserved.workspace.scan_page import CONSENT, ProofForm, draw_scan, says_recognised

from .rendering import PageRequest

_WORKER = "src/scan-worker.ts"


@login_required
@never_cache
@ensure_csrf_cookie
@require_safe
def scan(request: PageRequest) -> HttpResponse:
    person = request.person
    if not (person.may("parcels:write") and person.is_staff):
        raise NotFound("There is no hand scanner for this person.")
    context = {"page": draw_scan(place=_place(person.location_ids)), "staff": person.staff_id}
    return render(request, "workspace/scan.html", context)


@require_safe
def worker(_request: PageRequest) -> HttpResponse:
    """The script must lie in the folder of the pages that it serves: its scope is /scan/ and nothing else."""
    root = Path(settings.STATIC_ROOT)
    built = json.loads((root / "manifest.json").read_text()).get(_WORKER)
    if built is None:
        raise Http404
    answer = HttpResponse((root / built["file"]).read_bytes(), content_type="text/javascript")
    answer["Cache-Control"] = "no-cache"
    return answer


@login_required
@never_cache
@require_safe
def recognised(request: PageRequest) -> HttpResponse:
    found = recognised_for(request.person, number=request.GET.get("number", "")[:80])
    return JsonResponse({"says": says_recognised(found)})


@never_cache
@require_POST
def prove_delivered(request: PageRequest) -> HttpResponse:
    """Asked by the script: with 401 and 403 the proof waits until whoever took it, X-Staff, has signed in again."""
    if not request.user.is_authenticated:
        return JsonResponse({"said": ""}, status=401)
    if request.headers.get("X-Staff", str(request.person.staff_id)) != str(request.person.staff_id):
        return JsonResponse({"said": ""}, status=403)
    form = ProofForm(request.POST, request.FILES)
    if not form.is_valid():
        said = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return JsonResponse({"said": said}, status=422)
    facts = form.cleaned_data
    try:
        prove(
            by=request.person,
            number=facts["number"],
            carrier=facts["carrier"],
            what=facts["what"],
            consent=str(CONSENT),
            taken_at=facts["taken_at"],
            content=facts["picture"].read(),
            now=timezone.now(),
        )
    except ProofRefused as refused:
        return JsonResponse({"said": str(refused), "why": refused.why}, status=422)
    return JsonResponse({"said": ""})


def _place(location_ids: frozenset[int] | None) -> str:
    """Where this person works, as far as that is one place."""
    mine = [place for place in locations() if location_ids and place.location_id in location_ids]
    return min(mine, key=lambda place: place.depth).name if mine else ""
