"""Debian's Chromium before the real server. What a page asks for and complains of is watched in every test."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from django.test.testcases import LiveServerThread
from django.utils import timezone
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, Response
from pytest_django import Settings

from wellserved.insight.queries.asking import always_fresh
from wellserved.people.services import sign_in_link

from .chromium import CHROMIUM, MEND, launched
from .organisation import account_of, draw_organisation


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = pytest.mark.skip(reason=MEND)
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM.exists():
                item.add_marker(missing)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for a module and no longer: other tests in this process must not see Playwright's event loop."""
    with pytest.MonkeyPatch.context() as patch:
        # Playwright's synchronous door leaves a running loop in this thread, so Django takes a test's own
        # queries for a coroutine's. They are not: nothing here is awaited. The server runs in other threads.
        patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        with launched() as browser:
            yield browser
            # Within a loop Django keeps connections apart from those without: nobody else would close them.
            connections.close_all()


class Watch:
    """Everything that a page asked for elsewhere, was refused or complained of."""

    def __init__(self, site: str) -> None:
        self.host = urlsplit(site).netloc
        self.wrong: list[str] = []
        self.may_be_refused: set[str] = set()

    def over(self, page: Page) -> None:
        page.on("request", self._asked)
        page.on("response", self._answered)
        page.on("console", self._said)
        page.on("pageerror", self._failed)

    def _asked(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in {"data", "blob"} and address.netloc != self.host:
            self.wrong.append(f"asked elsewhere: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and urlsplit(response.url).path not in self.may_be_refused:
            self.wrong.append(f"{response.status}: {response.url}")

    def _said(self, message: ConsoleMessage) -> None:
        # Answers of 400 and above are counted where their address is known; whoever leaves a page that is still
        # being filled breaks off what it asked for.
        known = ("Failed to load resource", "htmx:sendAbort", "htmx:afterRequest")
        if message.type in {"error", "warning"} and not message.text.startswith(known):
            self.wrong.append(f"console: {message.text}")

    def _failed(self, error: Error) -> None:
        self.wrong.append(f"script: {error.message}")


class Door:
    """Lets people in, each with a browser window of their own."""

    def __init__(self, browser: Browser, site: str) -> None:
        self.site, self.watch = site, Watch(site)
        self._browser = browser

    def nobody(self, *, script: bool = True, width: int = 1440) -> Page:
        context = self._browser.new_context(
            base_url=self.site,
            java_script_enabled=script,
            viewport={"width": width, "height": 900},
            locale="en-GB",
            reduced_motion="reduce",
        )
        # The first map in a process loads the engines of insight, which takes long on a busy machine.
        context.set_default_timeout(30_000)
        page = context.new_page()
        self.watch.over(page)
        return page

    def link_for(self, role: str) -> str:
        return sign_in_link(account_id=account_of(role).pk, base_url=self.site, now=timezone.now())

    def signed_in(self, role: str, *, script: bool = True, width: int = 1440) -> Page:
        """Through a one-time link and its button, as anybody."""
        page = self.nobody(script=script, width=width)
        page.goto(self.link_for(role))
        page.get_by_role("button", name="Sign in as").click()
        return page


@pytest.fixture
def site(transactional_db: None, settings: Settings, tmp_path: Path) -> Iterator[str]:
    """The server. Django's own handler of static files stays out: WhiteNoise serves them, as in use."""
    settings.LAKE = tmp_path / "lake"
    always_fresh()
    draw_organisation()
    server = LiveServerThread("localhost", lambda _media: WSGIHandler())
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    yield f"http://localhost:{server.port}"
    server.terminate()


@pytest.fixture
def door(browser: Browser, site: str) -> Iterator[Door]:
    """At the end: no page asked anything of another host, and none had an error or was stopped by the policy."""
    door = Door(browser, site)
    yield door
    for context in browser.contexts:
        context.close()
    assert door.watch.wrong == []
