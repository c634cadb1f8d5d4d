"""Home delivery: 'Have fresh groceries at home tonight'."""

from wellserved.demo.organisation.catalogue import Journey

from .afterwards import CHAT_PROMISE_REVISED, HELP, USE
from .before import CHOOSE, ORDER
from .delivery import RECEIVE, WAIT

__all__ = ["CHAT_PROMISE_REVISED", "FRESH_TONIGHT"]

FRESH_TONIGHT = Journey(
    slug="fresh-tonight",
    title="Have fresh groceries at home tonight",
    goal="Cook something good tonight without going out",
    subject="order",
    episodes=27_000,
    places="depot",
    stages=(CHOOSE, ORDER, WAIT, RECEIVE, USE, HELP),
)
