"""What is suggested for cases, and what customers suddenly write of."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wellserved.cases.queries.triage import learnt_for, topics_for
from wellserved.cases.services import CaseRefused, decide, see_topic
from wellserved.workspace.cases_desk.triage_page import draw_learnt, draw_topics
from wellserved.workspace.views.rendering import PageRequest


@login_required
@never_cache
@require_safe
def topics(request: PageRequest) -> HttpResponse:
    found = draw_topics(topics_for(request.person))
    context = {
        "unseen": [one for one in found if not one.seen],
        "seen": [one for one in found if one.seen],
        "learnt": draw_learnt(learnt_for(request.person)),
        "may_write": request.person.may("cases:write"),
    }
    return render(request, "workspace/cases_desk/topics.html", context)


@login_required
@require_POST
def topic_seen(request: PageRequest, topic_id: int) -> HttpResponse:
    see_topic(by=request.person, topic_id=topic_id, now=timezone.now())
    return redirect("workspace:topics")


@login_required
@require_POST
def decided(request: PageRequest, case_id: int) -> HttpResponse:
    """One click: this is what it is."""
    target, _colon, label = request.POST.get("is", "").partition(":")
    try:
        decide(by=request.person, case_id=case_id, target=target, label=label, now=timezone.now())
    except CaseRefused as error:
        messages.error(request, str(error))
    return redirect("workspace:case", case_id)
