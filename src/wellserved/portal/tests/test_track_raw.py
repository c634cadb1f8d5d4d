"""The raw handler answers what Django's views answer, header for header, and tells of new scans as they come."""

import asyncio
import gzip
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from wellserved.portal.track.application import Desk, tracked
from wellserved.portal.track.visitor import address_of_peer
from wellserved.tracking.domain.guessing import MISSES_OF_ADDRESS
from wellserved.tracking.models import GuessCount, Visit
from wellserved.tracking.services.guesses import memory

from .conftest import NUMBER, PATH, Announced, scanned

pytestmark = pytest.mark.django_db(transaction=True)
# Made for each answer anew, or by the server around it.
FORM_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
OF_SERVER = {"date", "server"}


@dataclass
class Got:
    status: int = 0
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""

    @property
    def text(self) -> str:
        return FORM_TOKEN.sub("", self.body.decode())

    @property
    def kept(self) -> dict[str, str]:
        cookies = [value.split("=")[0] for name, value in self.headers if name == "set-cookie"]
        plain = {
            name: value for name, value in self.headers if name not in OF_SERVER | {"set-cookie", "etag"}
        }
        if "vary" in plain:
            plain["vary"] = ", ".join(sorted(plain["vary"].split(", ")))
        return plain | {"cookies": ",".join(cookies)}


async def _django(scope: dict[str, Any], receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 299, "headers": []})
    await send({"type": "http.response.body", "body": b"Django's"})


def scope_of(path: str, query: str, method: str, headers: dict[str, str]) -> dict[str, Any]:
    given = {"host": "localhost", **{name.lower(): value for name, value in headers.items()}}
    return {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in given.items()],
        "client": ("127.0.0.1", 5),
    }


