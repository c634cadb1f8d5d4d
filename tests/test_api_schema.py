"""The whole OpenAPI schema, fuzzed: no 5xx, nothing undeclared, every answer of the declared kind."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pytest_django.fixtures import Settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS

from wellserved.config.api import api
from wellserved.journey.contracts import JourneyPlan, MeasurePlan, StagePlan, TouchpointPlan
from wellserved.journey.services import ensure_journey
from wellserved.people.contracts import OPERATOR
from wellserved.people.domain import PERMISSIONS
from wellserved.people.models import Account, Staff
from wellserved.people.queries import person_of
from wellserved.people.services import add_token
from wellserved.tracking.contracts import ConsignmentIn, ScanIn, Status, ToldIn
from wellserved.tracking.services import announce, record_scans
from wellserved.tracking.services.guesses import memory

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
EVERY = frozenset(name for name, permission in PERMISSIONS.items() if permission.scope)
PLACE = {
    "journey": "parcel",
    "touchpoint": "door",
    "measure": "days",
    "number": "KR100",
    "numbers": "KR100,KR200",
}
PLAIN = {"Accept-Encoding": "identity"}
CHECKED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)
EXAMPLES = settings(
    max_examples=12,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@schemathesis.serializer("application/x-ndjson")
def _ndjson(_context: Any, value: Any) -> bytes:
    """Lines as they are; of anything else its JSON on one line."""
    return (value if isinstance(value, str) else json.dumps(value)).encode(errors="replace")


def operations() -> dict[str, Any]:
    """The calls by name, as one from outside reads them."""
    text = json.dumps(api.get_openapi_schema())
    schema = schemathesis.openapi.from_dict(json.loads(text))
    schema.app = WSGIHandler()
    return {found.ok().label: found.ok() for found in schema.get_all_operations()}


OPERATIONS = operations()
# All others say in the schema by what they know their caller.
PUBLIC = {"GET /api/v1/track", "GET /api/v1/track/{number}"}


@pytest.fixture
def secret(db: None, settings: Settings, tmp_path: Path) -> Iterator[str]:
    """A token with every scope, on a map with one measure."""
    settings.LAKE = tmp_path
    measure = MeasurePlan(slug="days", title="Days", unit="days", better="lower", scale_low=0, scale_high=90)
    door = TouchpointPlan(slug="door", title="Door", measures=(measure,))
    stage = StagePlan(slug="receive", title="Receive", touchpoints=(door,))
    ensure_journey(by=OPERATOR, plan=JourneyPlan(slug="parcel", title="Parcel", stages=(stage,)), now=NOW)
    account = Account.objects.create_user("admin@staff.test")
    Staff.objects.create(account=account, name="Ada", role="administrator")
    # The handler would close the connection that holds the test's transaction.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    told = ToldIn(told_at=NOW, latest=NOW)
    announce(by=OPERATOR, consignments=[ConsignmentIn(number="KR100", told=told)], now=NOW)
    record_scans(scans=[ScanIn(number="KR100", status=Status.IN_TRANSIT, occurred_at=NOW)], now=NOW)
    yield add_token(by=person_of(account_id=account.pk), name="fuzz", scopes=EVERY, now=NOW)
    # Unknown numbers were asked for, and who guesses is remembered beyond the test's transaction.
    memory.forget()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("label", OPERATIONS)
def test_every_call_answers_as_its_schema_says(secret: str, label: str, mode: GenerationMode) -> None:
    @EXAMPLES
    @given(case=OPERATIONS[label].as_strategy(generation_mode=mode), at_home=st.booleans())
    def fuzz(case: Any, at_home: bool) -> None:  # noqa: FBT001  Hypothesis hands it over
        if at_home:
            _bring_home(case)
        answer = case.call(headers=PLAIN | {"Authorization": f"Bearer {secret}"})
        case.validate_response(answer, checks=CHECKS.get_by_names(CHECKED))
        assert answer.status_code not in {401, 403}

    fuzz()


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_lines_of_any_moment_are_recorded_or_refused_by_line(secret: str, mode: GenerationMode) -> None:
    one, many = OPERATIONS["POST /api/v1/moments"], OPERATIONS["POST /api/v1/moments/bulk"]

    @EXAMPLES
    @given(
        cases=st.lists(one.as_strategy(generation_mode=mode), min_size=1, max_size=3), at_home=st.booleans()
    )
    def fuzz(cases: list[Any], at_home: bool) -> None:  # noqa: FBT001  Hypothesis hands it over
        for case in cases:
            if at_home:
                _bring_home(case)
        bulk = many.Case(
            body="\n".join(json.dumps(case.body, default=str) for case in cases),
            media_type="application/x-ndjson",
        )
        answer = bulk.call(headers=PLAIN | {"Authorization": f"Bearer {secret}"})
        bulk.validate_response(answer, checks=CHECKS.get_by_names(CHECKED))
        assert answer.status_code in {200, 422}

    fuzz()


def test_all_calls_but_the_public_ones_declare_by_what_they_know_who_calls() -> None:
    assert {label for label, one in OPERATIONS.items() if not one.definition.raw.get("security")} == PUBLIC


@pytest.mark.parametrize("label", OPERATIONS.keys() - PUBLIC)
def test_without_a_token_every_call_asks_who_it_is_before_it_reads_anything(secret: str, label: str) -> None:
    @EXAMPLES
    @given(case=OPERATIONS[label].as_strategy(generation_mode=GenerationMode.NEGATIVE))
    def fuzz(case: Any) -> None:
        answer = case.call(headers=PLAIN)
        case.validate_response(answer, checks=CHECKS.get_by_names(CHECKED))
        assert answer.status_code == 401

    fuzz()


def _bring_home(case: Any) -> None:
    """Point the call at what there is, so that not every example ends at an unknown journey."""
    for part in (case.path_parameters, case.query, case.body):
        if isinstance(part, dict):
            part.update({name: slug for name, slug in PLACE.items() if name in part})
