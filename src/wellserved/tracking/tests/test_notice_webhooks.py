"""Events for programs: signed as Standard Webhooks says, anew at each attempt, and nowhere but outside."""

import json
import socket
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings
from standardwebhooks import Webhook

from wellserved.platform.tests.post import Clock
from wellserved.tracking.contracts import Status
from wellserved.tracking.models import Notice, Subscription, Window
from wellserved.tracking.notices import posting
from wellserved.tracking.notices.posting import NotReached, post
from wellserved.tracking.services.notices.claiming import kept_bodies
from wellserved.tracking.services.notices.ending import end_gone
from wellserved.tracking.services.notices.hooking import send_webhooks
from wellserved.tracking.services.noticing import note_changes

from .noticing import NOW, changed, listener, parcel, told, web_server

pytestmark = pytest.mark.django_db
OUT = Status.OUT_FOR_DELIVERY


def test_an_event_is_signed_and_says_nothing_personal(settings: Settings) -> None:
    now = datetime.now(UTC)
    one = parcel()
    Window.objects.create(
        consignment=one, earliest=now + timedelta(hours=1), latest=now + timedelta(hours=2), made_at=now
    )
    with web_server(settings) as hook:
        to = listener(one, channel="webhook", address=hook.url)
        note_changes([changed(one, OUT, at=now)], now=now)
        assert send_webhooks(clock=lambda: now) == 1
    ((headers, body),) = hook.asked
    event = Webhook(to.secret).verify(body, dict(headers))
    assert event["type"] == "parcel.out_for_delivery"
    assert set(event["data"]) == {"number", "carrier", "kind", "status", "reason", "words", "window"}
    assert event["data"]["number"] == "KR100"
    assert event["data"]["window"]["until"].endswith("Z")
    assert event["data"]["words"]["happened"]
    assert told() == [("out_for_delivery", 1, "handed_over")]
    assert Notice.objects.get().body == "", "kept no longer than it is needed"


def test_each_attempt_is_signed_anew_under_the_same_id_until_the_letter_is_dead(settings: Settings) -> None:
    one = parcel()
    clock = Clock(NOW)
    window = {"earliest": NOW, "latest": NOW + timedelta(hours=2), "made_at": NOW}
    Window.objects.create(consignment=one, **window)
    with web_server(settings) as hook:
        to = listener(one, channel="webhook", address=hook.url)
        hook.answers = [500]
        note_changes([changed(one, OUT)], now=NOW)
        for n in range(11):
            clock.now = Notice.objects.get().due_at
            send_webhooks(clock=clock)
            Window.objects.update(latest=NOW + timedelta(hours=3 + n))
    assert told() == [("out_for_delivery", 1, "dead")]
    assert Notice.objects.get().last_answer == "http 500"
    given = [{name.lower(): value for name, value in headers.items()} for headers, _ in hook.asked]
    assert len({each["webhook-id"] for each in given}) == 1
    assert len({body for _, body in hook.asked}) == 1
    stamps = [int(each["webhook-timestamp"]) for each in given]
    assert stamps == sorted(set(stamps))
    assert len(stamps) == 11
    for each, (_, body) in zip(given, hook.asked, strict=True):
        at = datetime.fromtimestamp(int(each["webhook-timestamp"]), UTC)
        assert each["webhook-signature"] == Webhook(to.secret).sign(each["webhook-id"], at, body.decode())


def test_who_says_gone_is_told_no_more(settings: Settings) -> None:
    one = parcel()
    with web_server(settings) as hook:
        to = listener(one, channel="webhook", address=hook.url)
        hook.answers = [410]
        note_changes([changed(one, OUT), changed(one, Status.DELIVERED)], now=NOW)
        send_webhooks(clock=Clock(NOW))
    to.refresh_from_db()
    assert to.ended_at == NOW
    assert {state for _, _, state in told()} == {"superseded"}


