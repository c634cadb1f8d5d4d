"""The portal's frame around a page: rendered by Django for who is signed in, kept ready for who is not."""

import re
from functools import lru_cache
from hashlib import blake2b

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.html import escape
from django.utils.safestring import mark_safe

from wellserved.people.contracts import NOBODY
from wellserved.platform.language import without_language
from wellserved.portal.track.content import TOKEN, Content

PRIVATE = "private, no-cache"
# Masked anew for each form, so that its place is known only by its name.
_FORM_TOKEN = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")[A-Za-z0-9]*')
_TITLE, _PATH, _CONTENT = "qTitleq", "/qPathq", "qContentq"


class _Nobody:
    is_authenticated = False
    pk = None


def framed(request: HttpRequest, content: Content) -> HttpResponse:
    """The answer of a Django view."""
    token = get_token(request)
    html = content.html.replace(TOKEN, token)
    if content.whole:
        context = {"content": mark_safe(html), "title": content.title}  # noqa: S308  rendered by our own templates
        response = render(request, "portal/track/page.html", context, status=content.status)
    else:
        response = HttpResponse(html, status=content.status)
    body = _FORM_TOKEN.sub("", response.content.decode())
    etag = etag_of(body, request.META.get("CSRF_COOKIE", ""))
    if content.status == 200 and request.headers.get("If-None-Match") == etag:
        response = HttpResponseNotModified()
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = PRIVATE
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    for name, value in content.headers.items():
        response.headers[name] = value
    return response


def etag_of(body: str, secret: str) -> str:
    """Weak, for the token of the forms is another each time; but it must fit the browser's own secret."""
    digest = blake2b(body.encode(), digest_size=12)
    digest.update(secret.encode())
    return f'W/"{digest.hexdigest()}"'


def kept_frame(content: Content, *, language: str, theme: str, path: str) -> str:
    """The same page for nobody; TOKEN stands where the tokens of its forms belong."""
    if not content.whole:
        return content.html
    pieces = _frame(language, theme)
    filled = {_TITLE: escape(content.title), _PATH: escape(without_language(path)), _CONTENT: content.html}
    return "".join(filled.get(piece, piece) for piece in pieces)


@lru_cache(maxsize=64)
def _frame(language: str, theme: str) -> tuple[str, ...]:
    """Cut where something is to be put in. The language in force is `language`."""
    request = HttpRequest()
    request.path = request.path_info = _PATH
    request.META = {"CSRF_COOKIE": "x" * 32, "SERVER_NAME": "localhost", "SERVER_PORT": "80"}
    if theme:
        request.COOKIES["theme"] = theme
    request.LANGUAGE_CODE = language
    request.user, request.person = _Nobody(), NOBODY  # type: ignore[attr-defined,assignment]  # as the middleware sets them
    request._messages = ()  # type: ignore[attr-defined]  # noqa: SLF001  what messages.get_messages looks for
    context = {"title": _TITLE, "content": _CONTENT, "csrf_token": TOKEN}
    html = render_to_string("portal/track/page.html", context, request=request)
    pieces = [str(html)]
    for mark in (_TITLE, _PATH, _CONTENT):
        pieces = [part for piece in pieces for part in _cut(piece, mark)]
    return tuple(pieces)


def _cut(text: str, mark: str) -> list[str]:
    found: list[str] = []
    for part in text.split(mark):
        found += [part, mark]
    return found[:-1]
