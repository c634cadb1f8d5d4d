import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from wellserved.platform.home import Home
from wellserved.platform.postgres.account import server_account
from wellserved.platform.postgres.cluster import ClusterOfOtherVersion
from wellserved.platform.postgres.holding import ensure_running, running_database
from wellserved.platform.postgres.server import server_process

HOLD = """
import sys, time
from pathlib import Path
from wellserved.platform.home import Home
from wellserved.platform.postgres.holding import running_database
with running_database(Home(path=Path(sys.argv[1]))) as url:
    print(url, flush=True)
    sys.stdin.read()
"""


def _holder(home: Home) -> "subprocess.Popen[str]":
    pipe = subprocess.PIPE
    process = subprocess.Popen([sys.executable, "-c", HOLD, home.path], stdin=pipe, stdout=pipe, text=True)
    assert process.stdout is not None
    assert process.stdout.readline().startswith("postgresql://")
    return process


def _release(process: "subprocess.Popen[str]") -> None:
    process.communicate(timeout=60)
    assert process.returncode == 0


def test_the_server_is_durable_private_and_of_one_sort_order(address: str) -> None:
    with psycopg.connect(address) as connection:
        shown = {
            name: connection.execute("SELECT current_setting(%s)", [name]).fetchone()
            for name in (
                "fsync",
                "full_page_writes",
                "synchronous_commit",
                "data_checksums",
                "server_encoding",
            )
        }
        assert shown == {name: ("UTF8" if name == "server_encoding" else "on",) for name in shown}
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert connection.execute("SHOW log_min_messages").fetchone() == ("log",)
        found = connection.execute(
            "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    assert found == ("b", "C.UTF-8")


def test_rows_that_break_a_rule_leave_no_trace_in_the_log(home: Home, address: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE TABLE person (mail text UNIQUE)")
        connection.execute("INSERT INTO person VALUES ('jane@example.org')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO person VALUES ('jane@example.org')")
    logs = [path.read_text() for path in (home.log / "postgresql").iterdir()]
    assert any("ready to accept connections" in text for text in logs)
    assert not any("jane" in text for text in logs)


def test_it_runs_for_as_long_as_anybody_holds_it(home: Home) -> None:
    with running_database(home):
        first = server_process(home)
        with running_database(home):
            assert server_process(home) == first
        assert server_process(home) == first
    assert server_process(home) is None


def test_holders_in_several_processes_share_one_server(home: Home) -> None:
    holders = [_holder(home) for _ in range(3)]
    server = server_process(home)
    for holder in holders:
        assert server is not None
        assert server_process(home) == server
        _release(holder)
    assert server_process(home) is None


@pytest.mark.crash
def test_a_killed_holder_is_not_counted(home: Home) -> None:
    killed, living = _holder(home), _holder(home)
    killed.kill()
    killed.communicate(timeout=60)
    assert server_process(home) is not None
    _release(living)
    assert server_process(home) is None


@pytest.mark.crash
def test_a_server_whose_only_holder_was_killed_is_found_and_stopped_by_the_next(home: Home) -> None:
    holder = _holder(home)
    orphan = server_process(home)
    holder.kill()
    holder.communicate(timeout=60)
    with running_database(home):
        assert server_process(home) == orphan
    assert server_process(home) is None


@pytest.mark.crash
def test_what_was_committed_outlives_the_killing_of_postgresql(home: Home, address: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 10000) AS n")
        _kill(home)
    assert ensure_running(home) is True
    with psycopg.connect(address) as connection:
        assert connection.execute("SELECT count(*), sum(n) FROM kept").fetchone() == (10_000, 50_005_000)


@pytest.mark.crash
def test_a_backend_that_outlives_its_killed_postmaster_does_not_keep_the_next_from_starting(
    home: Home, address: str
) -> None:
    connection = psycopg.connect(address, autocommit=True)
    pid = connection.info.backend_pid
    # Stopped, it cannot notice that its postmaster is gone, and keeps the shared memory.
    os.kill(pid, signal.SIGSTOP)
    _kill(home)
    assert ensure_running(home) is True
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    connection.close()


@pytest.mark.crash
def test_a_pid_file_that_names_a_stranger_is_not_believed(home: Home) -> None:
    with running_database(home):
        text = (home.pg / "postmaster.pid").read_text().splitlines()
    (home.pg / "postmaster.pid").write_text("\n".join([str(os.getpid()), *text[1:]]) + "\n")
    assert server_process(home) is None
    with running_database(home) as address, psycopg.connect(address) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.crash
def test_an_initdb_that_was_killed_leaves_nothing_that_stops_the_next(home: Home) -> None:
    half = home.path / "pg.new"
    (half / "base").mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with running_database(home) as address, psycopg.connect(address) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert not half.exists()


def test_data_of_another_version_is_refused_with_the_mend_and_left_alone(home: Home) -> None:
    home.pg.mkdir(parents=True)
    (home.pg / "PG_VERSION").write_text("17\n")
    with (
        pytest.raises(ClusterOfOtherVersion, match=r"PostgreSQL 17.*wellserved backup"),
        running_database(home),
    ):
        pass
    assert [path.name for path in home.pg.iterdir()] == ["PG_VERSION"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to step down to another account")
def test_root_steps_down_to_an_account_that_passes_through_a_private_folder(home: Home) -> None:
    home.path.parent.chmod(0o700)
    with running_database(home):
        process = server_process(home)
        assert process is not None
        assert process.uids().real == server_account().uid != 0
    assert home.path.parent.stat().st_mode & 0o777 == 0o701


def _kill(home: Home) -> None:
    process = server_process(home)
    assert process is not None
    process.kill()
    deadline = time.monotonic() + 10
    while server_process(home) is not None and time.monotonic() < deadline:
        time.sleep(0.01)
    assert Path(home.pg / "postmaster.pid").exists()
