"""A child that ends when its parent does, even when that is killed without a word."""

import ctypes
import os
import signal
import sys

PARENT = "WELLSERVED_PARENT"
PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """Ask the kernel for SIGTERM at the parent's death. Off Linux the parent's own stop has to do."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    expected = os.environ.get(PARENT)
    if expected and os.getppid() != int(expected):
        # It died before the kernel was asked.
        os.kill(os.getpid(), signal.SIGTERM)
