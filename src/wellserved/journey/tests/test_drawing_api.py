"""Drawing over HTTP: both values in a conflict, files out and in. Who may is asked of every call in tests/test_api.py."""

import json
from typing import Any

import pytest
from django.test import Client

from wellserved.journey.contracts import MeasureKey
from wellserved.people.models import Account, Staff

from .conftest import NOW

Measures = dict[str, MeasureKey]


class Caller:
    def __init__(self, name: str, role: str = "agent") -> None:
        account = Account.objects.create_user(f"{name}@staff.test")
        Staff.objects.create(account=account, name=name, role=role)
        self.client = Client()
        self.client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")

    def __call__(self, method: str, path: str, body: Any = None, *, kind: str = "application/json") -> Any:
        content = body if isinstance(body, bytes) else "" if body is None else json.dumps(body)
        return self.client.generic(method, f"/api/v1/{path}", content, content_type=kind)


@pytest.fixture
def ada(measures: Measures) -> Caller:
    return Caller("Ada")


@pytest.fixture
def bob(measures: Measures) -> Caller:
    return Caller("Bob")


def door(caller: Caller) -> dict[str, Any]:
    drawn: dict[str, Any] = caller("GET", "journeys/parcel/drawing").json()["stages"][0]["touchpoints"][0]
    return drawn


def title(text: object, *, of: int, seen: int) -> dict[str, Any]:
    deed = {"deed": "set_field", "kind": "touchpoint", "id": of, "field": "title", "value": text}
    return {"seen": seen, "deeds": [deed]}


def test_a_conflict_is_answered_with_both_values_and_a_way_to_put_ones_own(ada: Caller, bob: Caller) -> None:
    number = door(ada)["id"]
    assert ada("POST", "journeys/parcel/edits", title("Ada's", of=number, seen=0)).json()["number"] == 1
    answer = bob("POST", "journeys/parcel/edits", title("Bob's", of=number, seen=0))
    assert answer.status_code == 409
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    (clash,) = problem["clashes"]
    assert (clash["was"], clash["theirs"], clash["mine"], clash["by"]) == (
        "Handed over at the door",
        "Ada's",
        "Bob's",
        "Ada",
    )
    again = bob("POST", "journeys/parcel/edits", title("Bob's", of=number, seen=problem["version"]))
    assert again.status_code == 200
    answer = ada("POST", "journeys/parcel/undo")
    assert (answer.status_code, answer.json()["clashes"][0]["theirs"]) == (409, "Bob's")
    assert ada("POST", "journeys/parcel/undo?clashing=mine").status_code == 200
    assert door(ada)["title"] == "Handed over at the door"
    assert ada("POST", "journeys/parcel/redo").status_code == 200
    assert [line["deed"] for line in ada("GET", "journeys/parcel/edits?since=2").json()] == ["undo", "redo"]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (title(3, of=1, seen=0), "body.deeds[0]"),
        (title(True, of=1, seen=0), "body.deeds[0].set_field.value.str"),
        (title("x", of=1, seen=9), "body.seen"),
        ({"seen": 0, "deeds": []}, "body.deeds"),
        ({"seen": 0, "deeds": [{"deed": "burn"}]}, "body.deeds[0]"),
    ],
)
def test_what_cannot_be_done_is_named_by_its_place(ada: Caller, body: dict[str, Any], place: str) -> None:
    for deed in body["deeds"]:
        if "id" in deed:
            deed["id"] = door(ada)["id"]
    answer = ada("POST", "journeys/parcel/edits", body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["place"] == place


def test_a_map_goes_out_as_a_file_and_comes_in_again(ada: Caller) -> None:
    for form, media_type in (("json", "application/json"), ("csv", "text/csv"), ("svg", "image/svg+xml")):
        answer = ada("GET", f"journeys/parcel/export?form={form}")
        assert answer.headers["Content-Type"].startswith(media_type)
        assert answer.headers["Content-Disposition"] == f'attachment; filename="parcel.{form}"'
        if form != "svg":
            made = ada(
                "POST", f"imports/journey?form={form}", answer.content, kind="application/octet-stream"
            )
            assert made.status_code == 201
            assert ada("GET", f"journeys/{made.json()['slug']}").json()["title"] == "Get my parcel"
    answer = ada("POST", "imports/journey?form=csv", b"x,y\n", kind="application/octet-stream")
    assert (answer.status_code, answer.json()["errors"][0]["place"]) == (422, "line 1")
    assert NOW.year == 2026


def test_an_agent_draws_and_removes_no_journey(ada: Caller) -> None:
    made = ada("POST", "journeys", {"title": "Send it back", "template": "returns"})
    assert made.json() == {"slug": "send-it-back"}
    assert ada("DELETE", "journeys/send-it-back").status_code == 403
    assert Caller("Mia", "manager")("DELETE", "journeys/send-it-back").status_code == 204
    assert ada("GET", "journeys/send-it-back/drawing").status_code == 404


def test_a_plan_sent_is_held_to_the_rules_of_drawing(ada: Caller) -> None:
    touchpoint = {"slug": "ring", "title": "Ring", "channel": "bell\x07"}
    stage = {"slug": "receive", "title": "Receive", "touchpoints": [touchpoint]}
    answer = ada("PUT", "journeys/parcel", {"title": "Parcel", "stages": [stage]})
    assert answer.status_code == 422
    (fault,) = answer.json()["errors"]
    assert fault["place"] == "body.stages[0].touchpoints[0].channel"
    assert "cannot be printed" in fault["said"]
    many = [stage | {"slug": f"s{n}", "touchpoints": []} for n in range(101)]
    answer = ada("PUT", "journeys/parcel", {"title": "Parcel", "stages": many})
    assert (answer.status_code, answer.json()["errors"][0]["place"]) == (422, "body")
