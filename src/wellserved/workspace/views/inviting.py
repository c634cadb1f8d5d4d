"""Drawing together: what invited people said, sorted and adopted; and their invitations."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wellserved.journey.contracts import DeedRefused, EditConflict
from wellserved.journey.contracts.inviting import AdoptedAlready, ContributionSeen, FeltOtherwise
from wellserved.journey.queries.inviting import Looked, contributions_for, together_for
from wellserved.journey.services.inviting import (
    adopt as adopt_them,
)
from wellserved.journey.services.inviting import (
    adopt_feelings as adopt_them_feelings,
)
from wellserved.journey.services.inviting import (
    put_together,
    rename_cluster,
    set_aside,
    take_apart,
    take_up,
)
from wellserved.people.contracts import NotFound
from wellserved.workspace.inviting_forms import AdoptForm, ClusterForm, FeelingForm, LookForm, chosen
from wellserved.workspace.inviting_page import draw_adoption, draw_together

from .rendering import PageRequest


@login_required
@never_cache
@require_safe
def together(request: PageRequest, journey: str) -> HttpResponse:
    looked = LookForm.looked(request.GET)
    found = together_for(request.person, journey=journey, looked=looked, now=timezone.now())
    form = LookForm(initial={"state": looked.state, "kind": looked.kind, "invitation": looked.invitation})
    form.offer(found)
    aside = [one for one in request.GET.get("aside", "").split(",") if one.isascii() and one.isdigit()]
    context = {
        "page": draw_together(found, looked=looked),
        "look": form,
        "aside": aside,
        "aside_words": _aside_words(len(aside)) if aside else "",
        "query": request.GET.urlencode(),
    }
    return render(request, "workspace/inviting.html", context)


@login_required
@never_cache
@require_POST
def sort(request: PageRequest, journey: str) -> HttpResponse:
    """One button of the bar, for the cards that are chosen."""
    ids, deed, now = chosen(request.POST), request.POST.get("do", ""), timezone.now()
    given: dict[str, Any] = {"by": request.person, "journey": journey, "contributions": ids, "now": now}
    back = reverse("workspace:contributions", args=[journey])
    if not ids:
        messages.warning(request, _("Choose one or more cards first, then what to do with them."))
    elif deed == "adopt":
        numbers = "&".join(f"c={one}" for one in ids)
        return redirect(f"{reverse('workspace:adopt', args=[journey])}?{numbers}")
    elif deed == "aside":
        set_aside(**given)
        return redirect(f"{back}?aside={','.join(map(str, ids))}")
    elif deed == "take-up":
        take_up(**given)
        messages.success(request, _("They wait again."))
    elif deed == "apart":
        take_apart(**given)
        messages.success(request, _("Taken out of their clusters."))
    elif deed == "cluster":
        _cluster(request, given)
    return redirect(back)


@login_required
@never_cache
@require_POST
def rename(request: PageRequest, journey: str, cluster: int) -> HttpResponse:
    form = ClusterForm(request.POST)
    if form.is_valid():
        title = form.cleaned_data["title"]
        rename_cluster(by=request.person, journey=journey, cluster=cluster, title=title, now=timezone.now())
    else:
        messages.error(request, _("A cluster needs a name of up to 160 characters."))
    return redirect("workspace:contributions", journey)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def adopt(request: PageRequest, journey: str) -> HttpResponse:
    """What is adopted stands in the address; how, in the form."""
    found = together_for(request.person, journey=journey, looked=Looked(), now=timezone.now())
    said, cluster = _to_adopt(request, journey)
    page = draw_adoption(
        said, together=found, cluster=next((one for one in found.clusters if one.id == cluster), None)
    )
    initial = {"lane": page.lane, "place": page.place, "text": page.text}
    form = AdoptForm(request.POST or None, stages=found.stages, initial=initial)
    status = 400 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        status = _adopted(request, journey, form, said)
        if status == 302:
            return redirect("workspace:contributions", journey)
    context = {"page": page, "form": form, "journey": found}
    return render(request, "workspace/inviting_adopt.html", context, status=status)


@login_required
@never_cache
@require_POST
def adopt_feelings(request: PageRequest, journey: str, touchpoint: int) -> HttpResponse:
    form = FeelingForm(request.POST)
    back = f"{reverse('workspace:contributions', args=[journey])}#t-{touchpoint}"
    if not form.is_valid():
        return redirect(back)
    try:
        adopt_them_feelings(
            by=request.person, journey=journey, touchpoint=touchpoint, **form.cleaned_data, now=timezone.now()
        )
    except (FeltOtherwise, AdoptedAlready):
        messages.error(request, _("Something changed in the meantime. Look again, then adopt."))
    except EditConflict as conflict:
        who = conflict.clashes[0].by or _("Somebody")
        messages.error(
            request,
            _("%(who)s drew another feeling there in the meantime. It stands; look again.") % {"who": who},
        )
    else:
        messages.success(request, _("It is on the map."))
    return redirect(back)


def _cluster(request: PageRequest, given: dict[str, Any]) -> None:
    """Into the cluster chosen, or into a new one under the name given."""
    where, form = request.POST.get("cluster", ""), ClusterForm(request.POST)
    if where.isascii() and where.isdigit() and len(where) < 18:
        put_together(**given, cluster=int(where))
    elif form.is_valid():
        put_together(**given, title=form.cleaned_data["title"])
    else:
        messages.warning(request, _("Choose a cluster, or give a new one a name."))
        return
    messages.success(request, _("Put together."))


def _to_adopt(request: PageRequest, journey: str) -> tuple[tuple[ContributionSeen, ...], int | None]:
    """What waits of the contributions, or of the cluster, that the address names; NotFound where nothing does."""
    number = request.GET.get("cluster", "")
    cluster = int(number) if number.isascii() and number.isdigit() and len(number) < 18 else None
    found = contributions_for(
        request.person, journey=journey, contributions=chosen(request.GET), cluster=cluster
    )
    waiting = tuple(one for one in found if one.state in {"waiting", "clustered"})
    if not waiting and request.method != "POST":
        raise NotFound("None of these waits to be adopted.")
    return waiting, cluster


def _adopted(request: PageRequest, journey: str, form: AdoptForm, said: tuple[ContributionSeen, ...]) -> int:
    """The status of the answer: 302 where it is done."""
    ids = chosen(request.POST)
    try:
        adopt_them(
            by=request.person,
            journey=journey,
            contributions=ids or [one.id for one in said],
            adoption=form.adoption(),
            now=timezone.now(),
        )
    except AdoptedAlready:
        form.add_error(
            None,
            _(
                "Somebody has dealt with one of these in the meantime. Nothing was changed; go back and look again."
            ),
        )
        return 409
    except DeedRefused as refused:
        form.add_error("text", str(refused))
        return 400
    messages.success(
        request, _("It is on the map. Undo it there if it should not be; those who said it are told.")
    )
    return 302


def _aside_words(n: int) -> str:
    return ngettext("%(n)s contribution is set aside.", "%(n)s contributions are set aside.", n) % {"n": n}
