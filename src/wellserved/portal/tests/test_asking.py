"""A kiosk's answers arrive once, whatever becomes of the connection; a widget stands in the frames of those who may."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from wellserved.people.contracts import OPERATOR
from wellserved.voice.models import Door, Response, Version
from wellserved.voice.services import add_questionnaire, close_door, open_door, publish, take_from_aside
from wellserved.voice.services.inviting_kiosk import kiosk_key
from wellserved.voice.tests.questions import draw_counter, short

pytestmark = pytest.mark.django_db
AT = "/kiosk/counter/answers"


@pytest.fixture
def kiosk() -> int:
    """A kiosk at the counter; the id of the version on its screen."""
    now = timezone.now() - timedelta(days=3)
    draw_counter(now=now)
    add_questionnaire(by=OPERATOR, slug="short", definition=short(), now=now)
    publish(by=OPERATOR, questionnaire="short", now=now)
    open_door(by=OPERATOR, slug="counter", questionnaire="short", channel="kiosk", now=now)
    return Version.objects.get().pk


def given(version: int, id_: str, *, at: datetime, **fields: str) -> dict[str, Any]:
    return {
        "id": id_,
        "version": version,
        "language": "en",
        "began_at": (at - timedelta(seconds=40)).isoformat(),
        "finished_at": at.isoformat(),
        "fields": {name: [value] for name, value in fields.items()},
    }


def send(*answers: dict[str, Any], sent_at: datetime | None = None, to: str = AT, key: str = "") -> Any:
    body = {"answers": answers, "key": key, "sent_at": (sent_at or datetime.now(UTC)).isoformat()}
    return Client(enforce_csrf_checks=True).post(to, json.dumps(body), content_type="application/json")


def test_an_answer_that_is_sent_again_is_stored_once_and_a_wrong_clock_is_put_right(kiosk: int) -> None:
    now = timezone.now()
    first, second = given(kiosk, "a", at=now, nps="9"), given(kiosk, "b", at=now, nps="3", words="Dear")
    assert send(first).json() == {"done": {"a": "stored"}}
    assert send(first, second).json() == {"done": {"a": "already_there", "b": "stored"}}
    ahead = now + timedelta(days=400)
    late = given(kiosk, "c", at=ahead - timedelta(hours=5), nps="11", words="Cold")
    assert send(late, sent_at=ahead).json() == {"done": {"c": "stored"}}
    rows = {row.source_id.partition(":")[2]: row for row in Response.objects.all()}
    assert rows["a"].answers == {"nps": 9}
    assert rows["c"].answers.get("nps") is None  # no such number: the rest is kept
    assert timedelta(hours=4, minutes=55) < now - rows["c"].finished_at < timedelta(hours=5, minutes=5)
    assert {row.channel for row in rows.values()} == {"kiosk"}


def test_what_was_answered_before_it_closed_counts_and_what_came_after_is_kept_apart(kiosk: int) -> None:
    now = timezone.now()
    close_door(by=OPERATOR, slug="counter", now=now - timedelta(hours=1))
    send(given(kiosk, "a", at=now - timedelta(hours=2), nps="9"), given(kiosk, "b", at=now, nps="9"))
    assert sorted(Response.objects.values_list("aside", flat=True)) == ["", "expired"]


def test_a_day_s_answers_of_our_own_tablet_are_no_flood_and_a_stranger_s_are_kept_apart(kiosk: int) -> None:
    now = timezone.now()
    for ours, key in ((True, kiosk_key("counter")), (False, "another")):
        for batch in range(3):
            many = [given(kiosk, f"{ours}{batch}-{n}", at=now, nps="9") for n in range(50)]
            assert send(*many, key=key).status_code == 200
        apart = Response.objects.filter(source_id__contains=f":{ours}", aside="flood").count()
        assert apart == (0 if ours else 30)


def test_the_answer_that_fills_a_kiosk_closes_it_and_what_comes_after_is_kept_apart(kiosk: int) -> None:
    now = timezone.now()
    Door.objects.update(quota=2)
    first, *others = (given(kiosk, id_, at=now, nps="9") for id_ in "abcd")
    send(first)
    assert Client().get("/kiosk/counter/").status_code == 200
    send(first, *others)
    rows = Response.objects.order_by("source_id").values_list("source_id", "aside")
    assert [(id_[-1], aside) for id_, aside in rows] == [
        ("a", ""),
        ("b", ""),
        ("c", "expired"),
        ("d", "expired"),
    ]
    assert Door.objects.get().taken == 2
    take_from_aside(by=OPERATOR, response=Response.objects.get(source_id__endswith="c").pk, now=now)
    assert Door.objects.get().taken == 3
    page = Client().get("/kiosk/counter/")
    assert page.status_code == 410
    assert b"This questionnaire is closed" in page.content
    assert b"data-closed hidden" in page.content


def test_a_full_door_says_that_it_is_closed_and_keeps_what_is_sent_all_the_same(kiosk: int) -> None:
    open_door(by=OPERATOR, slug="few", questionnaire="short", quota=1, now=timezone.now())
    assert Client().get("/ask/few").status_code == 200
    done = Client().post("/ask/few", {"csat": "5", "nps": "9"})
    assert (done.status_code, Client().get(done.headers["Location"]).status_code) == (303, 200)
    shut = Client().get("/ask/few")
    assert shut.status_code == 410
    assert b"This questionnaire is closed" in shut.content
    late = Client().post("/ask/few", {"csat": "5", "nps": "3"})
    assert late.status_code == 410
    assert b"We have kept what you wrote" in late.content
    assert sorted(Response.objects.values_list("aside", "answers__nps")) == [("", 9), ("expired", 3)]
    assert Door.objects.get(slug="few").taken == 1
    assert Door.objects.get(slug="counter").taken is None


def test_a_widget_that_names_its_sites_stands_on_those_of_them_that_may(
    kiosk: int, settings: Settings
) -> None:
    settings.WIDGET_HOSTS = ["https://shop.example", "https://news.example"]
    hosts = ["https://news.example", "https://stranger.example"]
    for slug, named in (("one", hosts), ("none", hosts[1:])):
        open_door(
            by=OPERATOR,
            slug=slug,
            questionnaire="short",
            channel="widget",
            hosts=named,
            now=timezone.now(),
        )
    done = Client().post("/ask/one", {"csat": "5", "nps": "9"})
    for address, ancestors in (
        ("/ask/one", "https://news.example"),
        (done.headers["Location"], "https://news.example"),
        ("/ask/none", "'none'"),
    ):
        policy = Client().get(address).headers["Content-Security-Policy"]
        assert f"frame-ancestors {ancestors};" in f"{policy};"


def test_what_no_kiosk_of_ours_sends_is_refused_with_the_reason(kiosk: int) -> None:
    now = timezone.now()
    open_door(by=OPERATOR, slug="link", questionnaire="short", now=now)
    assert send(given(kiosk, "a", at=now), to="/kiosk/link/answers").status_code == 404
    assert send(given(kiosk, "a", at=now), to="/kiosk/none/answers").status_code == 404
    assert send({"id": "a"}).status_code == 422
    assert send(given(kiosk, "a", at=datetime(2026, 3, 1))).status_code == 422  # noqa: DTZ001  that is the point
    assert send(*(given(kiosk, str(n), at=now) for n in range(51))).status_code == 429
    year_1, year_9999 = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)
    fine = given(kiosk, "a", at=now)
    for one in ({"language": "x" * 13}, {"id": "a\0"}, {"language": "\0"}, {"version": 1 << 63}):
        assert send({**fine, **one}).status_code == 422, one
    for at in (year_1, year_9999):
        assert send({**fine, "finished_at": at.isoformat()}).status_code == 422
        assert send(fine, sent_at=at).status_code == 422
    deep = Client().post(AT, "[" * 100_000, content_type="application/json")
    assert (deep.status_code, Client().post(AT, b"\xff", content_type="application/json").status_code) == (
        422,
        422,
    )
    assert Client().get("/kiosk/link/").status_code == 404
    assert not Response.objects.exists()


def test_only_a_widget_stands_in_frames_and_only_on_the_sites_that_may(
    kiosk: int, settings: Settings
) -> None:
    settings.WIDGET_HOSTS = ["https://shop.example"]
    now = timezone.now()
    open_door(by=OPERATOR, slug="page", questionnaire="short", channel="widget", now=now)
    open_door(by=OPERATOR, slug="link", questionnaire="short", now=now)
    policy = Client().get("/ask/page").headers["Content-Security-Policy"]
    assert "frame-ancestors https://shop.example" in policy
    assert "frame-ancestors 'none'" in Client().get("/ask/link").headers["Content-Security-Policy"]
    loader = Client().get("/ask/page/embed.js")
    assert loader.headers["Content-Type"] == "text/javascript"
    assert b"iframe" in loader.content
    assert len(loader.content) < 2000
