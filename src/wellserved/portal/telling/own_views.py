"""A signed-in customer's own case: nobody else's is found."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wellserved.cases.queries import NumberUnreadable, id_of, number_of, own_attachment_for, own_case_for
from wellserved.cases.services import hear_own, say_helped
from wellserved.people.contracts import NotFound
from wellserved.people.middleware import PersonRequest
from wellserved.platform.link_secrets import new_secret
from wellserved.portal.asked.files import Limited

from .forms import MoreForm
from .page import draw_case
from .taking import as_download, handed_on, helped_noted, saying_of, tell_of_photos, with_photos

__all__ = ["along", "own"]


@login_required
@with_photos
def own(request: PersonRequest, *, number: str, files: Limited) -> HttpResponse:
    now, case_id = timezone.now(), _id(number)
    case = own_case_for(request.person, case_id=case_id)
    if helped_noted(
        request, lambda helped: say_helped(by=request.person, case_id=case_id, helped=helped, now=now)
    ):
        return redirect("own_case", number)
    form, status = (
        MoreForm(request.POST or None, initial={"form": new_secret()}),
        200 if request.method != "POST" else 422,
    )
    if form.is_valid():
        saying = saying_of(request, form, files)
        taken, status = handed_on(
            form, saying, lambda given: hear_own(by=request.person, case_id=case_id, saying=given, now=now)
        )
        if taken is not None:
            tell_of_photos(request, saying.attachments, left_out=files.left_out)
            messages.success(request, _("Your words have reached us."))
            return redirect("own_case", number)
    context = {
        "page": draw_case(case, now=now),
        "form": form,
        "merged": number_of(case.merged_into) if case.merged_into else "",
        "along": reverse("own_along", args=[number, 0]).removesuffix("0/"),
        "photos": bool(files.contents),
    }
    return render(request, "portal/telling/case.html", context, status=status)


@login_required
@require_safe
def along(request: PersonRequest, *, number: str, attachment_id: int) -> HttpResponse:
    own_case_for(request.person, case_id=_id(number))
    return as_download(*own_attachment_for(request.person, attachment_id=attachment_id))


def _id(number: str) -> int:
    try:
        return id_of(number)
    except NumberUnreadable as error:
        raise NotFound("There is no such case.") from error
