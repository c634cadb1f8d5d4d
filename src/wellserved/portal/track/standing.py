"""The headers that the site puts on every answer, taken from the very middleware that puts them on Django's."""

from functools import cache, lru_cache
from secrets import token_bytes, token_hex
from string import ascii_letters, digits
from time import time
from typing import cast

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.middleware.security import SecurityMiddleware

Headers = list[tuple[bytes, bytes]]
_ALPHABET = (ascii_letters + digits).encode()
_PLACES = bytes.maketrans(_ALPHABET, bytes(range(62)))
_LETTERS = bytes.maketrans(bytes(range(62)), _ALPHABET)
_csrf = CsrfViewMiddleware(lambda _request: HttpResponse())


@cache
def standing_headers() -> tuple[tuple[bytes, bytes], ...]:
    request = HttpRequest()
    request.META = {"SERVER_NAME": "localhost", "SERVER_PORT": "80"}
    if settings.SECURE_PROXY_SSL_HEADER:
        request.META[settings.SECURE_PROXY_SSL_HEADER[0]] = settings.SECURE_PROXY_SSL_HEADER[1]

    def bare(_request: HttpRequest) -> HttpResponseBase:
        response = HttpResponse()
        del response.headers["Content-Type"]
        return response

    response = cast("HttpResponse", SecurityMiddleware(CSPMiddleware(XFrameOptionsMiddleware(bare)))(request))
    return tuple((name.lower().encode(), value.encode("latin-1")) for name, value in response.items())


def form_token(cookie: str) -> tuple[str, str, Headers]:
    """A token for the page's forms, the secret behind it, and the cookie where the browser has none yet."""
    if not cookie:
        secret = token_hex(16)
        line = _cookie_line(int(time()) // 60).replace("qSecretq", secret)
        return masked(secret), secret, [(b"set-cookie", line.encode())]
    if len(cookie) == 32 and cookie.isascii() and cookie.isalnum():
        return masked(cookie), cookie, []
    return _as_django_does(cookie)


def masked(secret: str) -> str:
    """As Django masks the secret of its forms, which it checks itself when one is sent; some ten times faster."""
    mask = bytes(byte % 62 for byte in token_bytes(32))
    places = secret.encode().translate(_PLACES)
    cipher = bytes((a + b) % 62 for a, b in zip(places, mask, strict=True))
    return (mask + cipher).translate(_LETTERS).decode()


@lru_cache(maxsize=2)
def _cookie_line(_minute: int) -> str:
    request = HttpRequest()
    request.META["CSRF_COOKIE"], request.META["CSRF_COOKIE_NEEDS_UPDATE"] = "qSecretq", True
    response = _csrf.process_response(request, HttpResponse())
    return str(response.cookies[settings.CSRF_COOKIE_NAME].OutputString())


def _as_django_does(cookie: str) -> tuple[str, str, Headers]:
    request = HttpRequest()
    request.COOKIES[settings.CSRF_COOKIE_NAME] = cookie
    _csrf.process_request(request)
    token = get_token(request)
    secret = request.META["CSRF_COOKIE"]
    if not request.META.get("CSRF_COOKIE_NEEDS_UPDATE"):
        return token, secret, []
    response = _csrf.process_response(request, HttpResponse())
    return token, secret, [(b"set-cookie", m.OutputString().encode()) for m in response.cookies.values()]
