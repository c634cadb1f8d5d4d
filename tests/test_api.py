"""The HTTP API through the front door: what it does, for whom, and what it says when it will not."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from wellserved.cases.contracts import SourceIn
from wellserved.cases.queries import number_of
from wellserved.cases.services.mentions import set_source
from wellserved.config.api import api
from wellserved.insight.queries.asking import always_fresh
from wellserved.journey.models import BeliefRound, Journey, Measure, Moment, RoundQuestion, Source
from wellserved.people.contracts import OPERATOR
from wellserved.people.domain import PERMISSIONS
from wellserved.people.models import Account, Customer, CustomerDetails, Location, Staff
from wellserved.people.queries import person_of
from wellserved.people.services import add_segment, add_token
from wellserved.tracking.models import Lot
from wellserved.voice.models import Attachment, Response, Version
from wellserved.voice.tests.files import qsf

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
EVERY = frozenset(name for name, permission in PERMISSIONS.items() if permission.scope)
PLACE = {"journey": "parcel", "touchpoint": "door", "measure": "days"}
MEASURE = {"slug": "days", "title": "Days to deliver", "unit": "days", "better": "lower"}
PLAN = {
    "title": "Get my parcel",
    "stages": [
        {
            "slug": "receive",
            "title": "Receive",
            "touchpoints": [{"slug": "door", "title": "At the door", "measures": [MEASURE]}],
        }
    ],
}
MOMENT = PLACE | {"source": "till", "source_id": "1", "occurred_at": "2026-02-01T10:00:00Z", "delivered": 3}
PROMISE = PLACE | {"level": 2, "told": "In two days", "valid_from": "2026-01-01T00:00:00Z"}
BELIEF = PLACE | {"level": 3, "valid_from": "2026-01-01T00:00:00Z"}
NDJSON = "application/x-ndjson"
OCTETS = "application/octet-stream"
EDIT = {"seen": 0, "deeds": [{"deed": "add_stage", "title": "Order"}]}
PERSONA = {"name": "Min", "quote": "Tell me when."}
A_MAP = b'{"format": "wellserved-map", "version": 1, "journey": {"slug": "x", "title": "X"}}'
CASE = f"cases/{number_of(7001)}"
A_SURVEY = qsf()
# Of two who remove the same the second finds nothing; programs have nothing of their own to undo, and no answers.
DONE_BEFORE = {
    ("DELETE", "journeys/parcel"): 404,
    ("DELETE", "personas/min"): 404,
    ("POST", "journeys/parcel/undo"): 409,
    ("POST", "journeys/parcel/redo"): 409,
    ("PUT", "rounds/7001/answers/7001"): 409,
}
for one in ("merge", "split", "links", "helped", "messages/7001/posted"):
    # Into itself, its only message, about itself, answered before, no answer to a mention.
    DONE_BEFORE["POST", f"{CASE}/{one}"] = 422

# Of an answer without a place a lead of no place sees nothing; who counts it second finds none that waits.
for one in ("attachments", "attachments/7001"):
    DONE_BEFORE["GET", f"responses/7001/{one}"] = 404
DONE_BEFORE["POST", "responses/7001/count"] = 404
# Nor of a lot that was in no parcel.
DONE_BEFORE["GET", "tracking/lots/7001"] = 404

PARAMETERS = {
    "journeys": "journey",
    "personas": "persona",
    "rounds": "round_id",
    "rounds/{round_id}/answers": "question_id",
    "carriers": "carrier",
    "questionnaires": "questionnaire",
    "responses": "response",
    "attachments": "attachment",
    "versions": "version",
    "cases": "number",
    "causes": "cause",
    "messages": "message_id",
    "sources": "slug",
    "tracking/lots": "lot_id",
    "measurement": "journey",
    "measurement/{journey}": "touchpoint",
}

SCAN = {"number": "KR100", "occurred_at": "2026-02-01T10:00:00Z", "status": "in_transit"}
# What is no JSON is sent as what it is.
KINDS = {
    "tracking/scans/csv": "text/csv",
    "sources/files/mentions": "text/csv",
    "tracking/scans/epcis": "application/ld+json",
}

ASKS = {
    "title": {"en": "Your visit"},
    "pages": [{"key": "one", "items": [{"kind": "csat", "key": "csat", "text": {"en": "Satisfied?"}}]}],
}
ANSWERED = {
    "source": "till",
    "source_id": "1",
    "answers": {"csat": 4},
    "started_at": "2026-02-01T10:00:00Z",
    "finished_at": "2026-02-01T10:01:00Z",
}
ASKED = {"source": "shop", "source_id": "1", "kind": "question", "text": "When do you open?"}

# Every call: method, path, body, the permission that it needs.
CALLS = [
    ("GET", "journeys", None, "map:read"),
    ("GET", "journeys/parcel", None, "map:read"),
    ("PUT", "journeys/parcel", PLAN, "journeys:write"),
    ("DELETE", "journeys/parcel", None, "journeys:remove"),
    ("POST", "journeys", {"title": "Return it", "template": "returns"}, "journeys:write"),
    ("POST", "imports/journey", A_MAP, "journeys:write"),
    ("GET", "journeys/parcel/drawing", None, "map:read"),
    ("GET", "journeys/parcel/edits", None, "map:read"),
    ("POST", "journeys/parcel/edits", EDIT, "journeys:write"),
    ("POST", "journeys/parcel/undo", None, "journeys:write"),
    ("POST", "journeys/parcel/redo", None, "journeys:write"),
    ("POST", "journeys/parcel/to-be", {"title": "As it is to be"}, "journeys:write"),
    ("GET", "journeys/parcel/export", None, "map:read"),
    ("GET", "templates", None, "map:read"),
    ("GET", "personas", None, "map:read"),
    ("POST", "personas", PERSONA, "journeys:write"),
    ("PUT", "personas/min", PERSONA, "journeys:write"),
    ("DELETE", "personas/min", None, "journeys:write"),
    ("GET", "measures", None, "map:read"),
    ("GET", "promises", None, "map:read"),
    ("POST", "promises", PROMISE, "promises:write"),
    ("GET", "beliefs", None, "map:read"),
    ("POST", "beliefs", BELIEF, "promises:write"),
    ("GET", "journeys/parcel/promise-history", None, "map:read"),
    ("GET", "rounds", None, "beliefs:round"),
    ("GET", "rounds/7001", None, "beliefs:round"),
    ("PUT", "rounds/7001/answers/7001", {"believed": 2}, "beliefs:round"),
    ("POST", "rounds/7002/reveal", None, "beliefs:round"),
    ("GET", "rounds/7003/gaps", None, "beliefs:round"),
    ("GET", "moments", None, "moments:read"),
    ("POST", "moments", MOMENT, "moments:write"),
    ("POST", "moments/bulk", [MOMENT], "moments:write"),
    ("GET", "gaps", None, "map:read"),
    ("GET", "alerts", None, "map:read"),
    ("POST", "alerts/seen", {"alerts": []}, "alerts:write"),
    ("GET", "watches", None, "map:read"),
    ("GET", "views", None, "map:read"),
    ("GET", "questionnaires", None, "surveys:read"),
    ("POST", "questionnaires", {"slug": "new", "definition": ASKS}, "surveys:write"),
    ("GET", "questionnaires/visit", None, "surveys:read"),
    ("PUT", "questionnaires/visit", {"definition": ASKS, "edition": 1}, "surveys:write"),
    ("POST", "questionnaires/visit/versions", None, "surveys:write"),
    ("GET", "questionnaires/visit/versions/1", None, "surveys:read"),
    ("POST", "questionnaires/visit/responses", ANSWERED, "answers:write"),
    ("GET", "questionnaires/visit/responses", None, "answers:read"),
    ("GET", "questionnaires/visit/flags", None, "answers:read"),
    ("POST", "questionnaires/visit/invitations", {"facts": {"place": "Mapo"}}, "surveys:write"),
    ("GET", "questionnaires/visit/aside", None, "answers:read"),
    ("GET", "responses/7001/attachments", None, "answers:read"),
    ("GET", "responses/7001/attachments/7001", None, "answers:read"),
    ("POST", "responses/7001/count", None, "surveys:write"),
    ("GET", "questionnaires/visit/answers/export", None, "answers:read"),
    ("POST", "imports/questionnaire", A_SURVEY, "surveys:write"),
    ("POST", "tracking/consignments", {"consignments": [{"number": "KR100"}]}, "parcels:write"),
    ("GET", "tracking/lots?text=998877", None, "parcels:read"),
    ("GET", "tracking/lots/7001", None, "parcels:read"),
    ("POST", "tracking/scans", [SCAN], "parcels:write"),
    ("POST", "tracking/scans/csv", "number,status,occurred_at\n", "parcels:write"),
    ("POST", "tracking/scans/epcis", "{}", "parcels:write"),
    ("POST", "tracking/scans/carriers/ups", {"trackResponse": {"shipment": []}}, "parcels:write"),
    ("GET", "measurement/parcel", None, "map:read"),
    ("GET", "measurement/parcel/door", None, "map:read"),
    ("GET", "causes", None, "cases:read"),
    ("PUT", "causes/packing", {"titles": {"en": "Packing"}}, "causes:write"),
    ("DELETE", "causes/packing", None, "causes:write"),
    ("GET", "cases", None, "cases:read"),
    ("POST", "cases", ASKED | {"source_id": "2"}, "cases:write"),
    ("GET", CASE, None, "cases:read"),
    ("PATCH", CASE, {"urgency": "high"}, "cases:write"),
    ("POST", f"{CASE}/messages", {"source": "shop", "source_id": "3", "text": "Today?"}, "cases:write"),
    ("POST", f"{CASE}/replies", {"text": "At nine."}, "cases:write"),
    ("POST", f"{CASE}/notes", {"text": "Asked often."}, "cases:write"),
    ("PUT", f"{CASE}/state", {"state": "waiting"}, "cases:write"),
    ("PUT", f"{CASE}/owner", {"owner_id": None}, "cases:write"),
    ("POST", f"{CASE}/merge", {"into": number_of(7001)}, "cases:write"),
    ("POST", f"{CASE}/split", {"messages": [7001]}, "cases:write"),
    ("POST", f"{CASE}/links", {"kind": "case", "id": "7001"}, "cases:write"),
    ("POST", f"{CASE}/unlink", {"kind": "case", "id": "7001"}, "cases:write"),
    ("POST", f"{CASE}/told", {"way": "phone"}, "cases:write"),
    ("POST", f"{CASE}/helped", {"helped": True}, "cases:write"),
    ("PUT", f"{CASE}/quarantine", {"state": "released"}, "cases:write"),
    ("POST", f"{CASE}/messages/7001/posted", {"then": "waiting"}, "cases:write"),
    ("GET", "sources", None, "cases:read"),
    ("POST", "sources/files/mentions", "text,rating\nLate,1\n", "cases:sources"),
    ("PUT", f"{CASE}/messages/7001/quarantine", {"state": "released"}, "cases:write"),
]


# What everybody may ask, with a token or without one.
PUBLIC = {("GET", "track"), ("GET", "track/{number}")}

# Who writes on a case sees it: its number alone opens nothing.
ALSO = {CASE: "cases:read"}

LOCATED = {("POST", "tracking/consignments")}


class Caller:
    """A client that speaks JSON; `headers` or a session say who it is."""

    def __init__(self, client: Client, headers: dict[str, str] | None = None) -> None:
        self.client, self.headers = client, headers or {}

    def __call__(self, method: str, path: str, body: Any = None, *, kind: str = "") -> Any:
        lines = isinstance(body, list)
        content = "\n".join(map(json.dumps, body)) if lines else body
        if not isinstance(content, (bytes, str)):
            content = json.dumps(content)
        return self.client.generic(
            method,
            f"/api/v1/{path}",
            "" if body is None else content,
            content_type=kind
            or KINDS.get(path)
            or (NDJSON if lines else OCTETS if isinstance(body, bytes) else "application/json"),
            headers=self.headers,
        )


def raw(caller: Caller, path: str, content: bytes, *, kind: str = "application/json") -> Any:
    return caller.client.generic(
        "POST", f"/api/v1/{path}", content, content_type=kind, headers=caller.headers
    )


def staff(role: str, *, location: Location | None = None) -> Staff:
    account = Account.objects.create_user(f"{role}{Account.objects.count()}@staff.test")
    return Staff.objects.create(account=account, name="Staff", role=role, location=location)


def token(*scopes: str) -> dict[str, str]:
    by = person_of(account_id=staff("administrator").account_id)
    return {"Authorization": f"Bearer {add_token(by=by, name='t', scopes=frozenset(scopes), now=NOW)}"}


def session(role: str, *, location: Location | None = None, strict: bool = False) -> Caller:
    client = Client(enforce_csrf_checks=strict)
    client.force_login(
        staff(role, location=location).account, backend="django.contrib.auth.backends.ModelBackend"
    )
    return Caller(client)


@pytest.fixture
def everything(db: None, settings: Settings, tmp_path: Path) -> Caller:
    """A program with every scope, after it has drawn the journey."""
    settings.LAKE = tmp_path / "lake"
    always_fresh()
    caller = Caller(Client(), token(*EVERY))
    assert caller("PUT", "journeys/parcel", PLAN).status_code == 200
    assert caller("POST", "personas", PERSONA).status_code == 201
    assert caller("POST", "questionnaires", {"slug": "visit", "definition": ASKS}).status_code == 201
    assert caller("POST", "questionnaires/visit/versions").status_code == 200
    hold_rounds()
    set_aside()
    Lot.objects.create(pk=7001, number="998877", made_at=NOW)
    with connection.cursor() as cursor:
        for table in ("case", "message"):
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('cases_{table}', 'id'), 7001, false)")
    assert caller("PUT", "causes/packing", {"titles": {"en": "Packing"}}).status_code == 200
    assert caller("POST", "cases", ASKED).json()["number"] == number_of(7001)
    set_source(by=OPERATOR, source=SourceIn(slug="files", name="Files", kind="csv"), now=NOW)
    return caller


def set_aside() -> None:
    """7001 came too late, with a photo."""
    version = Version.objects.get()
    Response.objects.create(
        pk=7001,
        questionnaire=version.questionnaire,
        version=version,
        answers={"csat": 2},
        started_at=NOW,
        finished_at=NOW,
        aside="expired",
    )
    Attachment.objects.create(
        pk=7001,
        response_id=7001,
        item="photo",
        media_type="image/png",
        size=4,
        content=b"\x89PNG",
        made_at=NOW,
    )


def hold_rounds() -> None:
    """7001 is open, 7002 is over and 7003 is revealed; each asks about days, in a question of its own number."""
    begun, over, never = (datetime(year, 1, 1, tzinfo=UTC) for year in (2025, 2026, 2126))
    for key, closes, revealed in ((7001, never, None), (7002, over, None), (7003, over, NOW)):
        BeliefRound.objects.create(
            pk=key, title="Round", opens_at=begun, closes_at=closes, revealed_at=revealed
        )
        RoundQuestion.objects.create(pk=key, round_id=key, measure=Measure.objects.get(), position=0)


def is_problem(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == status
    assert problem["detail"].endswith(".")
    return problem


def named(path: str) -> str:
    """The path with the names of its parameters."""
    for one, name in PARAMETERS.items():
        path = re.sub(rf"(?<={one}/)(?!{{)[^/]+", f"{{{name}}}", path)
    return path.partition("?")[0]


def test_the_calls_below_are_all_there_are() -> None:
    paths = api.get_openapi_schema()["paths"]
    declared = {(m.upper(), p.removeprefix("/api/v1/")) for p, methods in paths.items() for m in methods}
    assert declared == PUBLIC | {(method, named(path)) for method, path, _, _ in CALLS}


@pytest.mark.parametrize("path", ["track", "track/KR100"])
def test_everybody_may_follow_a_parcel_and_nobody_learns_more_by_signing_in(
    everything: Caller, path: str
) -> None:
    everything("POST", "tracking/consignments", {"consignments": [{"number": "KR100"}]})
    query = "" if "/" in path else "?numbers=KR100,KR200"
    nobody = Caller(Client())("GET", f"{path}{query}")
    assert nobody.status_code == 200
    bad = {"Authorization": "Bearer ws_" + "0" * 40}
    for caller in (everything, session("manager"), Caller(Client(), bad)):
        assert caller("GET", f"{path}{query}").json() == nobody.json()


@pytest.mark.parametrize(("method", "path", "body", "permission"), CALLS)
def test_who_may_calls_and_all_others_do_not(
    everything: Caller, method: str, path: str, body: Any, permission: str
) -> None:
    also = {scope for place, scope in ALSO.items() if path.startswith(place)}
    owner = Caller(Client(), token(permission, *also))
    good = {200, 201, 204, DONE_BEFORE.get((method, path), 200)}
    assert owner(method, path, body).status_code in good - {404}
    is_problem(Caller(Client(), token(*(EVERY - {permission})))(method, path, body), 403)
    for role in ("agent", "team_lead", "manager", "administrator"):
        answer = session(role)(method, path, body)
        if role in PERMISSIONS[permission].roles:
            # Who sees some locations alone announces for these; this one has none.
            located = (method, path) in LOCATED and role in {"agent", "team_lead"}
            assert answer.status_code in ({422} if located else good | {409})
        else:
            assert permission in is_problem(answer, 403)["detail"]
    customer = Account.objects.create_user("c@customer.test")
    CustomerDetails.objects.create(customer=Customer.objects.create(created_at=NOW), account=customer)
    stranger = Client()
    stranger.force_login(customer, backend="django.contrib.auth.backends.ModelBackend")
    is_problem(Caller(stranger)(method, path, body), 403)
    is_problem(Caller(Client())(method, path, body), 401)
    is_problem(Caller(Client(), {"Authorization": "Bearer ws_" + "0" * 40})(method, path, body), 401)


@pytest.mark.parametrize(("method", "path", "body", "permission"), [c for c in CALLS if c[2] is not None])
def test_who_may_not_is_told_so_before_the_body_is_looked_at(
    everything: Caller, method: str, path: str, body: Any, permission: str
) -> None:
    for headers, status in (({}, 401), (token(*(EVERY - {permission})), 403)):
        caller = Caller(Client(), headers)
        answer = caller.client.generic(
            method, f"/api/v1/{path}", b"\xff" * 100_000, content_type="text/plain", headers=headers
        )
        is_problem(answer, status)


def test_a_session_writes_only_with_the_csrf_token(everything: Caller) -> None:
    caller = session("manager", strict=True)
    assert caller("GET", "journeys").status_code == 200
    assert "CSRF" in is_problem(caller("POST", "promises", PROMISE), 403)["detail"]
    caller.client.cookies["csrftoken"] = "a" * 32
    caller.headers = {"X-CSRFToken": "a" * 32}
    assert caller("POST", "promises", PROMISE).status_code == 201


def test_a_journey_drawn_twice_stands_once_and_a_contradiction_changes_nothing(everything: Caller) -> None:
    answer = everything("PUT", "journeys/parcel", PLAN)
    assert [line["measure"] for line in answer.json()] == ["days"]
    assert Journey.objects.count() == 1
    other = json.loads(json.dumps(PLAN).replace('"lower"', '"higher"').replace('"receive"', '"collect"'))
    other["stages"].insert(0, {"slug": "new", "title": "New"})
    is_problem(everything("PUT", "journeys/parcel", other), 409)
    drawn = everything("GET", "journeys/parcel").json()
    assert [stage["slug"] for stage in drawn["stages"]] == ["receive"]


def test_a_scale_that_is_no_range_is_named_by_its_place(everything: Caller) -> None:
    wrong = json.loads(json.dumps(PLAN))
    wrong["stages"][0]["touchpoints"][0]["measures"][0] |= {"slug": "new", "scale_low": 7, "scale_high": 1}
    (fault,) = is_problem(everything("PUT", "journeys/other", wrong), 422)["errors"]
    assert fault["place"] == "body.stages[0].touchpoints[0].measures[0].scale_low"
    assert not Journey.objects.filter(slug="other").exists()


@pytest.mark.parametrize(("path", "body"), [("promises", PROMISE), ("beliefs", BELIEF)])
def test_an_overlap_names_what_stands_in_the_way(everything: Caller, path: str, body: dict[str, Any]) -> None:
    closed = body | {"valid_to": "2026-06-01T00:00:00Z"}
    assert everything("POST", path, closed).json()["valid_to"] == "2026-06-01T00:00:00Z"
    problem = is_problem(everything("POST", path, body | {"valid_from": "2026-03-01T00:00:00Z"}), 409)
    assert "2026-01-01" in problem["detail"]
    assert len(everything("GET", f"{path}?journey=parcel&at=2026-05-31T00:00:00Z").json()) == 1
    assert everything("GET", f"{path}?at=2026-06-01T00:00:00Z").json() == []
    is_problem(everything("POST", path, body | {"measure": "hours"}), 404)


def test_a_moment_is_recorded_once(everything: Caller) -> None:
    first, second = (everything("POST", "moments", MOMENT) for _ in range(2))
    assert (first.status_code, first.json()) == (201, {"already_there": False})
    assert (second.status_code, second.json()) == (200, {"already_there": True})
    assert Moment.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"delivered": None}, "body.expected"),
        ({"measure": "hours"}, "body.measure"),
        ({"location": "mars"}, "body.location"),
        ({"occurred_at": "2999-01-01T00:00:00Z"}, "body.occurred_at"),
        ({"occurred_at": "2126-01-01T00:00:00Z"}, "body.occurred_at"),
        ({"occurred_at": "2026-02-01T10:00:00"}, "body.occurred_at"),
        ({"occurred_at": "2026-02-30T10:00:00Z"}, "body.occurred_at"),
        ({"source_id": "a\x00b"}, "body.source_id"),
        ({"money": 3}, "body.money"),
        ({"money": "1.005", "currency": "EUR"}, "body.money"),
        ({"perceved": 5}, "body.perceved"),
        ({"attributes": {"k": "a\x00b"}}, "body.attributes"),
    ],
)
def test_a_moment_that_cannot_be_recorded_is_refused_by_its_field(
    everything: Caller, change: dict[str, Any], place: str
) -> None:
    (fault,) = is_problem(everything("POST", "moments", MOMENT | change), 422)["errors"]
    assert fault["place"] == place
    assert fault["mend"]
    assert not Moment.objects.exists()
    assert not Source.objects.exists()


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b'{"level": NaN}', "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[1]", "application/json", 422),
        (b"", "application/json", 415),
        (b"{}", "text/plain", 415),
        (b"{}", "application/json; charset=euc-kr", 415),
        (b" " * (64 * 1024 + 1), "application/json", 413),
        (b" " * (3 * 1024 * 1024), "application/json", 413),
    ],
    ids=range(9),
)
def test_a_body_that_is_none_is_refused(everything: Caller, content: bytes, kind: str, status: int) -> None:
    is_problem(raw(everything, "moments", content, kind=kind), status)


def test_many_are_recorded_in_one_call_and_sent_again_are_there(everything: Caller) -> None:
    lines = [MOMENT | {"source_id": str(n), "source": f"till-{n % 2}"} for n in range(10)]
    assert everything("POST", "moments/bulk", lines).json() == {
        "read": 10,
        "recorded": 10,
        "already_there": 0,
    }
    lines.append(MOMENT | {"source_id": "new"})
    assert everything("POST", "moments/bulk", lines).json() == {
        "read": 11,
        "recorded": 1,
        "already_there": 10,
    }


@pytest.mark.parametrize(
    ("bad", "place"),
    [
        (b"{", "line 3"),
        (b"\xff", "line 3"),
        (json.dumps(MOMENT | {"extra": 1}).encode(), "line 3"),
        (json.dumps(MOMENT | {"money": "NaN", "currency": "EUR"}).encode(), "line 3"),
        (json.dumps(MOMENT | {"occurred_at": "0001-01-01T00:00:00+14:00"}).encode(), "line 3"),
        (json.dumps(MOMENT | {"measure": "hours"}).encode(), "line 3, measure"),
        (json.dumps(MOMENT | {"source_id": "a\x00"}).encode(), "line 3, source_key"),
        (json.dumps(MOMENT | {"delivered": None}).encode(), "line 3, expected"),
    ],
)
def test_one_bad_line_is_named_and_nothing_is_recorded(everything: Caller, bad: bytes, place: str) -> None:
    content = b"\n".join([json.dumps(MOMENT).encode(), b"", bad])
    (fault,) = is_problem(raw(everything, "moments/bulk", content, kind=NDJSON), 422)["errors"]
    assert fault["place"] == place
    assert not Moment.objects.exists()
    assert not Source.objects.exists()


def test_too_many_lines_are_refused(everything: Caller) -> None:
    is_problem(raw(everything, "moments/bulk", b"{}\n" * 10_001, kind=NDJSON), 413)
    is_problem(raw(everything, "moments/bulk", b" " * (8 * 1024 * 1024 + 1), kind=NDJSON), 413)
    is_problem(raw(everything, "moments/bulk", b"{}", kind="application/json"), 415)


def test_moments_are_read_page_by_page_each_once(everything: Caller) -> None:
    everything("POST", "moments/bulk", [MOMENT | {"source_id": str(n)} for n in range(25)])
    seen: list[str] = []
    after = ""
    while True:
        page = everything("GET", f"moments?limit=10{after}").json()
        seen += [moment["source_id"] for moment in page["moments"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert sorted(seen, key=int) == [str(n) for n in range(25)]
    is_problem(everything("GET", "moments?after=nonsense"), 422)
    is_problem(everything("GET", "moments?after=MDAwMS0wMS0wMXwx"), 422)


def test_moments_are_filtered_and_a_misspelt_filter_is_an_error(everything: Caller) -> None:
    add_segment(by=OPERATOR, slug="gold", name="Gold", now=NOW)
    everything("POST", "moments", MOMENT | {"segment": "gold"})
    everything("POST", "moments", MOMENT | {"source_id": "2"})
    for query, count in [
        ("segment=gold", 1),
        ("segment=silver", 0),
        ("journey=parcel", 2),
        ("journey=other", 0),
        ("until=2026-02-01T10:00:00Z", 0),
        ("since=2026-02-01T10:00:00Z", 2),
    ]:
        assert len(everything("GET", f"moments?{query}").json()["moments"]) == count, query
    assert "segmnet" in is_problem(everything("GET", "moments?segmnet=gold"), 422)["errors"][0]["said"]


def test_a_team_lead_reads_the_moments_of_their_location_alone(everything: Caller) -> None:
    north, south = (Location.objects.create(code=code, name=code) for code in ("north", "south"))
    for number, place in enumerate((north, south, None)):
        body = MOMENT | {"source_id": str(number), "location": place.code if place else None}
        assert everything("POST", "moments", body).status_code == 201
    moments = session("team_lead", location=north)("GET", "moments").json()["moments"]
    assert [moment["location"] for moment in moments] == ["north"]
    assert session("team_lead")("GET", "moments").json()["moments"] == []
    assert len(session("manager")("GET", "moments").json()["moments"]) == 3


def test_a_questionnaire_is_written_published_and_answered(everything: Caller) -> None:
    wrong = {"title": {"en": "x"}, "pages": [{"key": "one", "items": [{"kind": "csat", "key": "Q 1"}]}]}
    refused = is_problem(everything("POST", "questionnaires", {"slug": "x", "definition": wrong}), 422)
    assert refused["errors"][0]["place"] == "body.definition.pages[0].items[0].key"
    is_problem(everything("POST", "questionnaires", {"slug": "visit", "definition": ASKS}), 409)
    is_problem(everything("PUT", "questionnaires/visit", {"definition": ASKS, "edition": 7}), 409)
    assert everything("POST", "questionnaires/visit/responses", ANSWERED).status_code == 201
    again = everything("POST", "questionnaires/visit/responses", ANSWERED)
    assert (again.status_code, again.json()["already_there"]) == (200, True)
    bad = ANSWERED | {"source_id": "2", "answers": {"csat": 9, "colour": 1}}
    problem = is_problem(everything("POST", "questionnaires/visit/responses", bad), 422)
    assert [one["place"] for one in problem["errors"]] == ["body.answers.csat", "body.answers.colour"]
    made = everything("POST", "questionnaires/visit/invitations", {"good_for_days": 3})
    assert Client().get(f"/a/{made.json()['link'].rpartition('/a/')[2]}").status_code == 200
    for wrong in ({"location": "nowhere"}, {"segment": "nobody"}):
        is_problem(everything("POST", "questionnaires/visit/invitations", wrong), 404)
    (late,) = everything("GET", "questionnaires/visit/aside").json()
    assert (late["id"], late["aside"], late["answers"]) == (7001, "expired", {"csat": 2})
    assert everything("GET", "questionnaires/visit/aside?after=7001").json() == []
    (file,) = everything("GET", "responses/7001/attachments").json()
    assert (file["item"], file["size"]) == ("photo", 4)
    photo = everything("GET", "responses/7001/attachments/7001")
    assert (photo.content, photo.headers["Content-Type"]) == (b"\x89PNG", "image/png")
    (kept,) = everything("GET", "questionnaires/visit/responses").json()["responses"]
    assert (kept["answers"], kept["flags"], kept["version"]) == ({"csat": 4}, [], 1)
    assert everything("GET", "questionnaires/visit/flags").json()["finished"] == 1
    assert everything("POST", "responses/7001/count").status_code == 204
    assert everything("GET", "questionnaires/visit/flags").json()["finished"] == 2
    is_problem(everything("POST", "responses/7001/count"), 404)
    empty = {"title": {"en": "x"}}
    assert everything("POST", "questionnaires", {"slug": "empty", "definition": empty}).status_code == 201
    problem = is_problem(everything("POST", "questionnaires/empty/versions"), 422)
    assert problem["errors"][0]["mend"] == "Add an item."


@pytest.mark.django_db(transaction=True)
def test_the_gaps_count_what_was_recorded(everything: Caller) -> None:
    lines = [MOMENT | {"source_id": str(n), "told": 2, "delivered": 3 if n < 10 else 2} for n in range(40)]
    everything("POST", "moments/bulk", lines)
    answer = everything("GET", "gaps?journey=parcel").json()
    (cell,) = [cell for cell in answer["cells"] if cell["gap"] == 4]
    assert (cell["n"], cell["short"], cell["share"], cell["enough"]) == (40, 10, 0.25, True)
    assert everything("GET", "gaps?since=2026-03-01").json()["cells"] == []
    is_problem(everything("GET", "gaps?journey=none"), 404)
    is_problem(everything("GET", "gaps?since=2026-03-01&until=2026-03-01"), 422)


def test_what_is_no_call_is_a_problem_too(everything: Caller) -> None:
    is_problem(everything("GET", "nothing"), 404)
    is_problem(everything("GET", "journeys/none"), 404)
    answer = everything("PATCH", "journeys/parcel")
    assert "detail" in is_problem(answer, 405)
    assert set(answer.headers["Allow"].split(", ")) == {"DELETE", "GET", "PUT"}


def test_a_failure_of_ours_says_nothing_of_its_inside(
    everything: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("password=hunter2")

    monkeypatch.setattr("wellserved.journey.api.maps.journeys_for", fail)
    problem = is_problem(everything("GET", "journeys"), 500)
    assert "hunter2" not in str(problem)


def test_the_docs_are_a_page_of_our_own(everything: Caller) -> None:
    page = everything("GET", "docs")
    text = page.content.decode()
    assert page.status_code == 200
    assert "record_moments" in text
    assert "cdn" not in text
    assert everything("GET", "openapi.json").json()["openapi"] == "3.1.0"


@pytest.mark.parametrize(
    ("path", "most"),
    [("journeys", 3), ("journeys/parcel", 6), ("measures", 4), ("promises", 3), ("moments", 8)],
)
def test_reading_keeps_to_its_budget_of_queries(
    everything: Caller, path: str, most: int, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    for n in range(5):
        everything("POST", "moments", MOMENT | {"source_id": str(n)})
    assert Measure.objects.count() == 1
    with django_assert_max_num_queries(most):
        assert everything("GET", path).status_code == 200
