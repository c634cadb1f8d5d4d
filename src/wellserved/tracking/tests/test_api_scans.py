"""Scans over HTTP: a result for each line, and one bad line keeps no good one out."""

import json
from typing import Any

import pytest
from django.test import Client

from wellserved.people.models import Account, Staff
from wellserved.tracking.models import Progress

pytestmark = pytest.mark.django_db
NDJSON = "application/x-ndjson"
GOOD = {
    "number": "KR100",
    "status": "in_transit",
    "occurred_at": "2026-03-01T09:00:00+09:00",
    "place": "부산",
}


def line(**more: Any) -> str:
    return json.dumps({**GOOD, **more})


def post(client: Client, token: str, body: str | bytes, kind: str = NDJSON) -> Any:
    address = "/api/v1/tracking/scans?history=true"
    return client.post(address, body, content_type=kind, headers={"Authorization": f"Bearer {token}"})


def told(response: Any) -> list[dict[str, Any]]:
    assert response.status_code == 200, response.content
    return [json.loads(each) for each in response.content.splitlines()]


def test_each_line_has_its_result_and_a_bad_one_keeps_no_good_one_out(client: Client, token: str) -> None:
    lines = [line(), "", "{broken", line(status="lost?"), line(occurred_at="2026-03-01T09:00:00"), line()]
    answer = told(post(client, token, "\n".join(lines)))
    assert [(each["line"], each["result"]) for each in answer] == [
        (1, "recorded"),
        (3, "refused"),
        (4, "refused"),
        (5, "refused"),
        (6, "already_there"),
    ]
    assert [each.get("place") for each in answer[1:4]] == ["line", "status", "occurred_at"]
    assert all(each["mend"] for each in answer[1:4])


@pytest.mark.parametrize(
    "bad",
    [
        {"place": "x" * 10_000_000},
        {"place": "a\0b"},
        {"reason": "<script>"},
        {"occurred_at": "0001-01-01T00:00:00Z"},
        {"country": "Korea"},
        {"number": "x" * 81},
        {"unknown": 1},
        {"status": None},
    ],
)
def test_hostile_fields_are_refused_and_nothing_of_them_is_kept(
    client: Client, token: str, bad: dict[str, Any]
) -> None:
    (answer,) = told(post(client, token, line(**bad)))
    assert answer["result"] in {"refused", "set_aside"}
    assert len(json.dumps(answer)) < 1500
    assert not Progress.objects.filter(scans__gt=0).exists()


def test_what_one_line_may_say_another_may_not_that_says_it_otherwise(client: Client, token: str) -> None:
    good = {"carrier": "post", "country": "KR"}
    bad = [
        {"carrier": "Post"},
        {"carrier": "x" * 41},
        {"country": "kr"},
        {"country": "KRW"},
        {"country": "KR\n\n"},
    ]
    each = [good, *({**good, **one} for one in bad), {**good, "country": "TW"}]
    answer = told(post(client, token, "\n".join(line(**one) for one in each)))
    assert [one["result"] for one in answer] == ["recorded", *["refused"] * len(bad), "recorded"]
    assert [one.get("place") for one in answer[1:-1]] == [place for one in bad for place in one]


def test_deep_nesting_and_bytes_that_are_no_text_are_refused(client: Client, token: str) -> None:
    deep = '{"number": ' + "[" * 500 + "]" * 500 + "}"
    deeper = '{"scans": ' + "[" * 50_000 + "]" * 50_000 + "}"
    assert [e["result"] for e in told(post(client, token, deep))] == ["refused"]
    assert [e["result"] for e in told(post(client, token, b'{"number": "\xff\xfe"}'))] == ["refused"]
    assert post(client, token, deeper, "application/json").status_code in {400, 413}


def test_json_takes_several_and_says_of_what_is_wrong_with_the_whole(client: Client, token: str) -> None:
    both = json.dumps({"scans": [GOOD, {**GOOD, "status": "delivered"}]})
    assert [e["result"] for e in told(post(client, token, both, "application/json"))] == ["recorded"] * 2
    assert post(client, token, json.dumps([GOOD]), "application/json").status_code == 400
    assert post(client, token, line(), "text/csv").status_code == 415
    assert post(client, token, "\n".join(["{}"] * 100_001)).status_code == 413


def test_who_may_scan(client: Client, token: str) -> None:
    for role, status in {"agent": 200, "manager": 200}.items():
        account = Account.objects.create_user(f"{role}@staff.test")
        Staff.objects.create(account=account, name=role, role=role)
        client.force_login(account)
        got = client.post("/api/v1/tracking/scans", line(), content_type=NDJSON)
        assert got.status_code == status
    client.force_login(Account.objects.create_user("customer@example.test"))
    assert client.post("/api/v1/tracking/scans", line(), content_type=NDJSON).status_code in {401, 403}
    client.logout()
    assert client.post("/api/v1/tracking/scans", line(), content_type=NDJSON).status_code == 401
    assert post(client, "ws_wrong", line()).status_code == 401


def test_scans_of_a_colleague_are_not_taken_in_anothers_name(client: Client, token: str) -> None:
    account = Account.objects.create_user("agent@staff.test")
    staff = Staff.objects.create(account=account, name="Ann", role="agent")

    def status(meant: str, **more: str) -> int:
        headers = {"X-Staff": meant, **more}
        address = "/api/v1/tracking/scans?history=true"
        return client.post(address, line(), content_type=NDJSON, headers=headers).status_code

    assert status(str(staff.pk), Authorization=f"Bearer {token}") == 403
    client.force_login(account)
    assert [status(meant) for meant in (str(staff.pk + 1), "", "x")] == [403] * 3
    assert not Progress.objects.exists()
    assert status(str(staff.pk)) == 200
