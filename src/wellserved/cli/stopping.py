"""Signals end a command the way an exit does, so that what it holds is let go."""

import signal
import sys
from types import FrameType


def stop_like_an_exit() -> None:
    # A shell that starts us in the background leaves SIGINT ignored; it must stop us all the same.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _exit)


def _exit(number: int, frame: FrameType | None) -> None:
    del frame
    sys.exit(128 + number)
