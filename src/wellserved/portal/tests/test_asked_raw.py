"""The raw handler takes forms as Django's views do, and what comes together shares one commit."""

import asyncio
from collections.abc import Iterator
from datetime import datetime
from threading import Thread
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from wellserved.journey.models import Moment
from wellserved.people.contracts import OPERATOR
from wellserved.portal.asked import writer as writing
from wellserved.portal.asked.application import asked
from wellserved.portal.asked.writer import Writer
from wellserved.voice.models import Response
from wellserved.voice.services import add_questionnaire, flooding, invite, open_door, publish
from wellserved.voice.services.answering import Given, Outcome, answer
from wellserved.voice.tests.questions import draw_counter, hidden, short

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def writer() -> Iterator[Writer]:
    one = Writer()
    yield one
    one.close()


async def _django(scope: dict[str, Any], receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 299, "headers": []})
    await send({"type": "http.response.body", "body": b"Django's"})


async def post(application: Any, path: str, body: str, **headers: str) -> tuple[int, dict[str, str], str]:
    given = {
        "host": "localhost",
        "content-type": "application/x-www-form-urlencoded",
        "content-length": str(len(body)),
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "query_string": b"",
        # HTTP/2 may send each cookie in a line of its own.
        "headers": [
            (name.encode(), part.encode())
            for name, value in given.items()
            for part in (value.split("; ") if name == "cookie" else [value])
        ],
        "client": ("127.0.0.1", 5),
    }
    sent: list[Any] = []
    parts = [{"type": "http.request", "body": body.encode(), "more_body": False}]

    async def receive() -> Any:
        return parts.pop()

    async def send(message: Any) -> None:
        sent.append(message)

    await application(scope, receive, send)
    found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], found, sent[1]["body"].decode()


def ready(now: datetime) -> None:
    draw_counter(now=now)
    add_questionnaire(by=OPERATOR, slug="one", definition=short(), now=now)
    publish(by=OPERATOR, questionnaire="one", now=now)
    open_door(by=OPERATOR, slug="door", questionnaire="one", now=now)


def test_many_at_once_share_commits_and_each_is_stored_with_its_moment(writer: Writer) -> None:
    now = timezone.now()
    ready(now)
    secrets = [invite(by=OPERATOR, questionnaire="one", customer=None, now=now) for _ in range(40)]
    application = asked(_django, writer=writer)

    async def all_at_once() -> list[Any]:
        forms = [
            post(application, f"/a/{secret}", f"_s=0&_t=1&_go=on&csat=4&nps={n % 11}&words=No+{n}")
            for n, secret in enumerate(secrets)
        ]
        twice = post(application, f"/a/{secrets[0]}", "_s=0&_t=1&_go=on&csat=4&nps=0&words=No+0")
        wrong = post(application, f"/a/{secrets[0]}x", "_s=0&csat=4")
        return await asyncio.gather(*forms, twice, wrong)

    *good, wrong = asyncio.run(all_at_once())
    assert {status for status, _, _ in good} == {303}
    assert [headers["location"] for _, headers, _ in good[:40]] == [f"/a/{secret}" for secret in secrets]
    assert wrong[0] == 404
    assert max(writer.batches) > 1, "those who came together went together"
    assert sorted(r.answers["words"] for r in Response.objects.all()) == sorted(f"No {n}" for n in range(40))
    assert Moment.objects.count() == 40


def test_the_raw_handler_answers_what_django_answers(writer: Writer) -> None:
    now = timezone.now()
    ready(now)
    application = asked(_django, writer=writer)
    for body, status in (({"csat": "9"}, 422), ({"words": "안녕 & <b>"}, 422), ({"csat": "5"}, 303)):
        form = hidden(Client().get("/ask/door").content.decode())
        fields = {**form, "_go": "on", **body}
        of_django = Client().post("/ask/door", fields)
        other = hidden(Client().get("/ask/door").content.decode())["_r"]
        own = {**fields, "_r": other} if status == 303 else fields
        got, headers, text = asyncio.run(post(application, "/ask/door", urlencode(own)))
        assert (got, of_django.status_code) == (status, status)
        assert text == of_django.content.decode()
        for name in ("referrer-policy", "x-robots-tag", "content-language", "x-frame-options"):
            assert headers[name] == of_django.headers[name]
        assert "no-store" in headers["cache-control"]


