"""Being told on a device, and staff's words with the letter beside them, in a real browser."""

import json

import pytest
from playwright.sync_api import expect

from wellserved.tracking.tests.noticing import parcel

from .conftest import Door

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_device_shows_what_is_pushed_to_it_and_nothing_of_ours_has_to_be_open(door: Door) -> None:
    parcel("KR100")
    page = door.nobody(width=390)
    page.context.grant_permissions(["notifications"])
    page.goto("/tell-me/of/KR100/")
    expect(page.get_by_role("button", name="Tell me on this device")).to_be_visible()
    protocol = page.context.new_cdp_session(page)
    seen: list[dict[str, str]] = []
    protocol.on("ServiceWorker.workerRegistrationUpdated", lambda told: seen.extend(told["registrations"]))
    protocol.send("ServiceWorker.enable")
    # Browsers subscribe at their maker's own service, which no test reaches: what is pushed is handed in here.
    page.evaluate(
        "async () => { await navigator.serviceWorker.register(document.getElementById('push').dataset.worker);"
        " for (;;) { const [one] = await navigator.serviceWorker.getRegistrations();"
        " if (one?.active?.state === 'activated') return; await new Promise(done => setTimeout(done, 50)); } }"
    )
    shown = {
        "title": "Delivered: KR100",
        "body": "It was handed over.",
        "tag": "parcel-KR100",
        "link": "/track/KR100",
    }
    protocol.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": door.site, "registrationId": seen[0]["registrationId"], "data": json.dumps(shown)},
    )
    titles = page.evaluate(
        "async () => { const [one] = await navigator.serviceWorker.getRegistrations();"
        " for (let n = 0; n < 100; n++) { const all = await one.getNotifications();"
        " if (all.length) return all.map(each => [each.title, each.body, each.tag, each.data]);"
        " await new Promise(done => setTimeout(done, 50)); } return []; }"
    )
    assert titles == [["Delivered: KR100", "It was handed over.", "parcel-KR100", "/track/KR100"]]


def test_the_letter_beside_the_words_follows_what_is_typed(door: Door) -> None:
    page = door.signed_in("team_lead")
    page.goto("/notices/texts/delivered/en/")
    letter = page.frame_locator("iframe.letter")
    expect(letter.get_by_text("KR123456789")).to_be_visible()
    page.get_by_label("Text").fill("Good news!\n\n{happened}")
    expect(letter.get_by_text("Good news!")).to_be_visible()
    page.get_by_label("Text").fill("{nobody}")
    expect(page.get_by_text("there is nothing called {nobody}")).to_be_visible()
    assert page.get_by_label("Text").input_value() == "{nobody}"
