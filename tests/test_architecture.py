"""What the house is built by, where import graphs do not see it."""

import os
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

from wellserved.people.domain import PERMISSIONS
from wellserved.tracking.domain.reasons import REASONS
from wellserved.tracking.domain.statuses import Status

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "wellserved"
FLOORS = ["workspace", "portal", "insight", "tracking", "voice", "cases", "journey", "people", "platform"]
ONE_FLOOR = {
    "workspace": 0,
    "portal": 0,
    "insight": 1,
    "tracking": 2,
    "voice": 2,
    "cases": 2,
    "journey": 3,
    "people": 4,
    "platform": 5,
}


def test_import_linter_holds_the_floors() -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": ""},
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_foreign_keys_point_down_and_leave_no_way_back() -> None:
    wrong = []
    for model in apps.get_models():
        if model._meta.app_label not in ONE_FLOOR or model.__name__.endswith("Event"):
            continue
        for field in model._meta.get_fields():
            if not (field.is_relation and getattr(field, "remote_field", None)) or field.auto_created:
                continue
            target = field.related_model._meta.app_label
            if target in ONE_FLOOR and ONE_FLOOR[target] < ONE_FLOOR[model._meta.app_label]:
                wrong.append(f"{model.__name__}.{field.name} points up to {target}")
            if target in ONE_FLOOR and field.remote_field.related_name != "+":
                wrong.append(f"{model.__name__}.{field.name} has a way back: related_name='+'")
    assert not wrong


@pytest.mark.django_db
def test_the_migrations_say_what_the_models_say() -> None:
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())


def test_every_setting_stands_in_the_reference() -> None:
    reference = (ROOT / "docs/reference/settings.md").read_text(encoding="utf-8")
    used = {
        name
        for file in SOURCE.rglob("*.py")
        for name in re.findall(r"\bWELLSERVED_[A-Z_]+\b", file.read_text(encoding="utf-8"))
    }
    internal = {"WELLSERVED_PARENT", "WELLSERVED_TEST_HOME", "WELLSERVED_TESTING"}
    assert sorted(n for n in used - internal if f"`{n}`" not in reference) == []


def test_every_permission_stands_in_the_reference_with_its_roles() -> None:
    reference = (ROOT / "docs/reference/permissions.md").read_text(encoding="utf-8")
    rows = {
        cells[1].strip("` "): [cell.strip() == "yes" for cell in cells[2:7]]
        for line in reference.splitlines()
        if line.startswith("| `")
        for cells in [line.split("|")]
    }
    roles = ("agent", "team_lead", "manager", "administrator")
    assert rows == {name: [*(role in p.roles for role in roles), p.scope] for name, p in PERMISSIONS.items()}


def test_no_file_is_named_for_nothing() -> None:
    forbidden = {"utils.py", "helpers.py", "managers.py", "signals.py", "exceptions.py"}
    assert [str(file) for file in SOURCE.rglob("*.py") if file.name in forbidden] == []


def test_lock_files_hold_hashes_and_no_addresses() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text(encoding="utf-8")
        assert "--hash=sha256:" in text
        assert "://" not in text
    assert '"resolved"' not in (ROOT / "frontend/package-lock.json").read_text(encoding="utf-8")


def test_the_rooms_are_installed() -> None:
    assert {f"wellserved.{room}" for room in FLOORS} <= set(settings.INSTALLED_APPS)


def test_every_command_stands_in_the_reference() -> None:
    reference = (ROOT / "docs/reference/command-line.md").read_text(encoding="utf-8")
    listed = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "wellserved", "--help"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "COLUMNS": "200", "TERM": "dumb"},
    ).stdout
    commands = re.findall(r"^│ ([a-z]+)  ", listed, flags=re.MULTILINE)
    assert len(commands) >= 8
    assert [name for name in commands if f"`wellserved {name}`" not in reference] == []


def test_every_status_and_reason_of_a_scan_stands_in_the_reference() -> None:
    reference = (ROOT / "docs/reference/tracking.md").read_text(encoding="utf-8")
    assert [name for name in [*Status, *REASONS] if f"| `{name}` |" not in reference] == []