def with_desk(work: Callable[[Desk], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        desk = Desk()
        try:
            return await work(desk)
        finally:
            await desk.pool.close()

    return asyncio.run(run())


def raw(path: str, query: str = "", *, method: str = "GET", **headers: str) -> Got:
    got = Got()

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            got.status = message["status"]
            got.headers = [(n.decode(), v.decode()) for n, v in message["headers"]]
        else:
            got.body += message.get("body", b"")

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    named = {name.replace("_", "-"): value for name, value in headers.items()}

    async def ask(desk: Desk) -> None:
        await tracked(_django, desk=desk)(scope_of(path, query, method, named), receive, send)  # type: ignore[arg-type]  # messages are dicts

    with_desk(ask)
    return got


def views(path: str, query: str = "", **headers: str) -> Got:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = Client(headers={"host": "localhost"}).get(f"{path}?{query}" if query else path, headers=named)
    lines = [(name.lower(), value) for name, value in answer.items()]
    lines += [("set-cookie", morsel.OutputString()) for morsel in answer.cookies.values()]
    return Got(answer.status_code, lines, answer.content)


@pytest.mark.parametrize(
    ("path", "query", "language"),
    [
        (PATH, "", "en"),
        (PATH, "", "ko"),
        (PATH, "lang=zh-hant", "en"),
        (PATH, "carrier=&lang=ko", "en"),
        (f"{PATH}/part", "", "en"),
        ("/track/NOBODYS", "", "zh-hans"),
        ("/track/two", "", "en"),
        ("/track/two", "carrier=ups", "en"),
        ("/track/two/part", "carrier=ups", "en"),
        ("/track/two", "carrier=", "en"),
        (f"/api/v1/track/{NUMBER}", "", "ko"),
        ("/api/v1/track/NOBODYS", "", "en"),
        ("/api/v1/track/two", "", "en"),
        ("/api/v1/track/two", "carrier=", "en"),
        (f"/api/v1/track/{NUMBER}", "carrier=", "en"),
        ("/api/v1/track", f"numbers={NUMBER},NOBODYS", "en"),
        ("/api/v1/track", "", "en"),
    ],
)
def test_both_answer_the_same(announced: Announced, path: str, query: str, language: str) -> None:
    announced()
    announced("TWO", carrier="ups")
    announced("TWO", carrier="fedex")
    ours = raw(path, query, accept_language=language)
    theirs = views(path, query, accept_language=language)
    assert (ours.status, ours.text) == (theirs.status, theirs.text)
    assert ours.kept | {"vary": ""} == theirs.kept | {"vary": ""}
    assert set(theirs.kept["vary"].split(", ")) <= set(ours.kept["vary"].split(", "))


def test_both_refuse_alike(announced: Announced) -> None:
    announced()
    for n in range(MISSES_OF_ADDRESS + 1):
        raw(f"/api/v1/track/GUESS{n}")
    ours, theirs = raw(PATH), views(PATH)
    assert (ours.status, theirs.status, ours.text) == (429, 429, theirs.text)
    assert raw(f"/api/v1/track/{NUMBER}").status == 429
    GuessCount.objects.all().delete()
    memory.forget()
    assert raw(PATH).status == 200


def test_whoever_may_see_more_is_djangos(announced: Announced) -> None:
    announced()
    for cookie in ("sessionid=x", "track_open=x", "messages=x"):
        assert raw(PATH, cookie=cookie).status == 299
    assert raw(PATH, cookie="theme=night; csrftoken=x").status == 200
    assert raw(PATH, method="POST").status == 299
    assert raw(PATH, host="elsewhere.example").status == 299
    assert raw(f"{PATH}/wish").status == 299
    assert raw("/track/shared/secret").status == 299


def test_when_the_pool_cannot_be_had_django_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "wellserved.portal.track.pool.url", lambda: "postgresql://nobody@/nothing?host=%2Fnowhere"
    )
    assert raw(PATH).status == 299


def test_a_raw_page_is_counted_as_a_view(announced: Announced) -> None:
    announced()
    for address in (PATH, f"{PATH}/part", "/track/NOBODYS"):
        raw(address)
    assert list(Visit.objects.values_list("views", flat=True)) == [1]


def test_heads_conditions_and_compression(announced: Announced) -> None:
    announced()
    got = raw(PATH, cookie=f"csrftoken={'a' * 32}")
    assert raw(PATH, method="HEAD").body == b""
    etag = dict(got.headers)["etag"]
    again = raw(PATH, cookie=f"csrftoken={'a' * 32}", if_none_match=etag)
    assert (again.status, again.body) == (304, b"")
    assert raw(PATH, cookie=f"csrftoken={'b' * 32}", if_none_match=etag).status == 200
    packed = raw(PATH, accept_encoding="gzip, br", cookie=f"csrftoken={'a' * 32}")
    assert FORM_TOKEN.sub("", gzip.decompress(packed.body).decode()) == got.text


def test_a_form_of_the_raw_page_is_taken_by_django(announced: Announced) -> None:
    announced()
    got = raw(PATH)
    cookie = next(v for n, v in got.headers if n == "set-cookie").split(";")[0].split("=")[1]
    token = re.search(
        r'/open"><input type="hidden" name="csrfmiddlewaretoken" value="([^"]+)"', got.body.decode()
    )
    assert token is not None
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = cookie
    assert client.post(f"{PATH}/open", {"postcode": "11601"}).status_code == 403
    sent = {"postcode": "116-01", "csrfmiddlewaretoken": token[1]}
    assert client.post(f"{PATH}/open", sent).status_code == 302


def streamed(*, scans: int, ask: dict[str, str] | None = None, path: str = f"{PATH}/live") -> list[bytes]:
    """What comes while so many scans are recorded; then the browser goes."""

    async def work(desk: Desk) -> list[bytes]:
        come: list[bytes] = []
        rung, gone = asyncio.Event(), asyncio.Event()

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                come.append(str(message["status"]).encode())
            elif message.get("body"):
                come.append(message["body"])
                rung.set()

        async def receive() -> dict[str, Any]:
            await gone.wait()
            return {"type": "http.disconnect"}

        app = tracked(_django, desk=desk)
        stream = asyncio.create_task(app(scope_of(path, "", "GET", ask or {}), receive, send))  # type: ignore[arg-type]  # as above
        for n in range(scans):
            while desk.watchers.streams == 0 and not stream.done():  # noqa: ASYNC110  the handler has no event for it
                await asyncio.sleep(0.01)
            before = len(come)
            await asyncio.to_thread(_scan, n)
            async with asyncio.timeout(20):
                while len(come) <= max(before, 2):  # noqa: ASYNC110  nor has what came
                    await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)
        gone.set()
        async with asyncio.timeout(20):
            await stream
        assert desk.watchers.streams == 0
        return come

    found: list[bytes] = with_desk(work)
    return found


