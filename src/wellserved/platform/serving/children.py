"""A process that the supervisor keeps alive."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from wellserved.platform.serving.parenthood import PARENT

FIRST_DELAY = 0.5
LONGEST_DELAY = 30.0
STEADY_SECONDS = 60.0
LOG_BYTES = 5_000_000


class Child:
    """One process: started, started again after a growing pause when it dies, stopped with all it started."""

    def __init__(
        self, name: str, *, module: str, arguments: tuple[str, ...], log: Path, **environment: str
    ) -> None:
        self.name = name
        self.log = log
        self.deaths = 0
        self._command = [sys.executable, "-m", module, *arguments]
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._delay = FIRST_DELAY
        self._not_before = 0.0

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            # A session of its own: Ctrl-C reaches the supervisor alone, and it decides who stops when.
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=os.environ | self._environment | {PARENT: str(os.getpid())},
                start_new_session=True,
            )
        self._started = time.monotonic()

    def keep_alive(self) -> bool:
        """Start it again where it died and its pause is over; True where it had died since the last look."""
        now = time.monotonic()
        if self._process is not None and self._process.poll() is None:
            if now - self._started > STEADY_SECONDS:
                self._delay = FIRST_DELAY
            return False
        if self._process is None:
            if now >= self._not_before:
                self.start()
            return False
        self._process = None
        self.deaths += 1
        self._not_before = now + self._delay
        self._delay = min(self._delay * 2, LONGEST_DELAY)
        return True

    def wait(self) -> int:
        return self._process.wait() if self._process else 0

    def ask_to_stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def make_stop(self, *, seconds: float) -> None:
        if self._process is None:
            return
        try:
            self._process.wait(timeout=max(seconds, 0))
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def last_words(self, *, lines: int = 5) -> str:
        text = self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""
        return "\n".join(text.strip().splitlines()[-lines:])
