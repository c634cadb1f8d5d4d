"""A million cases: list, filter and full-text search on the server, and one case's page against django-helpdesk's.

`python -m benchmarks.cases [--cases N] [--rounds N] [--seconds N] [--runs N] [--workers N]`. `p95_ms` is over the whole
answers of Django to every kind of list: tabs, filters, words of three languages, common and rare, and an agent who sees one
of fifty locations. The figure is pages a second of one case with four messages, asked by wrk over 8 connections; the rival
is django-helpdesk's page of a ticket with as many comments, on the same PostgreSQL and the same server, in turns.
"""

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from typing import Any
from urllib.request import Request, urlopen

from benchmarks.case_rows import EVERY, NOW, fill
from benchmarks.helpdesk import Helpdesk, helpdesk
from benchmarks.measuring import median, own_database, report
from benchmarks.serving import served

CONNECTIONS = 8
QUARANTINE = "/cases/quarantine/"
TEXT = "The parcel came two days late and the box was wet. Nobody answered the telephone. " * 4
TICKETS = 200
# As large as our cases: a text, and three answers.
FILLED = f"""
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from helpdesk.models import FollowUp, Queue, Ticket
queue = Queue.objects.get()
staff = get_user_model().objects.create_superuser("staff", "staff@bench.test", "bench")
for number in range({TICKETS}):
    ticket = Ticket.objects.create(title="The box was wet " * 5, queue=queue, submitter_email="c@bench.test",
        assigned_to=staff, description={TEXT!r}, status=1, priority=3, created=timezone.now())
    FollowUp.objects.bulk_create(FollowUp(ticket=ticket, title="Comment", comment={TEXT!r}, public=True, user=staff,
        date=timezone.now()) for _ in range(3))
client = Client()
client.force_login(staff)
print(client.cookies["sessionid"].value, ticket.pk)
"""
SCRIPT = """
math.randomseed(tonumber(os.getenv("SEED")))
local low, high = tonumber(os.getenv("LOW")), tonumber(os.getenv("HIGH"))
request = function()
  return wrk.format("GET", string.format(os.getenv("WAY"), math.random(low, high)), {["Cookie"] = os.getenv("COOKIE")})
end
local wrong = 0
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format('{"per_second": %.1f, "p99_ms": %.2f, "wrong": %d}\\n', summary.requests / summary.duration * 1e6,
    latency:percentile(99) / 1e3, e.connect + e.read + e.write + e.timeout + e.status))
end
"""


def visitor(role: str, *, location: int | None = None) -> Any:
    from django.conf import settings  # noqa: PLC0415  needs Django set up
    from django.test import Client  # noqa: PLC0415  as above

    from wellserved.people.models import Account, Staff  # noqa: PLC0415  as above

    settings.ALLOWED_HOSTS = ["*"]
    account = Account.objects.create_user(f"{role}@bench.test")
    Staff.objects.create(account=account, name="Alex", role=role, location_id=location)
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def queries(*, middle: datetime) -> dict[str, str]:
    from wellserved.platform.cursors import cursor_of  # noqa: PLC0415  needs Django set up

    deep = cursor_of(middle, 0)
    return {
        "first": "",
        "all": "tab=all",
        "done": "tab=done",
        "waiting": "tab=waiting",
        "quarantine": QUARANTINE,
        "overdue": "overdue=on",
        "unread": "unread=on",
        "mine": "tab=all&owner=me",
        "of_nobody": "owner=nobody",
        "a_cause_and_below": "tab=all&cause=3",
        "a_location": "tab=all&location=17",
        "praise_in_korean": "tab=all&kind=praise&language=ko",
        "urgent_at_a_location": "tab=done&urgency=urgent&location=17",
        "common_word": "tab=all&q=parcel",
        "common_words_open": "q=parcel+box",
        "common_words_and_cause": "tab=all&q=queue+promised&cause=40",
        "middling_words_and_facts": "tab=all&q=hours+label+again&cause=30&kind=praise",
        "rare_word": "tab=all&q=bavubu",
        "rarer_words": "tab=all&q=limi+mebi",
        "one_of_a_million": "tab=all&q=order777",
        "no_such_word": "tab=all&q=xylophone",
        "two_languages": "tab=all&q=배송이",
        "korean_words": "tab=all&q=환불은+젖었어요",
        "korean_and_facts": "tab=waiting&q=비밀번호를+친절&urgency=urgent",
        "chinese": "tab=all&q=退款還沒收到",
        "chinese_rare": "tab=done&q=重複扣款&urgency=urgent",
        "word_and_location": "tab=all&q=refund&location=17",
        "word_and_cause": "tab=all&q=wet+driver&cause=11",
        "word_of_another_language": "tab=all&q=parcel&language=ko",
        "words_that_never_meet": "tab=all&q=parcel+배송이",
        "long_ago": "tab=all&q=recall",
        "long_ago_of_a_cause": "tab=all&q=recall&cause=11",
        "rare_facts": "tab=all&kind=praise&language=zh-hant&urgency=urgent&location=45",
        "deep_down": f"tab=all&after={deep}",
        "deep_down_words": f"tab=all&q=refund+wet&after={deep}",
    }


