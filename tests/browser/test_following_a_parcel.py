"""Following a parcel in a browser: what is new appears by itself, on any width, with or without a script."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from playwright.sync_api import Browser, expect

from wellserved.platform.database import embedded_url
from wellserved.platform.home import home_of
from wellserved.tracking.contracts import ScanIn, Status
from wellserved.tracking.models import Consignment, Progress, Recipient, Told, Window
from wellserved.tracking.services import record_scans

from .conftest import Door
from .test_everybody_can_read import findings

NUMBER = "689204173356"
PATH = f"/track/{NUMBER}"
LIMIT_MS = 1_000


def scan(status: Status, place: str, *, minutes_ago: int = 0, reason: str = "") -> None:
    at = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=minutes_ago)
    one = ScanIn(number=NUMBER, status=status, occurred_at=at, place=place, country="KR", reason=reason)
    record_scans(scans=[one], now=datetime.now(UTC))


def announce() -> None:
    now = datetime.now(UTC)
    made = Consignment.objects.create(
        number=NUMBER,
        made_at=now,
        announced_at=now,
        origin="Yangpyeong",
        origin_country="KR",
        destination="Uijeongbu",
        destination_country="KR",
    )
    Progress.objects.create(consignment=made)
    Recipient.objects.create(consignment=made, name="박서연", address="12 Long Street", postcode_key="11601")
    for day in (1, 0):
        Told.objects.create(
            consignment=made,
            told_at=now - timedelta(days=3 - day),
            channel="page",
            latest=now - timedelta(days=day),
        )
    come = now.replace(hour=1, minute=0, second=0, microsecond=0) + timedelta(days=1)
    Window.objects.create(consignment=made, earliest=come, latest=come + timedelta(hours=2), made_at=now)
    scan(Status.INFO_RECEIVED, "Yangpyeong", minutes_ago=2_000)
    scan(Status.IN_TRANSIT, "Northern centre", minutes_ago=1_500)
    scan(Status.DELAYED, "Uijeongbu", minutes_ago=60, reason="nature.weather")


@pytest.fixture
def server(site: str) -> Iterator[str]:
    """The server as it is in use: streams need more than a handler of Django's."""
    announce()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    address = embedded_url(home_of(), name=str(connection.settings_dict["NAME"]))
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "granian", "--interface", "asgi", "--port", str(port)),
            *("--log-level", "error", "wellserved.config.asgi:application"),
        ],
        env=os.environ | {"WELLSERVED_DATABASE_URL": os.environ.get("WELLSERVED_DATABASE_URL", address)},
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        except OSError:
            time.sleep(0.1)
    yield f"http://localhost:{port}"
    process.terminate()
    process.wait(timeout=30)


@pytest.fixture
def served(browser: Browser, server: str) -> Iterator[Door]:
    door = Door(browser, server)
    yield door
    for context in browser.contexts:
        context.close()
    assert door.watch.wrong == []


def test_a_new_scan_appears_within_a_second_without_reloading(served: Door) -> None:
    page = served.nobody(width=390)
    page.goto(PATH)
    expect(page.locator(".timeline li")).to_have_count(3)
    page.evaluate("window.stayed = true")
    page.locator("#open summary").click()
    page.get_by_label("Postcode").fill("116")
    # Time for the stream to stand: nothing on the page tells.
    page.wait_for_timeout(1_500)
    for place, status in (("Uijeongbu station", Status.IN_TRANSIT), ("In the van", Status.OUT_FOR_DELIVERY)):
        begun = time.monotonic()
        scan(status, place)
        expect(page.locator(".timeline")).to_contain_text(place, timeout=5_000)
        assert (time.monotonic() - begun) * 1_000 < LIMIT_MS
    expect(page.locator(".so-far [aria-current]")).to_have_text("Out for delivery")
    assert page.evaluate("window.stayed")
    assert page.get_by_label("Postcode").input_value() == "116", "what was being typed is still there"


def test_from_the_front_page_to_the_parcel_and_into_ones_own(served: Door) -> None:
    page = served.nobody(width=390)
    page.goto("/")
    page.get_by_label("Numbers of parcels").fill("6892 0417 3356")
    page.get_by_role("button", name="Follow").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("It comes")
    page.locator("#open summary").click()
    page.get_by_label("Postcode").fill("11601")
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_text("박서연")).to_be_visible()
    page.locator("summary", has_text="Change day or place").click()
    page.get_by_label("Leave it in a safe place").check()
    page.get_by_label("Where, or a word").fill("behind the shed")
    page.get_by_role("button", name="Ask for it").click()
    expect(page.locator(".facts")).to_contain_text("behind the shed")
    page.get_by_role("button", name="Share it").click()
    assert "/track/shared/" in page.get_by_label("Whoever has this link").input_value()


def test_it_works_without_any_script(served: Door) -> None:
    page = served.nobody(script=False)
    page.goto("/track")
    page.get_by_label("Numbers of parcels").fill(f"{NUMBER}, NOPE1")
    page.get_by_role("button", name="Follow").click()
    expect(page.get_by_text("We know nothing of this number")).to_be_visible()
    page.get_by_role("link", name="It comes").click()
    page.locator("#open summary").click()
    page.get_by_label("Postcode").fill("11601")
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_text("박서연")).to_be_visible()


def test_nothing_is_wider_than_the_window_and_axe_finds_nothing(served: Door) -> None:
    page, found = served.nobody(width=360), []
    served.watch.may_be_refused.add("/track/NOPE1")
    for address in (PATH, f"{PATH}?lang=ko", f"/track?numbers={NUMBER},NOPE1", "/track", "/track/NOPE1"):
        page.goto(address)
        for width in (360, 720, 2560):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)
        found += findings(page, address)
    page.goto(PATH)
    page.locator("#open summary").click()
    page.get_by_label("Postcode").fill("11601")
    page.get_by_role("button", name="Open").click()
    page.locator("summary", has_text="Change day or place").click()
    page.set_viewport_size({"width": 360, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert found + findings(page, "one's own") == []
