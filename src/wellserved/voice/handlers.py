"""Reactions to moments."""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime

from wellserved.journey.queries import MomentSeen
from wellserved.journey.subscriptions import Subscription, subscribe
from wellserved.voice.services.asking_moments import ask_about, measures_asked_about
from wellserved.voice.services.recording import SOURCE

__all__ = ["register"]


def register() -> None:
    # An answer to a questionnaire never leads to another questionnaire.
    subscribe(Subscription(name="voice.ask", hear=_ask, among=_among, but=SOURCE))


def _ask(moments: Sequence[MomentSeen]) -> None:
    ask_about(moments, now=datetime.now(UTC))


def _among(measure_ids: Collection[int]) -> Iterable[int]:
    return measures_asked_about(measure_ids, now=datetime.now(UTC))
