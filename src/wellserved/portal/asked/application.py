"""The raw handler before Django: forms that are sent to a questionnaire's address by whoever is not signed in.

A letter to a hundred thousand customers brings their answers within an hour. What arrives while one transaction is being
made durable goes into the next one together, so that a commit is shared by as many as wait for it. Files, and whoever
is signed in, go to Django, which answers from the same functions.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from wellserved.portal.track.standing import Headers, standing_headers
from wellserved.portal.track.visitor import address_of_peer, cookies_in, host_is_ours, language_of

from .desk import Came, Reply, guessing
from .page import draw_words, html_of
from .writer import Writer

Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

__all__ = ["asked"]

_PLACE = re.compile(r"/(?:a/([^/]{1,100})|ask/([-a-zA-Z0-9_]{1,60}))")
_FORM = b"application/x-www-form-urlencoded"
MOST = 256 * 1024
MOST_WITH_FILES = 32 * 1024 * 1024


def asked(django: Application, *, writer: Writer | None = None) -> Application:
    """`django`, with the forms of questionnaires taken before it."""
    writer = writer or Writer()

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST":
            await django(scope, receive, send)
            return
        place = _PLACE.fullmatch(scope["path"])
        headers: dict[bytes, bytes] = dict(scope["headers"]) if place else {}
        length = headers.get(b"content-length", b"")
        if place and length.isdigit() and int(length) > MOST_WITH_FILES:
            await _send(send, _too_large(_came(scope, place, headers)))
        elif place and _is_plain(scope, headers, length):
            body = await _body(receive, int(length))
            if body is not None:
                await _send(send, await _taken(_came(scope, place, headers), body, writer))
        else:
            await django(scope, receive, send)

    return serve


async def _taken(came: Came, body: bytes, writer: Writer) -> Reply:
    try:
        posted = parse_qs(
            body.decode(errors="replace"),
            keep_blank_values=True,
            max_num_fields=settings.DATA_UPLOAD_MAX_NUMBER_FIELDS,
        )
    except ValueError:
        return _too_many(came)
    came = replace(came, posted=posted)
    # A guesser holds nobody up: the writer has one thread for all.
    return guessing(came) or await writer.take(came)


def _is_plain(scope: Scope, headers: Mapping[bytes, bytes], length: bytes) -> bool:
    """Nothing that Django has to look at: a file, a session, another host, a way without TLS, a long form."""
    if headers.get(b"content-type", b"").partition(b";")[0].strip().lower() != _FORM:
        return False
    if not length.isdigit() or int(length) > MOST or not host_is_ours(headers.get(b"host", b"")):
        return False
    if settings.SECURE_SSL_REDIRECT and headers.get(b"x-forwarded-proto") != b"https":
        return False
    return settings.SESSION_COOKIE_NAME not in cookies_in(scope["headers"])


async def _body(receive: Receive, length: int) -> bytes | None:
    """None for somebody who went away while sending."""
    parts: list[bytes] = []
    arrived = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
        arrived += len(parts[-1])
        if not message.get("more_body") or arrived >= length:
            return b"".join(parts)[:length]


def _came(scope: Scope, place: "re.Match[str]", headers: Mapping[bytes, bytes]) -> Came:
    client = scope.get("client")
    cookies = cookies_in(scope["headers"])
    return Came(
        secret=place[1] or "",
        door=place[2] or "",
        cookie_language=cookies.get(settings.LANGUAGE_COOKIE_NAME, ""),
        accepted_languages=headers.get(b"accept-language", b"").decode("latin-1"),
        address=address_of_peer(
            peer=client[0] if client else "", forwarded=headers.get(b"x-forwarded-for", b"").decode("latin-1")
        ),
        now=timezone.now(),
    )


def _too_large(came: Came) -> Reply:
    language = language_of(asked="", cookie=came.cookie_language, accepted=came.accepted_languages)
    with translation.override(language):
        words = _(
            "Together these files are larger than we can take. Go back: what you wrote still stands there. Take smaller files, or go on without them."
        )
        page = draw_words(_("That was too large"), words)
        return Reply(status=413, html=html_of(page), language=language, headers={"Connection": "close"})


def _too_many(came: Came) -> Reply:
    language = came.language(None)
    with translation.override(language):
        words = _(
            "So many answers do not belong to one screen, and none of them was taken. Go back: what you wrote still stands there. Leave out what does not belong there, and send it again."
        )
        page = draw_words(_("That was too much at once"), words)
        return Reply(status=413, html=html_of(page), language=language)


async def _send(send: Send, reply: Reply) -> None:
    body = reply.html.encode()
    own = {name.lower().encode(): value.encode() for name, value in reply.headers.items()}
    headers: Headers = [(name, value) for name, value in _headers(reply.language) if name not in own]
    headers.append((b"content-length", str(len(body)).encode()))
    if reply.location:
        headers.append((b"location", reply.location.encode()))
    headers += own.items()
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@lru_cache(maxsize=32)
def _headers(language: str) -> tuple[tuple[bytes, bytes], ...]:
    standing = [(name, value) for name, value in standing_headers() if name != b"referrer-policy"]
    return (
        *standing,
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-language", language.encode()),
        (b"cache-control", b"max-age=0, no-cache, no-store, must-revalidate, private"),
        (b"referrer-policy", b"strict-origin"),
        (b"x-robots-tag", b"noindex, nofollow"),
    )
