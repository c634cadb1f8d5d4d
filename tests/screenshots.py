"""`python -m tests.screenshots`: every page, on a telephone and on a desk, in each language, into screenshots/.

The organisation is the demo's, at a fifth of its size, in a home of its own that is removed at the end.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, Page, StorageState

from tests.browser.chromium import CHROMIUM, MEND, launched
from wellserved.platform.opening import set_up_django

FOLDER = Path(__file__).parents[1] / "screenshots"
LANGUAGES = {"en": "en-GB", "ko": "ko-KR", "zh-hant": "zh-TW"}
SIZES = {1440: 900, 390: 844}
LOOKED_INTO = "fresh-tonight"
WELLSERVED = (sys.executable, "-m", "wellserved")


@contextmanager
def served() -> Iterator[str]:
    """The demo organisation behind a real server."""
    home = tempfile.mkdtemp(prefix="ws-")
    os.environ["WELLSERVED_HOME"] = home
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    try:
        subprocess.run([*WELLSERVED, "demo", "--no-serve", "--scale", "0.2"], check=True)
        command = [*WELLSERVED, "serve", "--json", "--port", str(port)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            try:
                line = server.stdout.readline() if server.stdout else ""
                yield json.loads(line)["address"].rstrip("/")
            finally:
                server.terminate()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def links(address: str) -> dict[str, str]:
    set_up_django()
    from django.db import connections  # noqa: PLC0415  needs Django set up

    from wellserved.demo.organisation.people import WAYS_IN  # noqa: PLC0415  as above
    from wellserved.people.queries import account_id_of  # noqa: PLC0415  as above
    from wellserved.people.services import sign_in_link  # noqa: PLC0415  as above

    now = datetime.now(UTC)
    try:
        return {
            who: sign_in_link(account_id=account_id_of(email=email), base_url=address, now=now)
            for who, email in WAYS_IN
        }
    finally:
        connections.close_all()


class Camera:
    """Looks at the pages as one person, in one language and at one width."""

    def __init__(self, page: Page, *, address: str, name: str) -> None:
        self.page, self.address, self.name = page, address, name

    def take(self, title: str, path: str | None = None, *, whole: bool = True) -> None:
        if path is not None:
            self.page.goto(self.address + path)
        self.page.wait_for_load_state("networkidle")
        width = self.page.viewport_size["width"] if self.page.viewport_size else 0
        self.page.screenshot(path=FOLDER / f"{title}-{self.name}.png", full_page=whole)
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            print(f"{title}-{self.name} is {wide} px wide")  # noqa: T201  who takes pictures reads it


def before_signing_in(camera: Camera, link: str) -> None:
    camera.take("front", "/")
    camera.take("sign-in", "/accounts/login/")
    camera.take("not-found", "/no/such/page/")
    camera.take("link", link.removeprefix(camera.address))
    camera.take("link-spent", "/sign-in/?sesame=spent")


def as_manager(camera: Camera, journeys: list[str]) -> None:
    page = camera.page
    camera.take("journeys", "/journeys/")
    for journey in journeys:
        camera.take(f"map-{journey}", f"/journeys/{journey}/")
        if journey != LOOKED_INTO:
            continue
        worst = page.locator(".says a").get_attribute("href") or ""
        page.locator(".filters summary").first.click()
        camera.take(f"filter-{journey}", whole=False)
        page.keyboard.press("Escape")
        page.locator(".says a").click()
        page.locator(".detail .title").wait_for()
        camera.take(f"panel-{journey}", whole=False)
        camera.take(f"cell-{journey}", worst)
    page.goto(f"{camera.address}/journeys/")
    page.locator(".me summary").click()
    camera.take("account-menu", whole=False)
    camera.take("nothing-found", f"/journeys/{journeys[0]}/?since=1999-01-01&until=1999-02-01")
    camera.take("cannot-be", f"/journeys/{journeys[0]}/?location=nowhere")


def signed_in(browser: Browser, link: str) -> StorageState:
    context = browser.new_context()
    page = context.new_page()
    page.goto(link)
    page.locator("main button").click()
    page.wait_for_load_state()
    state = context.storage_state()
    context.close()
    return state


@contextmanager
def camera(
    browser: Browser, *, address: str, language: str, width: int, who: StorageState | None
) -> Iterator[Camera]:
    context = browser.new_context(
        locale=LANGUAGES[language],
        viewport={"width": width, "height": SIZES[width]},
        storage_state=who,
        color_scheme="light",
        reduced_motion="reduce",
    )
    yield Camera(context.new_page(), address=address, name=f"{language}-{width}")
    context.close()


def take_all(browser: Browser, address: str, ways_in: dict[str, str]) -> None:
    # The agent's link stays unused: its page is shown too.
    states = {who: signed_in(browser, ways_in[who]) for who in ("customer", "manager")}
    with camera(browser, address=address, language="en", width=1440, who=states["manager"]) as first:
        first.page.goto(f"{address}/journeys/")
        hrefs = [a.get_attribute("href") or "" for a in first.page.locator(".journeys h2 a").all()]
    journeys = [href.split("/")[2] for href in hrefs]
    for language in LANGUAGES:
        for width in SIZES:
            with camera(browser, address=address, language=language, width=width, who=None) as nobody:
                before_signing_in(nobody, ways_in["agent"])
            with camera(
                browser, address=address, language=language, width=width, who=states["customer"]
            ) as one:
                one.take("yours", "/me/")
            with camera(
                browser, address=address, language=language, width=width, who=states["manager"]
            ) as one:
                as_manager(one, journeys)


def main() -> None:
    if not CHROMIUM.exists():
        sys.exit(MEND)
    FOLDER.mkdir(exist_ok=True)
    with served() as address:
        # Before Playwright's event loop runs: beside one Django asks no database.
        ways_in = links(address)
        with launched() as browser:
            take_all(browser, address, ways_in)
    print(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER}")  # noqa: T201  the answer of the program


if __name__ == "__main__":
    main()
