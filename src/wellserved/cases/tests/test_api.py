"""Cases over HTTP: a program takes in, answers, finds out and closes; others are refused."""

import json
from typing import Any

import pytest
from django.test import Client

from wellserved.cases.queries import number_of
from wellserved.people.models import AuditLine

from .conftest import Desk

GIVEN = {
    "source": "shop",
    "source_id": "7",
    "kind": "complaint",
    "text": "The box was wet.",
    "language": "en",
}


def ask(method: str, path: str, headers: dict[str, str], given: Any = None) -> tuple[int, Any]:
    answer = Client().generic(
        method,
        f"/api/v1{path}",
        json.dumps(given) if given is not None else "",
        content_type="application/json",
        headers=headers,
    )
    return answer.status_code, answer.json()


def test_a_program_takes_in_once_answers_and_closes_with_the_cause(desk: Desk) -> None:
    desk.cause()
    both = desk.people.program("cases:read", "cases:write")
    status, taken = ask(
        "POST", "/cases", both, GIVEN | {"contact": {"name": "Kim", "email": "kim@example.test"}}
    )
    assert (status, taken["number"]) == (201, number_of(taken["id"]))
    assert ask("POST", "/cases", both, GIVEN) == (200, taken | {"already_there": True})
    path = f"/cases/{taken['number']}"
    assert ask("PUT", f"{path}/state", both, {"state": "done"})[0] == 422
    status, refused = ask("PATCH", path, both, {"cost": "3.00"})
    assert (status, refused["errors"][0]["place"]) == (422, "body.cost_currency")
    assert ask("PATCH", path, both, {"cause": "packing", "urgency": "high"})[1]["urgency"] == "high"
    assert ask("PATCH", path, both, {"cause": "nowhere"})[0] == 404
    assert (
        ask("POST", f"{path}/messages", both, {"source": "shop", "source_id": "8", "text": "And late."})[0]
        == 201
    )
    assert ask("POST", f"{path}/replies", both, {"text": "Sorry.", "seen": 0})[0] == 409
    assert ask("POST", f"{path}/replies", both, {"text": "Sorry."})[0] == 201
    assert ask("POST", f"{path}/notes", both, {"text": "Known."})[0] == 201
    status, seen = ask("PUT", f"{path}/state", both, {"state": "done"})
    assert (status, seen["state"]) == (200, "done")
    assert [one["direction"] for one in seen["messages"]] == ["in", "in", "out", "note"]
    lines = ask("GET", "/cases?state=done&text=wet", both)[1]
    assert [one["number"] for one in lines["cases"]] == [taken["number"]]
    assert ask("GET", "/causes", both)[1][0]["slug"] == "packing"
    assert "Sorry" not in str(list(AuditLine.objects.values()))


def test_pages_follow_each_other_by_cursor(desk: Desk) -> None:
    made = [desk.case() for _ in range(5)]
    reads = desk.people.program("cases:read")
    found, after = [], ""
    while True:
        page = ask("GET", f"/cases?limit=2&after={after}", reads)[1]
        found += [one["id"] for one in page["cases"]]
        after = page["next"]
        if not after:
            break
    assert found == made[::-1]
    assert ask("GET", "/cases?after=x", reads)[0] == 422
    assert ask("GET", "/cases?colour=red", reads)[0] == 422


@pytest.mark.parametrize(
    ("scopes", "read", "write"), [((), 401, 401), (("moments:write",), 403, 403), (("cases:read",), 200, 403)]
)
def test_only_those_with_the_scope_read_and_write(
    desk: Desk, scopes: tuple[str, ...], read: int, write: int
) -> None:
    headers = desk.people.program(*scopes) if scopes else {}
    path = f"/cases/{number_of(desk.case())}"
    assert ask("GET", path, headers)[0] == read
    assert ask("POST", "/cases", headers, GIVEN)[0] == write
    for part, given in (("replies", {"text": "Hi"}), ("notes", {"text": "Hi"})):
        assert ask("POST", f"{path}/{part}", headers, given)[0] == write
    if read == 200:
        assert ask("GET", "/cases/ZZZZ-ZZZZ", headers)[0] == 404


def test_a_program_draws_the_tree_of_causes_and_what_cannot_be_is_refused(desk: Desk) -> None:
    draws = desk.people.program("causes:write", "cases:read")
    assert ask("PUT", "/causes/late", draws, {"titles": {"en": "Late"}})[0] == 200
    below = {"titles": {"en": "Strike", "ko": "파업"}, "parent": "late"}
    assert ask("PUT", "/causes/strike", draws, below)[1]["titles"]["ko"] == "파업"
    assert ask("PUT", "/causes/late", draws, {"titles": {"en": "Late"}, "parent": "strike"})[0] == 409
    assert ask("DELETE", "/causes/late", draws)[0] == 409, "what is below it goes first"
    assert ask("PUT", "/causes/x", draws, {"titles": {"ko": "이름"}})[0] == 409
    assert ask("DELETE", "/causes/nowhere", draws)[0] == 404
    assert Client().delete("/api/v1/causes/strike", headers=draws).status_code == 204
    assert [one["slug"] for one in ask("GET", "/causes", draws)[1] if one["slug"] in {"late", "strike"}] == [
        "late"
    ]
