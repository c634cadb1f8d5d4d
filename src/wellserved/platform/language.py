"""In which language a page is written: the person's, then the browser's."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation


class LanguageMiddleware:
    """Puts the language that somebody chose, and that their account keeps, before a cookie and the browser's wishes.

    Django's own LocaleMiddleware has decided on the browser's by then; who is signed in is known only after it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Nobody is looked up for a request that carries no session: programs and the health check stay cheap.
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            language = getattr(request, "person", None) and request.person.language  # type: ignore[attr-defined]  # see PersonRequest
            if language in dict(settings.LANGUAGES):
                translation.activate(language)
                request.LANGUAGE_CODE = language
        return self.get_response(request)
