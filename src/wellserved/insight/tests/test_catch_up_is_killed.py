"""Processes that carry moments are killed at any time; the lake still holds each moment once."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import connection

from wellserved.insight.services import catch_up
from wellserved.platform.database import embedded_url
from wellserved.platform.home import home_of

from .test_catch_up import ids_in_database, ids_in_lake, measure_id, record  # noqa: F401  a fixture by import

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.crash]

CARRY_FOR_EVER = """
import warnings; warnings.simplefilter("ignore")
import django; django.setup()
from wellserved.analytics.lake import LakeBusyError
from wellserved.insight.services import catch_up
print("ready", flush=True)
while True:
    try:
        catch_up()
    except LakeBusyError:
        pass
"""


def carrier(lake: Path) -> subprocess.Popen[bytes]:
    address = os.environ.get("WELLSERVED_DATABASE_URL") or embedded_url(
        home_of(), name=connection.settings_dict["NAME"]
    )
    process = subprocess.Popen(
        [sys.executable, "-c", CARRY_FOR_EVER],
        stdout=subprocess.PIPE,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "wellserved.config.settings",
            "WELLSERVED_DATABASE_URL": address,
            "WELLSERVED_LAKE": str(lake),
        },
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    return process


def test_killed_again_and_again_while_four_write_nothing_is_lost_or_doubled(
    measure_id: int,  # noqa: F811  the fixture
    tmp_path: Path,
) -> None:
    stop = threading.Event()

    def write(first: int) -> None:
        try:
            step = 0
            while not stop.is_set() and step < 400:
                record(measure_id, first + 5 * step, 5)
                step += 1
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=(100_000 * i,)) for i in range(4)]
    for writer in writers:
        writer.start()
    rng = random.Random(7)  # noqa: S311  only spreads the kills over the work
    try:
        for _ in range(4):
            process = carrier(tmp_path / "lake")
            time.sleep(rng.uniform(0.05, 0.6))
            process.send_signal(signal.SIGKILL)
            process.wait()
            assert process.stdout is not None
            process.stdout.close()
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    catch_up()
    assert len(ids_in_database()) > 100
    assert ids_in_lake() == ids_in_database()
