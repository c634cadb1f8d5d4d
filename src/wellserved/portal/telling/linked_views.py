"""Following what one told us without signing in: whoever has the link may."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wellserved.cases.queries import linked_attachment, linked_case
from wellserved.cases.services import hear_linked, note_helped
from wellserved.people.contracts import NOBODY, NotFound
from wellserved.people.middleware import PersonRequest
from wellserved.platform.link_secrets import new_secret
from wellserved.portal.asked.files import Limited

from .forms import MoreForm
from .page import draw_case
from .taking import as_download, handed_on, helped_noted, quiet, saying_of, tell_of_photos, with_photos

__all__ = ["along", "followed"]


@quiet
@with_photos
def followed(request: PersonRequest, *, secret: str, files: Limited) -> HttpResponse:
    """Looking and writing again; a link that is none leads to the form."""
    now = timezone.now()
    try:
        case = linked_case(secret=secret)
    except NotFound:
        return render(request, "portal/telling/unknown.html", status=404)
    if helped_noted(request, lambda helped: note_helped(by=NOBODY, case_id=case.id, helped=helped, now=now)):
        return redirect("tell_us_followed", secret)
    form, status = (
        MoreForm(request.POST or None, initial={"form": new_secret()}),
        200 if request.method != "POST" else 422,
    )
    if form.is_valid():
        saying = saying_of(request, form, files)
        taken, status = handed_on(
            form, saying, lambda given: hear_linked(secret=secret, saying=given, now=now)
        )
        if taken is not None:
            tell_of_photos(request, saying.attachments, left_out=files.left_out)
            messages.success(request, _("Your words have reached us."))
            return redirect("tell_us_followed", secret)
    context = {
        "page": draw_case(case, now=now, by_link=True),
        "form": form,
        "link": request.build_absolute_uri(reverse("tell_us_followed", args=[secret])),
        "along": reverse("tell_us_along", args=[secret, 0]).removesuffix("0/"),
        "photos": bool(files.contents),
    }
    return render(request, "portal/telling/case.html", context, status=status)


@quiet
@require_safe
def along(_request: PersonRequest, *, secret: str, attachment_id: int) -> HttpResponse:
    return as_download(*linked_attachment(secret=secret, attachment_id=attachment_id))
