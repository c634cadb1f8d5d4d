"""What every form here has in common: photos read up to a limit, the words handed on, and each refusal shown."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, cast

from django.contrib import messages
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from wellserved.cases.contracts import AttachmentIn, Saying
from wellserved.cases.queries import AttachmentSeen
from wellserved.cases.services import CaseRefused, TooMuchSaid
from wellserved.people.middleware import PersonRequest
from wellserved.platform.link_secrets import new_secret
from wellserved.portal.asked.files import Limited
from wellserved.portal.track.visitor import address_of_request

from .forms import MoreForm
from .photos import photos_of

__all__ = ["as_download", "handed_on", "helped_noted", "quiet", "saying_of", "tell_of_photos", "with_photos"]

View = Callable[..., HttpResponse]


def with_photos(view: View) -> View:
    """The view is given `files`, what came with the form. They are read before anything else looks into the form."""
    checked = csrf_protect(view)

    @wraps(view)
    def answered(request: PersonRequest, **place: Any) -> HttpResponse:
        files = Limited(request)
        request.upload_handlers = [files]
        return checked(request, files=files, **place)

    methods = require_http_methods(["GET", "HEAD", "POST"])
    # Exempt only here: the protection reads the form, and after that no handler can be set; `checked` protects.
    return cast("View", csrf_exempt(never_cache(sensitive_post_parameters()(methods(answered)))))


def quiet(view: View) -> View:
    """The address holds a secret: it goes to no other server, no cache, no search engine."""

    @wraps(view)
    def answered(request: PersonRequest, **place: Any) -> HttpResponse:
        response = view(request, **place)
        response.headers["Referrer-Policy"] = "strict-origin"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return cast("View", answered)


class _Deed(Protocol):
    def __call__(self, saying: Saying, /) -> object: ...


def saying_of(request: PersonRequest, form: MoreForm, files: Limited, **facts: Any) -> Saying:
    given: dict[str, Any] = {"text": form.cleaned_data["text"].replace("\x00", "").strip(), **facts}
    return Saying(
        # A form without its random word cannot be told from another one.
        form=form.cleaned_data["form"] or new_secret(),
        address=address_of_request(request),
        language=get_language() or "",
        attachments=photos_of(files.contents.values()),
        by_program=form.by_program,
        **given,
    )


def handed_on(form: MoreForm, saying: Saying, deed: _Deed) -> tuple[Any, int]:
    """What the deed answers, and 200; or nothing, and the status with which the form is shown once more."""
    try:
        return deed(saying), 200
    except CaseRefused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        return None, 422
    except TooMuchSaid:
        form.add_error(
            None,
            _(
                "Very much came from where you are. Your words are still here: please send them in ten minutes."
            ),
        )
        return None, 429


def helped_noted(request: PersonRequest, deed: Callable[[bool], None]) -> bool:
    """Whether the form answered if it helped, which is asked once; then the deed has been done."""
    said = request.POST.get("helped")
    if said not in {"yes", "no"}:
        return False
    try:
        deed(said == "yes")
        messages.success(request, _("Thank you"))
    except CaseRefused:
        messages.error(request, _("You have answered this before. Thank you."))
    return True


def tell_of_photos(request: PersonRequest, attachments: tuple[AttachmentIn, ...], *, left_out: int) -> None:
    """The words are with us; of a photo that is not, its sender is told."""
    lost = left_out + sum(one.content is None for one in attachments)
    if lost:
        said = ngettext(
            "Your words are with us, but %(n)s photo is not: JPEG, PNG and WebP of up to 10 MB fit, four at a time. You can send it once more below.",
            "Your words are with us, but %(n)s photos are not: JPEG, PNG and WebP of up to 10 MB fit, four at a time. You can send them once more below.",
            lost,
        )
        messages.warning(request, said % {"n": lost})


def as_download(found: AttachmentSeen, content: bytes) -> HttpResponse:
    """Saved and not opened: what came from a stranger runs nowhere."""
    answer = HttpResponse(content, content_type=found.type)
    answer.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=found.name) or ""
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
