"""In which language a page is written: the person's, then the browser's."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation


def without_language(address: str) -> str:
    """Without the language that an address names, which would outlast whatever is chosen on its page."""
    path, _mark, query = address.partition("?")
    if "lang=" not in query:
        return address
    kept = "&".join(part for part in query.split("&") if not part.startswith("lang="))
    return f"{path}?{kept}" if kept else path


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
