"""An answer that somebody has posted where the mention stands."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wellserved.cases.contracts import State
from wellserved.cases.services import CaseRefused
from wellserved.cases.services.mentions import post_noted
from wellserved.workspace.views.rendering import PageRequest


@login_required
@require_POST
def posted(request: PageRequest, case_id: int, message_id: int) -> HttpResponse:
    then = State.DONE if request.POST.get("then") == "done" else State.WAITING
    try:
        post_noted(by=request.person, case_id=case_id, message_id=message_id, then=then, now=timezone.now())
        messages.success(request, _("Noted: it was posted, and the customer was told."))
    except CaseRefused as refused:
        messages.error(request, str(refused))
    return redirect("workspace:case", case_id)
