"""A real web server on the loopback address that says what other places say."""

import http.server
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pytest_django import Settings

Said = tuple[int, Mapping[str, str], bytes]


class Elsewhere:
    """`pages` says by path what is answered: bytes, all of an answer, or what makes one of the request."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.pages: dict[str, bytes | Said | Callable[[Mapping[str, str], dict[str, str]], Said]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []

    def says(self, path: str, headers: dict[str, str]) -> Said:
        parts = urlsplit(path)
        page = self.pages.get(parts.path, (404, {}, b"nothing"))
        if callable(page):
            return page({name: values[0] for name, values in parse_qs(parts.query).items()}, headers)
        return (200, {}, page) if isinstance(page, bytes) else page


@contextmanager
def elsewhere(settings: Settings) -> Iterator[Elsewhere]:
    settings.MENTIONS_FROM_LOOPBACK = True

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            sent = {name.lower(): value for name, value in self.headers.items()}
            place.asked.append((self.path, sent))
            status, headers, body = place.says(self.path, sent)
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                self.wfile.write(body)
            except OSError:
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Tests are quiet."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    place = Elsewhere(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield place
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def atom(*entries: str) -> bytes:
    head = '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:im="http://itunes.apple.com/rss" xml:lang="ko"><title>R</title>'
    return f'<?xml version="1.0"?>{head}{"".join(entries)}</feed>'.encode()


def entry(id_: str, text: str, *, stars: int | None = None) -> str:
    rated = f"<im:rating>{stars}</im:rating>" if stars is not None else ""
    return (
        f"<entry><id>{id_}</id><title>About the box</title>{rated}<author><name>김미나</name></author>"
        f'<link href="https://reviews.test/{id_}"/><updated>2026-02-01T09:30:00+09:00</updated>'
        f'<content type="html">&lt;p&gt;{text}&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;</content></entry>'
    )


def post(number: int, text: str = "The #peaches were late", **more: Any) -> dict[str, Any]:
    return {
        "id": str(number),
        "uri": f"https://social.test/users/han/{number}",
        "url": f"https://social.test/@han/{number}",
        "created_at": datetime(2026, 2, 1, tzinfo=UTC).isoformat(),
        "content": f"<p>{text}</p>",
        "spoiler_text": "",
        "language": "en",
        "account": {"acct": "han@social.test", "display_name": "Han"},
        **more,
    }


def timeline(posts: list[dict[str, Any]]) -> Callable[[Mapping[str, str], dict[str, str]], Said]:
    """As Mastodon pages: the newest `limit`, or those just above `min_id`; the newest first in either."""

    def says(asked: Mapping[str, str], _headers: dict[str, str]) -> Said:
        ordered = sorted(posts, key=lambda one: int(one["id"]))
        limit = int(asked["limit"])
        if "min_id" in asked:
            page = [one for one in ordered if int(one["id"]) > int(asked["min_id"])][:limit]
        else:
            page = ordered[-limit:]
        return 200, {"X-RateLimit-Remaining": "299"}, json.dumps(page[::-1]).encode()

    return says
