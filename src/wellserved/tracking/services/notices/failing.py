"""What becomes of notices that could not be handed over."""

import logging
import random
from collections.abc import Sequence
from datetime import datetime

from wellserved.platform.naming import named
from wellserved.tracking.domain.noticing import try_again_after
from wellserved.tracking.services.notices.claiming import Claimed, give_up, try_again

_log = logging.getLogger(__name__)


def not_handed_over(notices: Sequence[Claimed], *, answer: str, now: datetime, ever: bool = True) -> None:
    """Try again later, or, after the last time or where it will not work `ever`, lay them by as dead.

    What was sent together is tried together, so that it stays one letter, and when the quiet hours of all of it are
    over. `answer` is a word or two that staff's page has a sentence for; never what the other side said, which may
    hold the address.
    """
    attempts = max(one.attempts for one in notices)
    pause = try_again_after(attempts, chance=random.random()) if ever else None  # noqa: S311  spreads load, guards nothing
    if pause is None:
        give_up(notices, answer=answer)
    else:
        at = now + pause
        for one in notices:
            at = one.due_at(at)
        try_again(notices, at=at, answer=answer)


def unwritable(notices: Sequence[Claimed], error: BaseException, *, now: datetime) -> None:
    """Of a fault that trying again would not mend, so that it keeps no other notice back."""
    ids = [one.id for one in notices]
    _log.error("Notices %s could not be written or sent: %s", ids, named(error))
    not_handed_over(notices, answer="unwritable", now=now, ever=False)