def test_of_a_subscription_that_ended_no_body_is_kept_and_none_is_sent(settings: Settings) -> None:
    one, clock = parcel(), Clock(NOW)
    with web_server(settings) as hook:
        to = listener(one, channel="webhook", address=hook.url)
        hook.answers = [500]
        note_changes([changed(one, OUT)], now=NOW)
        send_webhooks(clock=clock)
        assert Notice.objects.get().body
        end_gone(to.pk, now=NOW)
    assert (told(), Notice.objects.get().body) == ([("out_for_delivery", 1, "superseded")], "")
    assert kept_bodies({Notice.objects.get().pk: "{}"}) == {}
    assert Notice.objects.get().body == ""


def test_a_redirect_is_not_followed(settings: Settings) -> None:
    one = parcel()
    with web_server(settings) as hook:
        hook.answers, hook.headers = [302], {"Location": hook.url}
        listener(one, channel="webhook", address=hook.url)
        note_changes([changed(one, OUT)], now=NOW)
        assert send_webhooks(clock=Clock(NOW)) == 0
    assert len(hook.asked) == 1
    assert Notice.objects.get().last_answer == "http 302"


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1/", "https://localhost/", "https://[::1]/", "https://10.1.2.3/"]
)
def test_nothing_is_posted_to_what_is_inside(url: str) -> None:
    with pytest.raises(NotReached, match="public"):
        post(url, body=b"", headers={})


def test_a_host_that_answers_drop_by_drop_is_cut_off(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.NOTICES_TO_LOOPBACK = True
    monkeypatch.setattr(posting, "SECONDS", 0.5)
    done = threading.Event()

    def drip(server: socket.socket) -> None:
        taken, _ = server.accept()
        with taken, suppress(OSError):
            while not done.wait(0.1):
                taken.sendall(b"H")

    with socket.create_server(("127.0.0.1", 0)) as server:
        dripping = threading.Thread(target=drip, args=(server,))
        dripping.start()
        began = time.monotonic()
        with pytest.raises(NotReached, match="in time"):
            post(f"http://127.0.0.1:{server.getsockname()[1]}/", body=b"", headers={})
        assert time.monotonic() - began < 8
        done.set()
        dripping.join()


def test_nobody_listening_is_tried_again(settings: Settings) -> None:
    settings.NOTICES_TO_LOOPBACK = True
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    one = parcel()
    # A program has no quiet hours.
    listener(one, channel="webhook", address=f"http://127.0.0.1:{port}/", quiet=(11, 20))
    note_changes([changed(one, OUT)], now=NOW)
    assert send_webhooks(clock=Clock(NOW)) == 0
    row = Notice.objects.get()
    assert (row.state, row.attempts) == ("waiting", 1)
    assert NOW < row.due_at < NOW + timedelta(seconds=10)
    assert str(port) not in row.last_answer


def test_an_event_that_cannot_be_posted_keeps_no_other_back(settings: Settings) -> None:
    one = parcel()
    with web_server(settings) as hook:
        listener(one, channel="webhook", address=hook.url + "1")
        # No key that could sign: it is no base64.
        bad = listener(one, channel="webhook", address=hook.url + "2", secret="whsec_=a=")
        odd = listener(one, channel="webhook", address=hook.url + "3", time_zone="Nowhere/None")
        listener(one, channel="webhook", address=hook.url + "4")
        for to in Subscription.objects.all():
            Notice.objects.create(
                subscription=to, consignment=one, occasion="delivered", made_at=NOW, due_at=NOW
            )
        assert send_webhooks(clock=Clock(NOW)) == 2
        assert send_webhooks(clock=Clock(NOW + timedelta(minutes=10))) == 0
    assert len(hook.asked) == 2
    dead = Notice.objects.filter(state="dead")
    assert set(dead.values_list("subscription", "last_answer")) == {
        (bad.pk, "unwritable"),
        (odd.pk, "unwritable"),
    }


def test_an_event_s_body_is_plain_json(settings: Settings) -> None:
    one = parcel()
    with web_server(settings) as hook:
        listener(one, channel="webhook", address=hook.url, language="ko")
        note_changes([changed(one, OUT)], now=NOW)
        send_webhooks(clock=Clock(NOW))
    headers, body = hook.asked[0]
    assert headers["Content-Type"] == "application/json"
    assert json.loads(body)["timestamp"] == "2026-03-02T12:00:00Z"
