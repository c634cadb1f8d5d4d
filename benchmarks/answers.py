"""Stored submissions through the public page's POST, over 32 connections: satisfaction, recommendation and a sentence.

Each is by a personal link of its own, is durable when it is answered, and becomes two moments in the same transaction.
The rival is django-helpdesk's public ticket form (a title, a text, a queue, a priority, an address), on the same
PostgreSQL, behind the same server with as many processes. Both take turns, and do so `--runs` times; what is in the
tables afterwards is counted.
"""

import argparse
import json
import os
import shutil
import subprocess
import tempfile
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from benchmarks.helpdesk import SUBMIT, Helpdesk, helpdesk
from benchmarks.measuring import median, own_database, report
from benchmarks.serving import served

CONNECTIONS = 32
LINKS = 60_000
WORDS = "It came a day late, and nobody had told me. The driver was kind, though."
# Each request answers the next link; whatever is not sent on from there is counted as wrong.
SCRIPT = """
n, wrong = tonumber(os.getenv("FROM")), 0
local stem, numbered, body = os.getenv("STEM"), os.getenv("NUMBERED") == "1", os.getenv("BODY")
local expected = tonumber(os.getenv("STATUS"))
local headers = {["Content-Type"] = "application/x-www-form-urlencoded", ["Cookie"] = os.getenv("COOKIE")}
if os.getenv("COOKIE") == "" then headers["Cookie"] = nil end
request = function()
  n = n + 1
  if not numbered then return wrk.format("POST", stem, headers, body) end
  -- The same words from many would be doubles.
  return wrk.format("POST", stem .. string.format("%08d", n), headers, body .. "+" .. n)
end
response = function(status) if status ~= expected then wrong = wrong + 1 end end
local threads = {}
function setup(thread) table.insert(threads, thread) end
done = function(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format('{"per_second": %.2f, "p99_ms": %.2f, "p50_ms": %.2f, "requests": %d, "sent": %d, "wrong": %d}\\n',
    summary.requests / summary.duration * 1e6, latency:percentile(99) / 1e3, latency:percentile(50) / 1e3,
    summary.requests, threads[1]:get("n") or 0,
    (threads[1]:get("wrong") or 0) + errors.connect + errors.read + errors.write + errors.timeout + errors.status))
end
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    asked = parser.parse_args()
    with own_database() as address:
        _prepare()
        ours: list[dict[str, Any]] = []
        theirs: list[dict[str, Any]] = []
        with (
            served(workers=asked.workers, jobs=False) as port,
            helpdesk(address, workers=asked.workers) as desk,
        ):
            sent = 0
            for _run in range(asked.runs):
                for seconds in (2, asked.seconds):
                    ours.append(_ours(port, seconds=seconds, start=sent))
                    # Those under way when it ended may have taken some more links.
                    sent += ours[-1]["requests"] + 2 * CONNECTIONS
                    theirs.append(_theirs(desk, seconds=seconds))
            _check(ours, theirs, desk)
            version = desk.version
    measured, rival = ours[1::2], theirs[1::2]
    report(
        name="answers",
        figure=median([run["per_second"] for run in measured]),
        unit="submissions/s",
        rival=f"django-helpdesk {version}'s public ticket form",
        rival_figure=median([run["per_second"] for run in rival]),
        runs=asked.runs,
        p99_ms=median([run["p99_ms"] for run in measured]),
        p50_ms=median([run["p50_ms"] for run in measured]),
        rival_p99_ms=median([run["p99_ms"] for run in rival]),
        connections=CONNECTIONS,
        processes=asked.workers,
    )


def _prepare() -> None:
    """A questionnaire on a map, and a personal link for each submission."""
    from django.db import connection  # noqa: PLC0415  Django must be set up

    from wellserved.journey.contracts import (  # noqa: PLC0415  as above
        JourneyPlan,
        MeasurePlan,
        StagePlan,
        TouchpointPlan,
    )
    from wellserved.journey.services import ensure_journey  # noqa: PLC0415  as above
    from wellserved.people.contracts import OPERATOR  # noqa: PLC0415  as above
    from wellserved.voice.domain.definition import (  # noqa: PLC0415  as above
        Becomes,
        Csat,
        Definition,
        LongText,
        Nps,
        Page,
    )
    from wellserved.voice.services import add_questionnaire, publish  # noqa: PLC0415  as above

    now = datetime.now(UTC)
    measures = tuple(
        MeasurePlan(slug=slug, title=slug, unit=unit, better="higher", scale_low=low, scale_high=high)
        for slug, unit, low, high in (("csat", "of 5", 1.0, 5.0), ("nps", "of 10", 0.0, 10.0))
    )
    door = TouchpointPlan(slug="door", title="At the door", measures=measures)
    stages = (StagePlan(slug="way", title="On its way", touchpoints=(door,)),)
    ensure_journey(by=OPERATOR, plan=JourneyPlan(slug="order", title="Order", stages=stages), now=now)
    items = (
        Csat(key="csat", text={"en": "Satisfied?"}, required=True, becomes=Becomes(measure="csat")),
        Nps(key="nps", text={"en": "Recommend?"}, becomes=Becomes(measure="nps")),
        LongText(key="words", text={"en": "Why?"}),
    )
    definition = Definition(
        title={"en": "Your order"}, journey="order", touchpoint="door", pages=(Page(key="one", items=items),)
    )
    number = add_questionnaire(by=OPERATOR, slug="order", definition=definition, now=now)
    publish(by=OPERATOR, questionnaire="order", now=now)
    _invite(number, now=now)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE voice_invitation")
        cursor.execute("CHECKPOINT")


def _invite(questionnaire: int, *, now: datetime) -> None:
    """The secrets are the numbers themselves, in eight digits."""
    from wellserved.platform.link_secrets import digest  # noqa: PLC0415  as above
    from wellserved.voice.models import Invitation  # noqa: PLC0415  as above

    facts: dict[str, Any] = {
        "questionnaire_id": questionnaire,
        "language": "en",
        "state": Invitation.State.SENT,
        "made_at": now,
        "due_at": now,
        "sent_at": now,
        "expires_at": now + timedelta(days=30),
    }
    rows = (Invitation(digest=digest(f"{n:08d}"), **facts) for n in range(LINKS))
    Invitation.objects.bulk_create(rows, batch_size=2_000)


def _ours(port: int, *, seconds: int, start: int) -> dict[str, Any]:
    began = int(datetime.now(UTC).timestamp()) - 60
    body = urlencode({"_s": 0, "_t": began, "_l": "en", "_go": "on", "csat": 4, "nps": 9, "words": WORDS})
    return _wrk(
        port, seconds, STEM="/a/", NUMBERED="1", BODY=body, STATUS="303", COOKIE="", FROM=str(start - 1)
    )


def _theirs(desk: Helpdesk, *, seconds: int) -> dict[str, Any]:
    cookie, token = desk.form()
    fields = {
        "csrfmiddlewaretoken": token,
        "queue": desk.queue,
        "title": "My order came late",
        "body": WORDS,
        "priority": 3,
        "submitter_email": "customer@example.org",
    }
    body = urlencode(fields)
    return _wrk(
        desk.port, seconds, STEM=SUBMIT, NUMBERED="0", BODY=body, STATUS="302", COOKIE=cookie, FROM="0"
    )


def _wrk(port: int, seconds: int, **environment: str) -> dict[str, Any]:
    program = shutil.which("wrk")
    if program is None:
        raise SystemExit("There is no wrk: apt-get install wrk")
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(SCRIPT)
        script.flush()
        done = subprocess.run(
            [
                *(program, "-t", "1", "-c", str(CONNECTIONS), "-d", f"{seconds}s", "--timeout", "10s"),
                *("-s", script.name, f"http://127.0.0.1:{port}"),
            ],
            env=os.environ | environment,
            capture_output=True,
            text=True,
            check=True,
        )
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    if found["wrong"]:
        raise SystemExit(f"wrk counted {found['wrong']} answers that were not what they should be: {found}")
    return found


def _check(ours: list[dict[str, Any]], theirs: list[dict[str, Any]], desk: Helpdesk) -> None:
    """What was answered is stored, each once, with its moments; and so are the rival's tickets."""
    from django.db import connection  # noqa: PLC0415  Django must be set up

    answered = sum(int(run["requests"]) for run in ours)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE aside = '' AND finished_at IS NOT NULL AND flags = 0), count(*)"
            " FROM voice_response"
        )
        stored, rows = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM journey_moment")
        (moments,) = cursor.fetchone()
    if stored != rows or stored < answered or moments != 2 * stored:
        raise SystemExit(f"{answered} answered, {rows} rows, {stored} stored, {moments} moments.")
    tickets = int(desk.asked("from helpdesk.models import Ticket; print(Ticket.objects.count())"))
    if tickets < sum(int(run["requests"]) for run in theirs):
        raise SystemExit(f"django-helpdesk stored {tickets} tickets, fewer than it answered.")


if __name__ == "__main__":
    main()