def _scan(n: int) -> None:
    try:
        scanned(ago=30 - n, place=f"Stop {n}")
    finally:
        connection.close()


def test_every_new_scan_is_told_to_whoever_watches(announced: Announced) -> None:
    announced()
    come = streamed(scans=3, ask={"last-event-id": "2"})
    assert come[0] == b"200"
    assert [c for c in come if c.startswith(b"id:")] == [
        f"id: {v}\ndata: {v}\n\n".encode() for v in (3, 4, 5)
    ]


def test_whoever_comes_back_is_told_at_once_what_they_missed(announced: Announced) -> None:
    announced()
    assert b"id: 2\ndata: 2\n\n" in streamed(scans=0, ask={"last-event-id": "1"})


def test_nobody_streams_what_is_unknown(announced: Announced) -> None:
    announced(announced_at=None)
    assert streamed(scans=0) == [b"204"]


def test_streams_of_one_address_are_bounded(announced: Announced, monkeypatch: pytest.MonkeyPatch) -> None:
    announced()
    monkeypatch.setattr("wellserved.portal.track.live.MOST_OF_ONE_ADDRESS", 0)
    assert streamed(scans=0) == [b"204"]


def test_what_is_odd_is_answered_all_the_same(announced: Announced) -> None:
    announced()
    assert raw(PATH, "&".join(f"a{n}=1" for n in range(30))).status == 299, "so long a query is Django's"
    assert streamed(scans=0, ask={"last-event-id": "\u00b2"})[0] == b"200"
    got = raw(f"{PATH}/live", method="HEAD")
    assert (got.status, got.body) == (200, b"")


def test_cookies_in_lines_of_their_own_are_all_seen(announced: Announced) -> None:
    announced()
    scope = scope_of(PATH, "", "GET", {})
    scope["headers"] += [(b"cookie", b"sessionid=x"), (b"cookie", b"theme=night")]
    come: list[int] = []

    async def send(message: dict[str, Any]) -> None:
        come.append(message.get("status", 0))

    async def ask(desk: Desk) -> None:
        await tracked(_django, desk=desk)(scope, None, send)  # type: ignore[arg-type]  # nothing is received

    with_desk(ask)
    assert come[0] == 299, "whoever is signed in is Django's"


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("203.0.113.7, 192.0.2.1", "192.0.2.1"),
        ("192.0.2.1:4711", "192.0.2.1"),
        ("[2001:db8::1]:4711", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
    ],
)
def test_a_proxy_names_an_address_with_or_without_a_port(settings: Any, forwarded: str, address: str) -> None:
    settings.BEHIND_TLS = True
    assert address_of_peer(peer="127.0.0.1", forwarded=forwarded) == address


def test_the_addresses_of_one_network_are_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wellserved.portal.track.live.MOST_OF_ONE_NETWORK", 2)

    async def work(desk: Desk) -> None:
        held = [(n, f"2001:db8:7:{n}::1") for n in (1, 2)]
        bells = [desk.watchers.enter(n, 1, address=address) for n, address in held]
        assert not desk.watchers.has_room("2001:db8:7:3::1")
        assert desk.watchers.has_room("2001:db8:8::1")
        assert desk.watchers.has_room("192.0.2.1")
        for (n, address), bell in zip(held, bells, strict=True):
            desk.watchers.leave(n, bell, address=address)
        assert desk.watchers.has_room("2001:db8:7:3::1")

    with_desk(work)
