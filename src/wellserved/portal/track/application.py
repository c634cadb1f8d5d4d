"""The raw handler before Django: lookups and pages of whoever is not signed in, and the live streams.

All that it answers Django's views answer as well, from the same functions; it is there because these addresses are
asked far more often than all others together. Whoever is signed in, has opened a consignment or is told something
(a message) goes to Django, and so does everything when the pool cannot be had.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

import asyncpg
from django.conf import settings
from django.utils import translation
from django.utils.text import compress_string

from wellserved.portal.track import programs
from wellserved.portal.track.content import TOKEN, Content, of_number, refused
from wellserved.portal.track.frame import PRIVATE, etag_of, kept_frame
from wellserved.portal.track.live import Watchers, stream
from wellserved.portal.track.pool import LazyPool
from wellserved.portal.track.standing import Headers, form_token, standing_headers
from wellserved.portal.track.visitor import address_of_peer, cookies_in, host_is_ours, language_of
from wellserved.tracking.domain.keys import is_plain, number_key
from wellserved.tracking.queries.public import MOST_SCANS, Row, Together, followed
from wellserved.tracking.services.guesses import count_misses_async, refused_until_async
from wellserved.tracking.services.visiting import note_view_async

Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

API = "/api/v1/track"
_FAILURES = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError)
_PAGE = re.compile(r"/track/([^/]{1,100})(/part|/live)?")
_STRANGERS_ONLY = ("track_open", "messages", settings.SESSION_COOKIE_NAME)


class Refused(Exception):
    def __init__(self, until: datetime) -> None:
        super().__init__("Too many unknown numbers were asked for.")
        self.until = until


@dataclass(slots=True)
class Asked:
    """A request as far as these addresses need it."""

    path: str
    head: bool
    query: dict[str, str]
    raw_query: str
    headers: dict[bytes, bytes]
    cookies: dict[str, str]
    address: str
    language: str
    now: datetime

    def header(self, name: bytes) -> str:
        return self.headers.get(name, b"").decode("latin-1")


def tracked(django: Application, *, desk: "Desk | None" = None) -> Application:
    """`django`, with the addresses of tracking answered before it."""
    desk = desk or Desk()

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(("/track/", API)):
            asked = _asked(scope)
            if asked is not None:
                try:
                    answered = await desk.answer(asked, receive, send)
                except _FAILURES:
                    answered = False
                if answered:
                    return
        await django(scope, receive, send)

    return serve


class Desk:
    def __init__(self, pool: LazyPool | None = None) -> None:
        self.pool = pool or LazyPool()
        self.watchers = Watchers(self.pool)
        self._lookups = Together(self.pool, scans=programs.SCANS)
        self._pages = Together(self.pool, scans=MOST_SCANS)

    async def answer(self, asked: Asked, receive: Receive, send: Send) -> bool:
        """False, with nothing sent, for what is Django's to answer."""
        if asked.path.startswith(API):
            reply = await self._api(asked)
            if reply is None:
                return False
            await _send_reply(asked, reply, send)
            return True
        place = _PAGE.fullmatch(asked.path)
        if place is None:
            return False
        if place[2] == "/live":
            # A stream tells only that something is new, so it is the same for everybody.
            return await self._live(asked, place[1], receive, send)
        if any(name in asked.cookies for name in _STRANGERS_ONLY):
            return False
        content = await self._page(asked, place[1], part=place[2] is not None)
        await _send_page(asked, content, send)
        if content.status == 200 and content.whole and not asked.head:
            # The page is out: a view that cannot be written is no reason to answer it once more.
            with suppress(*_FAILURES):
                await note_view_async(self.pool, now=asked.now)
        return True

    async def _api(self, asked: Asked) -> programs.Reply | None:
        rest = asked.path[len(API) :]
        try:
            if rest in ("", "/"):
                numbers = programs.numbers_of(asked.query.get("numbers", ""))
                if isinstance(numbers, programs.Reply):
                    return numbers
                rows = await self._rows(asked, numbers, self._lookups)
                return programs.of_several(numbers, rows, language=asked.language)
            if rest[0] != "/" or "/" in rest[1:]:
                return None
            carrier = asked.query.get("carrier")
            rows = await self._rows(asked, [number_key(rest[1:])], self._lookups, carrier=carrier)
            return programs.of_one(rows, language=asked.language)
        except Refused as no:
            return programs.of_refused(until=no.until, now=asked.now)

    async def _page(self, asked: Asked, number: str, *, part: bool) -> Content:
        with translation.override(asked.language):
            try:
                carrier = asked.query.get("carrier")
                rows = await self._rows(asked, [number_key(number)[:50]], self._pages, carrier=carrier)
            except Refused as no:
                return refused(until=no.until, now=asked.now)
            return of_number(
                [followed(row) for row in rows], now=asked.now, named=carrier is not None, part=part
            )

    async def _live(self, asked: Asked, number: str, receive: Receive, send: Send) -> bool:
        try:
            rows = await self._rows(
                asked, [number_key(number)[:50]], self._pages, carrier=asked.query.get("carrier")
            )
        except Refused:
            rows = []
        if len(rows) != 1 or not self.watchers.has_room(asked.address):
            # 204 has a browser ask no more; the page stays as it is.
            await _start(send, 204, [*standing_headers()], b"")
            return True
        version = rows[0][20]
        seen = asked.header(b"last-event-id")
        headers = [
            *standing_headers(),
            (b"content-type", b"text/event-stream; charset=utf-8"),
            (b"cache-control", b"no-store"),
            (b"x-accel-buffering", b"no"),
        ]
        if asked.head:
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
            return True
        await stream(
            self.watchers,
            consignment_id=rows[0][0],
            version=version,
            seen=int(seen[:18]) if seen.isdecimal() else 0,
            address=asked.address,
            receive=receive,
            send=send,
            headers=headers,
        )
        return True

    async def _rows(
        self, asked: Asked, numbers: list[str], together: Together, *, carrier: str | None = None
    ) -> list[Row]:
        """Raises Refused; every number in vain is counted."""
        until = await refused_until_async(self.pool, address=asked.address, now=asked.now)
        if until is not None:
            raise Refused(until)
        rows = await together.rows([one for one in numbers if is_plain(one)])
        if carrier is not None:
            rows = [row for row in rows if row[3] == carrier]
        misses = len(set(numbers) - {row[2] for row in rows})
        if misses:
            until = await count_misses_async(self.pool, address=asked.address, misses=misses, now=asked.now)
            if until is not None:
                raise Refused(until)
        return rows


