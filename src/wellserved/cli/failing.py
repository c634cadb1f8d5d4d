"""What a command's failure looks like: a sentence with a place and a mend; the traceback goes to the log."""

import errno
import traceback
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.text import Text

from wellserved.platform.home import home_of
from wellserved.platform.refusals import Refused

INTERRUPTED = 130
DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def explained(command: Callable[[], object]) -> int:
    """Run the command and return its exit code: 0, 1 (what was asked for failed), 2 (the call was wrong)."""
    try:
        command()
    except SystemExit as exit_:
        return exit_.code if isinstance(exit_.code, int) else int(exit_.code is not None)
    except KeyboardInterrupt:
        complain("Stopped.")
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001  the outermost edge: whatever it was, a person reads one sentence
        return _explain(error)
    return 0


def complain(sentence: str) -> None:
    text = Text.assemble(("Error: ", "bold red"), sentence)
    Console(stderr=True, soft_wrap=True).print(text, highlight=False)


def _explain(error: Exception) -> int:
    if isinstance(error, Refused):
        complain(str(error))
        return error.exit_code
    if isinstance(error, OSError) and error.errno in DISK_FULL:
        what = error.filename or "what the command writes"
        complain(f"No space is left for {what}: free some, then run it again.")
        return 1
    return _unexpected(error)


def _unexpected(error: Exception) -> int:
    log = home_of().log / "wellserved.log"
    kept = False
    with suppress(OSError):
        _keep_traceback(error, log)
        kept = True
    where = f"The traceback is in {log}." if kept else f"The traceback could not be kept in {log}."
    kind = type(error).__name__
    complain(f"Something went wrong that Wellserved has no words for ({kind}). {where}")
    return 1


def _keep_traceback(error: Exception, log: Path) -> None:
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a", encoding="utf-8") as file:
        file.write(f"--- {datetime.now(UTC).isoformat(timespec='seconds')}\n")
        # The frames and the kind of error, not its message: that may repeat a customer's data.
        file.writelines(traceback.format_tb(error.__traceback__))
        file.write(f"{type(error).__module__}.{type(error).__qualname__}\n")
