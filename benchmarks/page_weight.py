"""Bytes over the wire and requests of every page at its first visit, in Chromium, from the real server.

Pages are found as people find them: from a few doors each link is followed that leads to a kind of page not seen yet, as
nobody, as a customer and as a manager of the demo organisation. Every page is then opened in a browser of its own, which has nothing yet. What the
server sends counts as it is sent: headers and compressed bodies. kB are thousands of bytes.
"""

import argparse
import re
import sys
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Browser, Error, StorageState

from benchmarks.measuring import report
from tests.browser.chromium import launched
from tests.screenshots.camera import signed_in
from tests.screenshots.demo import Site, served

DOORS = {
    "nobody": ("/", "/accounts/login/"),
    "customer": ("/", "/me/"),
    "manager": ("/", "/home/", "/journeys/", "/search/?q=parcel", "/styleguide/"),
}
# Pages on which people draw together, and pages of charts: they may weigh more.
HEAVIER = re.compile(
    r"(^|[-_:])(draw|new-stage|edits|contributions|invit\w*|shared|cell|compare\w*|would_meet)"
)
INVITED = "/with-us/"
LINK = re.compile(r'<a\b[^>]*?\shref="([^"#]+)')
LEAVES = re.compile(r"logout|/export/|\.(csv|json|svg|pdf|mmd|png)$")


@dataclass(frozen=True, slots=True)
class Weighed:
    wire: int
    bodies: int
    """What the bodies are without compression."""
    requests: int


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    weighed = {}
    with served() as site:
        with launched() as browser:
            pages = _pages(browser, site)
        for name, (path, state) in pages.items():
            # A browser of its own: contexts of one browser were seen to share styles and fonts, even without a cache.
            with launched() as browser:
                weighed[name] = _weigh(browser, site.address, path, state)
            sys.stderr.write(f"{name}: {_kb(weighed[name].wire)} kB\n")
    light = {name: one for name, one in weighed.items() if not HEAVIER.search(name.partition(" ")[2])}
    worst = max(light, key=lambda name: light[name].wire)
    report(
        name="page_weight",
        figure=_kb(light[worst].wire),
        unit="kB",
        rival=f"the same page ({worst}) without compression",
        rival_figure=_kb(light[worst].bodies),
        runs=1,
        worst_kb=_kb(light[worst].wire),
        worst_heavier_kb=max(
            (_kb(one.wire) for name, one in weighed.items() if name not in light), default=0
        ),
        pages={name: _kb(one.wire) for name, one in sorted(weighed.items())},
        requests={name: one.requests for name, one in sorted(weighed.items())},
    )


def _pages(browser: Browser, site: Site) -> dict[str, tuple[str, StorageState | None]]:
    found = {}
    for who, doors in DOORS.items():
        state = signed_in(browser, site.links[who]) if who in site.links else None
        # What no link leads to: invitations are for those without an account, the rest is a manager's.
        places = [path for path in site.places.values() if path.startswith(INVITED) == (who == "nobody")]
        more = places if who in {"nobody", "manager"} else []
        for kind, path in _kinds(browser, site.address, state, [*doors, *more]).items():
            found[f"{who} {kind}"] = (path, state)
    return found


def _kinds(
    browser: Browser, address: str, state: StorageState | None, doors: Iterable[str]
) -> dict[str, str]:
    """One page of each kind that can be reached, by the name of its view."""
    from django.urls import Resolver404, resolve  # noqa: PLC0415  the site has set Django up

    seen: dict[str, str] = {}
    waiting = deque(doors)
    context = browser.new_context(storage_state=state, locale="en-GB")
    while waiting:
        path = waiting.popleft()
        try:
            kind = resolve(urlsplit(path).path).view_name
        except Resolver404:
            continue
        if kind in seen or LEAVES.search(urlsplit(path).path):
            continue
        answer = context.request.get(address + path)
        landed = urlsplit(answer.url).path
        if answer.status != 200 or "text/html" not in answer.headers.get("content-type", ""):
            continue
        seen[kind] = path
        if landed != urlsplit(path).path:
            # A page that leads on is weighed as the one where it ends, if that is a kind of its own.
            del seen[kind]
            waiting.append(landed)
            continue
        for href in LINK.findall(answer.text()):
            there = urlsplit(urljoin(address + path, href.replace("&amp;", "&")))
            if f"{there.scheme}://{there.netloc}" == address:
                waiting.append(there.path + (f"?{there.query}" if there.query else ""))
    context.close()
    return seen


def _weigh(browser: Browser, address: str, path: str, state: StorageState | None) -> Weighed:
    context = browser.new_context(
        storage_state=state, locale="en-GB", viewport={"width": 1440, "height": 900}
    )
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    wire: dict[str, int] = {}
    bodies: dict[str, int] = {}
    asked: set[str] = set()

    def sent(event: dict[str, Any]) -> None:
        url = event["request"]["url"]
        if url.startswith(("data:", "blob:")):
            return
        if not url.startswith(address + "/"):
            raise SystemExit(f"{path} asks outside the server: {url}")
        asked.add(event["requestId"])

    session.on("Network.requestWillBeSent", sent)
    session.on("Network.loadingFinished", lambda e: wire.__setitem__(e["requestId"], e["encodedDataLength"]))
    session.on(
        "Network.dataReceived",
        lambda e: bodies.__setitem__(e["requestId"], bodies.get(e["requestId"], 0) + e["dataLength"]),
    )
    try:
        page.goto(address + path, wait_until="networkidle", timeout=60_000)
    except Error as error:
        raise SystemExit(f"{path} did not come to rest: {error.message}") from error
    context.close()
    return Weighed(
        wire=sum(wire.get(one, 0) for one in asked),
        bodies=sum(bodies.get(one, 0) for one in asked),
        requests=len(asked),
    )


def _kb(size: int) -> float:
    return round(size / 1_000, 1)


if __name__ == "__main__":
    main()