def _asked(scope: Scope) -> Asked | None:
    """None for what Django has to look at: other methods, a host that is not ours, a way without TLS, a long query."""
    headers: dict[bytes, bytes] = dict(scope["headers"])
    if scope["method"] not in ("GET", "HEAD") or not host_is_ours(headers.get(b"host", b"")):
        return None
    if settings.SECURE_SSL_REDIRECT and headers.get(b"x-forwarded-proto") != b"https":
        return None
    cookies = cookies_in(scope["headers"])
    raw_query = scope["query_string"].decode("latin-1")
    try:
        query = dict(parse_qsl(raw_query, keep_blank_values=True, max_num_fields=20)) if raw_query else {}
    except ValueError:
        return None
    client = scope.get("client")
    return Asked(
        path=scope["path"],
        head=scope["method"] == "HEAD",
        query=query,
        raw_query=raw_query,
        headers=headers,
        cookies=cookies,
        address=address_of_peer(
            peer=client[0] if client else "", forwarded=headers.get(b"x-forwarded-for", b"").decode("latin-1")
        ),
        language=language_of(
            asked=query.get("lang", ""),
            cookie=cookies.get(settings.LANGUAGE_COOKIE_NAME, ""),
            accepted=headers.get(b"accept-language", b"").decode("latin-1"),
        ),
        now=datetime.now(UTC),
    )


async def _send_reply(asked: Asked, reply: programs.Reply, send: Send) -> None:
    headers = [
        *_api_headers(asked.language, reply.content_type),
        *((name.lower().encode(), value.encode()) for name, value in reply.headers.items()),
    ]
    body = _packed(asked, reply.body, headers)
    await _start(send, reply.status, headers, body, head=asked.head)


async def _send_page(asked: Asked, content: Content, send: Send) -> None:
    query = f"?{asked.raw_query}" if asked.raw_query else ""
    with translation.override(asked.language):
        html = kept_frame(
            content,
            language=asked.language,
            theme=_theme(asked.cookies.get("theme", "")),
            path=asked.path + query,
        )
    token, secret, cookie = form_token(asked.cookies.get(settings.CSRF_COOKIE_NAME, ""))
    etag = etag_of(html.replace(TOKEN, ""), secret)
    headers = [
        *_page_headers(asked.language),
        (b"etag", etag.encode()),
        *cookie,
        *((name.lower().encode(), value.encode()) for name, value in content.headers.items()),
    ]
    if content.status == 200 and asked.header(b"if-none-match") == etag:
        await _start(send, 304, headers, b"")
        return
    body = _packed(asked, html.replace(TOKEN, token).encode(), headers)
    await _start(send, content.status, headers, body, head=asked.head)


def _packed(asked: Asked, body: bytes, headers: Headers) -> bytes:
    """As Django's own middleware does it, with a random length against guessing the token from the size."""
    if b"gzip" not in asked.headers.get(b"accept-encoding", b"") or len(body) < 200:
        return body
    headers.append((b"content-encoding", b"gzip"))
    return compress_string(body, max_random_bytes=100)


async def _start(send: Send, status: int, headers: Headers, body: bytes, *, head: bool = False) -> None:
    if status not in (204, 304):
        headers = [*headers, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head else body})


@lru_cache(maxsize=32)
def _api_headers(language: str, content_type: str) -> tuple[tuple[bytes, bytes], ...]:
    return (
        *standing_headers(),
        (b"content-type", content_type.encode()),
        (b"content-language", language.encode()),
        (b"cache-control", PRIVATE.encode()),
        (b"vary", b"Accept-Language, Cookie, Accept-Encoding"),
    )


@lru_cache(maxsize=32)
def _page_headers(language: str) -> tuple[tuple[bytes, bytes], ...]:
    return (
        *standing_headers(),
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-language", language.encode()),
        (b"cache-control", PRIVATE.encode()),
        (b"vary", b"Accept-Language, Cookie, Accept-Encoding"),
    )


def _theme(cookie: str) -> str:
    return cookie if cookie in ("paper", "night") else ""
