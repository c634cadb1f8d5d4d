"""How a status and its reason are told together."""

from dataclasses import dataclass

from .reasons import Actor
from .statuses import Status

__all__ = ["REASON_LEADS", "REASON_TELLS", "THE_OTHER_WAY_ROUND", "Words"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a customer reads of a state. Only `next` and `you_can` may be empty: where nothing follows."""

    title: str
    happened: str
    next: str
    you_can: str


REASON_LEADS = frozenset({Status.ATTEMPT_FAILED, Status.ON_HOLD, Status.DELAYED, Status.EXCEPTION})
"""Here the reason says what happened, what comes next and what can be done: the status alone says too little."""

REASON_TELLS = frozenset({Status.RETURNED_TO_SENDER, Status.CANCELLED, Status.EXPIRED})
"""Here the reason says what happened, while what comes next follows from the status.

With any other status, the reason is told first and the state after it: 'A storm held it up. It is on its way.'
"""

THE_OTHER_WAY_ROUND = frozenset({Actor.CUSTOMER, Actor.SENDER})
"""On its way to us, a return or a repair has the customer as its sender and us as its recipient, and the reader cannot
be told 'nobody was at home'. A reason about either of them stays with the staff; the status speaks for itself.
"""