def lists(rounds: int, *, cases: int) -> dict[str, Any]:
    middle = NOW - cases / 2 * EVERY
    manager, agent = visitor("manager"), visitor("agent", location=17)
    every = {name: (manager, query) for name, query in queries(middle=middle).items()}
    every |= {
        "agent_first": (agent, ""),
        "agent_all": (agent, "tab=all"),
        "agent_words": (agent, "tab=all&q=refund"),
        "agent_waiting_words": (agent, "tab=waiting&q=refund+queue"),
    }
    taken: dict[str, list[float]] = {name: [] for name in every}
    for turn in range(rounds + 1):
        names = list(every)
        random.shuffle(names)
        for name in names:
            client, query = every[name]
            start = time.perf_counter()
            path = query if query == QUARANTINE else f"/cases/?{query}"
            answer = client.get(path)
            if answer.status_code != 200:
                raise SystemExit(f"{path} answered {answer.status_code}.")
            # The first turn reads from the disk.
            if turn:
                taken[name].append((time.perf_counter() - start) * 1_000)
    for name, times in taken.items():
        sys.stderr.write(f"{name}: median {statistics.median(times):.0f} ms, most {max(times):.0f} ms\n")
    together = sorted(one for times in taken.values() for one in times)
    slowest = max(taken, key=lambda name: statistics.median(taken[name]))
    return {
        "p50_ms": round(statistics.median(together), 1),
        "p95_ms": round(together[int(len(together) * 0.95)], 1),
        "most_ms": round(together[-1], 1),
        "slowest": slowest,
        "slowest_ms": round(statistics.median(taken[slowest]), 1),
    }


def wrk(
    *, port: int, way: str, low: int, high: int, cookie: str, seconds: int, seed: int
) -> dict[str, float]:
    program = shutil.which("wrk")
    if program is None:
        raise SystemExit("There is no wrk: apt-get install wrk")
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(SCRIPT)
        script.flush()
        facts = {"WAY": way, "LOW": str(low), "HIGH": str(high), "COOKIE": cookie, "SEED": str(seed)}
        done = subprocess.run(
            [
                program,
                "-t",
                "1",
                "-c",
                str(CONNECTIONS),
                "-d",
                f"{seconds}s",
                "-s",
                script.name,
                f"http://127.0.0.1:{port}",
            ],
            env=os.environ | facts,
            capture_output=True,
            text=True,
            check=True,
        )
    found: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    if found["wrong"]:
        raise SystemExit(f"wrk counted {found['wrong']} answers that were not 200.")
    return found


def tickets(desk: Helpdesk) -> dict[str, Any]:
    secret, last = desk.asked(FILLED).split()
    return {
        "port": desk.port,
        "way": "/tickets/%d/",
        "low": int(last) - TICKETS + 1,
        "high": int(last),
        "cookie": f"sessionid={secret}",
    }


def shown(at: dict[str, Any], words: str) -> None:
    """The page is the page: it holds what was said."""
    address = f"http://127.0.0.1:{at['port']}{at['way'] % at['high']}"
    with urlopen(Request(address, headers={"Cookie": at["cookie"]}), timeout=30) as answer:
        if words not in answer.read().decode():
            raise SystemExit(f"{address} does not show what was said.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    asked = parser.parse_args()
    ours: list[dict[str, float]] = []
    theirs: list[dict[str, float]] = []
    with own_database() as address:
        fill(asked.cases)
        found = lists(asked.rounds, cases=asked.cases)
        cookie = f"sessionid={visitor('administrator').cookies['sessionid'].value}"
        with (
            helpdesk(address, workers=asked.workers) as desk,
            served(workers=asked.workers, jobs=False) as port,
        ):
            pages = min(asked.cases, 20_000)
            at_ours = {"port": port, "way": "/cases/%d/", "low": 1, "high": pages, "cookie": cookie}
            at_theirs = tickets(desk)
            shown(at_ours, '<ol class="said">')
            shown(at_theirs, "Nobody answered the telephone")
            for seed in range(1, asked.runs + 1):
                for results, at in ((ours, at_ours), (theirs, at_theirs)):
                    wrk(seconds=2, seed=100 + seed, **at)
                    results.append(wrk(seconds=asked.seconds, seed=seed, **at))
    report(
        name="cases",
        figure=median([run["per_second"] for run in ours]),
        unit="case pages/s",
        rival="django-helpdesk's ticket page",
        rival_figure=median([run["per_second"] for run in theirs]),
        runs=asked.runs,
        p99_ms=median([run["p99_ms"] for run in ours]),
        rival_p99_ms=median([run["p99_ms"] for run in theirs]),
        cases=asked.cases,
        processes=asked.workers,
        **{f"list_{name}" if name != "p95_ms" else name: value for name, value in found.items()},
    )


if __name__ == "__main__":
    main()
