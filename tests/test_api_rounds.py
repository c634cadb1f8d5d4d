"""Belief rounds and histories over HTTP: as managers, an agent, a customer, a program and nobody."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from wellserved.insight.queries.asking import always_fresh
from wellserved.journey.contracts import JourneyPlan, MeasurePlan, MomentIn, StagePlan, TouchpointPlan
from wellserved.journey.services import QuestionWanted, create_round, ensure_journey, record_moment
from wellserved.people.contracts import OPERATOR
from wellserved.people.models import Account, Staff
from wellserved.people.queries import person_of
from wellserved.people.services import add_token

PLACE = {"journey": "parcel", "touchpoint": "door", "measure": "days"}


def account(role: str, name: str) -> Account:
    made = Account.objects.create_user(f"{uuid4().hex}@staff.test")
    Staff.objects.create(account=made, name=name, role=role)
    return made


def signed_in(role: str, name: str) -> Client:
    client = Client()
    client.force_login(account(role, name), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def key(transactional_db: None, settings: Settings, tmp_path: Path) -> int:
    """A round about days; 30 customers expect 1 day, 10 expect 4."""
    settings.LAKE = tmp_path / "lake"
    always_fresh()
    now = timezone.now()
    days = MeasurePlan(slug="days", title="Days", unit="days", better="lower", scale_low=0, scale_high=90)
    door = TouchpointPlan(slug="door", title="Door", measures=(days,))
    stage = StagePlan(slug="receive", title="Receive", touchpoints=(door,))
    ensure_journey(by=OPERATOR, plan=JourneyPlan(slug="parcel", title="Parcel", stages=(stage,)), now=now)
    for i in range(40):
        told = MomentIn(
            source="survey",
            source_id=str(i),
            **PLACE,
            occurred_at=now - timedelta(days=3),
            expected=1.0 if i < 30 else 4.0,
        )
        record_moment(moment=told, now=now)
    return create_round(
        by=OPERATOR,
        title="Round",
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(days=1),
        questions=[QuestionWanted(**PLACE)],
        now=now,
    )


def put(client: Client, key: int, question: int, believed: Any) -> Any:
    address = f"/api/v1/rounds/{key}/answers/{question}"
    return client.put(address, {"believed": believed}, content_type="application/json")


def test_managers_answer_for_themselves_and_see_gap_1_after_the_reveal(key: int) -> None:
    ada, max_ = signed_in("manager", "Ada"), signed_in("administrator", "Max")
    (question,) = ada.get(f"/api/v1/rounds/{key}").json()["questions"]
    assert put(ada, key, question["id"], 3).json()["mine"] == 3
    assert put(ada, key, question["id"], 91).status_code == 422
    (seen,) = max_.get("/api/v1/rounds").json()
    assert seen["questions"][0]["mine"] is None
    assert (seen["managers"], seen["complete"], seen["state"]) == (2, 1, "open")
    for client in (ada, max_):
        assert client.get(f"/api/v1/rounds/{key}/gaps").status_code == 409
        assert client.post(f"/api/v1/rounds/{key}/reveal").status_code == 409
    put(max_, key, question["id"], 0.5)
    assert max_.post(f"/api/v1/rounds/{key}/reveal").json()["state"] == "revealed"
    assert put(ada, key, question["id"], 1).status_code == 409
    (found,) = ada.get(f"/api/v1/rounds/{key}/gaps").json()["questions"]
    assert (found["n"], found["expected"]) == (40, 1)
    gaps = {one["staff"]: (one["gap"]["short"], one["gap"]["n"]) for one in found["managers"]}
    assert gaps == {"Ada": (30, 40), "Max": (0, 40)}
    assert found["whole"]["believed"] == 1.75


def test_who_takes_no_part_is_refused_whatever_they_call(key: int) -> None:
    program = Client()
    by = person_of(account_id=account("administrator", "Root").pk)
    scoped = add_token(by=by, name="map", scopes=frozenset({"map:read"}), now=timezone.now())
    for client, headers, status in (
        (signed_in("agent", "Amy"), {}, 403),
        (signed_in("team_lead", "Tess"), {}, 403),
        (program, {"Authorization": f"Bearer {scoped}"}, 403),
        (Client(), {}, 401),
    ):
        for path in ("rounds", f"rounds/{key}", f"rounds/{key}/gaps"):
            assert client.get(f"/api/v1/{path}", headers=headers).status_code == status
        assert client.post(f"/api/v1/rounds/{key}/reveal", headers=headers).status_code == status


def test_the_history_tells_who_and_why(key: int) -> None:
    ada = signed_in("manager", "Ada")
    given = PLACE | {"level": 2, "valid_from": "2026-01-01T00:00:00Z", "why": "They asked"}
    made = ada.post("/api/v1/promises", given, content_type="application/json")
    assert made.json()["why"] == "They asked"
    (change,) = ada.get("/api/v1/journeys/parcel/promise-history").json()
    assert (change["by"], change["why"], change["was"], change["level"]) == ("Ada", "They asked", None, 2)
    assert ada.get("/api/v1/journeys/parcel/promise-history?measure=other").json() == []
    assert ada.get("/api/v1/journeys/nowhere/promise-history").status_code == 404
    assert (
        ada.post("/api/v1/promises", given | {"level": 91}, content_type="application/json").status_code
        == 422
    )
    assert Client().get("/api/v1/journeys/parcel/promise-history").status_code == 401
