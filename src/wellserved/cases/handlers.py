"""What cases does about what happens elsewhere: a low answer becomes a case, before the customer complains."""

from collections.abc import Sequence
from datetime import UTC, datetime

from wellserved.journey.queries.moments import MomentSeen
from wellserved.journey.subscriptions import Subscription, subscribe


def hear_low_answers(moments: Sequence[MomentSeen]) -> None:
    from .services.listening import open_for_low_answers  # noqa: PLC0415  models may be imported only from here on

    open_for_low_answers(moments=moments, now=datetime.now(UTC))


def register() -> None:
    subscribe(Subscription(name="cases.low_answers", source="voice", hear=hear_low_answers))
