import json
import os
import subprocess
import sys

from wellserved.platform.home import Home, prepare
from wellserved.platform.postgres.holding import running_database
from wellserved.platform.postgres.server import server_process


def _run(home: Home, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    kept = {name: value for name, value in os.environ.items() if name != "WELLSERVED_DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "-m", "wellserved", *arguments],
        check=False,
        capture_output=True,
        text=True,
        env=kept | {"WELLSERVED_HOME": str(home.path)} | environment,
        stdin=subprocess.DEVNULL,
    )


def test_the_doctor_finds_nothing_wrong_with_a_fresh_installation(home: Home) -> None:
    assert _run(home, "migrate").returncode == 0
    done = _run(home, "doctor", "--json")
    answer = json.loads(done.stdout)
    wrong = [finding for finding in answer["findings"] if not finding["ok"]]
    assert (done.returncode, wrong) == (0, [])
    assert {"versions", "home", "disk", "serve", "database", "migrations", "jobs", "partitions"} <= {
        finding["name"] for finding in answer["findings"]
    }
    assert server_process(home) is None


def test_the_doctor_names_pending_changes_and_their_mend(home: Home) -> None:
    with running_database(home):
        pass
    done = _run(home, "doctor", "--json")
    [finding] = [found for found in json.loads(done.stdout)["findings"] if found["name"] == "migrations"]
    assert done.returncode == 1
    assert finding["mend"] == "Run `wellserved migrate`."


def test_the_doctor_works_where_the_database_cannot_be_reached(home: Home) -> None:
    address = "postgresql://somebody:s3cret-word@127.0.0.1:1/none"
    done = _run(home, "doctor", "--json", WELLSERVED_DATABASE_URL=address)
    [finding] = [found for found in json.loads(done.stdout)["findings"] if not found["ok"]]
    assert done.returncode == 1
    assert finding["name"] == "database"
    assert "refused" in finding["said"]
    assert "s3cret-word" not in done.stdout + done.stderr


def test_a_backup_is_restored_over_the_living_only_when_that_is_confirmed(home: Home) -> None:
    assert _run(home, "migrate").returncode == 0
    file = str(home.path.parent / "backup.zip")
    assert _run(home, "backup", file).returncode == 0
    refused = _run(home, "restore", file)
    assert refused.returncode == 2
    assert "--yes" in refused.stderr
    restored = _run(home, "restore", file, "--yes", "--json")
    assert restored.returncode == 0, restored.stderr
    assert json.loads(restored.stdout)["rows"]["public.django_migrations"] > 50
    assert _run(home, "doctor").returncode == 0


def test_a_failure_without_words_keeps_its_traceback_in_the_log_and_its_words_out(home: Home) -> None:
    prepare(home)
    (home.run / "change.lock").mkdir()
    done = _run(home, "migrate")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "IsADirectoryError" in (home.log / "wellserved.log").read_text()


def test_a_home_on_too_long_a_path_is_the_callers_mistake(home: Home) -> None:
    done = _run(Home(path=home.path / ("x" * 100)), "doctor", "--json")
    assert done.returncode == 1
    assert "WELLSERVED_HOME" in done.stdout
    done = _run(Home(path=home.path / ("x" * 100)), "migrate")
    assert done.returncode == 2
    assert "107" in done.stderr