def test_what_is_not_for_it_goes_to_django_and_what_is_too_large_is_told_so(writer: Writer) -> None:
    application = asked(_django, writer=writer)
    cases = [
        {"content_type": "multipart/form-data; boundary=x"},
        {"cookie": "sessionid=1"},
        {"cookie": "theme=night; sessionid=1"},
        {"cookie": "sessionid=1; theme=night"},
        {"host": "elsewhere.example"},
        {"content_length": "300000"},
    ]
    for headers in cases:
        assert asyncio.run(post(application, "/a/x", "csat=1", **headers))[0] == 299
    assert asyncio.run(post(application, "/account", "csat=1"))[0] == 299
    for number, wanted in ((9_999, 404), (10_001, 413)):
        status, _headers, text = asyncio.run(post(application, "/a/x", "&".join(["csat=1"] * number)))
        assert status == wanted
    assert "none of them was taken" in text
    status, headers, text = asyncio.run(
        post(application, "/a/x", "", content_type="multipart/form-data", content_length="52428800")
    )
    assert status == 413
    assert "what you wrote still stands there" in text
    assert headers["connection"] == "close"


def test_one_that_cannot_be_stored_keeps_nobody_elses_answer_away(
    writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    ready(now)
    good, bad = (invite(by=OPERATOR, questionnaire="one", customer=None, now=now) for _ in range(2))
    whole = writing.answer_all

    def failing(given: Any, *, now: datetime) -> Any:
        if any(one.secret == bad for one in given):
            raise RuntimeError("the disk is full")
        return whole(given, now=now)

    monkeypatch.setattr(writing, "answer_all", failing)
    application = asked(_django, writer=writer)

    async def both() -> Any:
        forms = [post(application, f"/a/{secret}", "_s=0&_t=1&csat=4") for secret in (bad, good)]
        return await asyncio.gather(*forms, return_exceptions=True)

    refused, stored = asyncio.run(both())
    assert isinstance(refused, RuntimeError)
    assert stored[0] == 303
    assert Response.objects.count() == 1


def test_after_a_lost_connection_to_the_database_the_next_answer_is_stored(writer: Writer) -> None:
    now = timezone.now()
    ready(now)
    application = asked(_django, writer=writer)
    first, second = (invite(by=OPERATOR, questionnaire="one", customer=None, now=now) for _ in range(2))
    assert asyncio.run(post(application, f"/a/{first}", "csat=4"))[0] == 303
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert cursor.fetchone() > (0,)
    assert asyncio.run(post(application, f"/a/{second}", "csat=4"))[0] == 303
    assert Response.objects.filter(finished_at__isnull=False).count() == 2


def test_a_guesser_is_answered_before_the_queue_and_what_was_written_goes_along(writer: Writer) -> None:
    now = timezone.now()
    ready(now)
    application = asked(_django, writer=writer)
    secret = invite(by=OPERATOR, questionnaire="one", customer=None, now=now)
    flooding.memory.refuse(["127.0.0.1"], now=now)
    status, _, text = asyncio.run(post(application, f"/a/{secret}", "csat=4&words=My+words"))
    assert (status, writer.batches) == (429, [])
    flooding.memory.forget()
    again = urlencode(hidden(text))
    assert asyncio.run(post(application, f"/a/{secret}", again))[0] == 303
    assert Response.objects.get().answers == {"csat": 4, "words": "My words"}


def test_of_two_last_screens_at_once_the_second_is_kept_beside_the_first() -> None:
    now = timezone.now()
    ready(now)
    secret = invite(by=OPERATOR, questionnaire="one", customer=None, now=now)
    outcomes = []

    def send(words: str) -> None:
        given = Given(secret=secret, at=0, fields={"csat": ["4"], "words": [words]})
        outcomes.append(answer(given, now=now).outcome)
        connection.close()

    second = Thread(target=send, args=("Other",))
    with transaction.atomic():
        first = answer(Given(secret=secret, at=0, fields={"csat": ["4"], "words": ["Mine"]}), now=now)
        second.start()
        while second.is_alive() and not _waits_for_a_lock():
            second.join(0.01)
    second.join()
    assert (first.outcome, outcomes) == (Outcome.FINISHED, [Outcome.TWICE])
    rows = Response.objects.order_by("pk").values_list("aside", "answers__words")
    assert list(rows) == [("", "Mine"), ("twice", "Other")]


def _waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])
