"""A real Spark standalone cluster on 127.0.0.1: a master and two workers, started from the pyspark package."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

JAVA_NEEDED = "no Java 17 or later was found; `apt-get install openjdk-17-jre-headless` mends it"
PATIENCE = 120
# These processes live for a minute: the second compiler costs them more than it saves.
QUICK_START = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


def java_home() -> Path | None:
    """JAVA_HOME, else what Debian installed, else where `java` on the path lies."""
    named = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    installed = sorted(Path("/usr/lib/jvm").glob("*17*"))
    on_path = [Path(found).resolve().parent.parent for found in [shutil.which("java")] if found]
    return next((home for home in (*named, *installed, *on_path) if (home / "bin/java").exists()), None)


@contextmanager
def cluster(folder: Path, *, java: Path) -> Iterator[str]:
    """The master's address; all three processes are gone when this ends."""
    port = _free_port()
    master = f"spark://127.0.0.1:{port}"
    with ExitStack() as processes:
        start = ["--host", "127.0.0.1", "--webui-port", "0"]
        log = folder / "master.log"
        processes.enter_context(_process("master.Master", [*start, "--port", str(port)], log, folder, java))
        _await(log, "New state: ALIVE")
        for number in (1, 2):
            limits = ["--cores", "1", "--memory", "1g", "--work-dir", str(folder / f"work{number}")]
            worker = folder / f"worker{number}.log"
            processes.enter_context(
                _process("worker.Worker", [*start, *limits, master], worker, folder, java)
            )
        for number in (1, 2):
            _await(folder / f"worker{number}.log", "Successfully registered with master")
        yield master


@contextmanager
def session(master: str, *, folder: Path) -> Iterator[Any]:
    from pyspark.sql import SparkSession  # noqa: PLC0415  an extra that not everybody installs

    made = (
        SparkSession.builder.master(master)
        .appName("wellserved-tests")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.memory", "1g")
        .config("spark.executor.memory", "600m")
        .config("spark.driver.extraJavaOptions", QUICK_START)
        .config("spark.executor.extraJavaOptions", QUICK_START)
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.sql.adaptive.enabled", "false")  # replans big jobs; ours are small and many
        .config("spark.ui.enabled", "false")
        .config("spark.sql.warehouse.dir", str(folder / "warehouse"))
        .getOrCreate()
    )
    gateway = made.sparkContext._gateway
    try:
        yield made
    finally:
        made.stop()
        gateway.shutdown()
        gateway.proc.stdin.close()
        gateway.proc.wait(timeout=PATIENCE)
        type(made.sparkContext)._gateway = type(made.sparkContext)._jvm = None


@contextmanager
def _process(role: str, arguments: list[str], log: Path, folder: Path, java: Path) -> Iterator[None]:
    import pyspark  # noqa: PLC0415  as above

    home = Path(pyspark.__file__).parent
    command = [str(home / "bin/spark-class"), f"org.apache.spark.deploy.{role}", *arguments]
    environment = {
        **os.environ,
        "JAVA_HOME": str(java),
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_DAEMON_JAVA_OPTS": QUICK_START,
        "SPARK_LOCAL_DIRS": str(folder),
    }
    with (
        log.open("wb") as output,
        subprocess.Popen(command, stdout=output, stderr=output, env=environment) as process,
    ):
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()


def _await(log: Path, words: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if words in log.read_text(errors="replace"):
            return
        time.sleep(0.1)
    raise TimeoutError(f"{log.name} did not say '{words}' within {PATIENCE} s:\n{log.read_text()[-2000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
