"""Being told: asking for it, saying yes, changing it, ending it."""

from wellserved.tracking.domain.subscribing import LANGUAGES, Wanted

from .notices.confirming import confirm, prefer
from .notices.ending import end_by_secret, end_own
from .notices.limits import TooManyAttempts
from .notices.subscribing import Subscribed, SubscriptionRefused, subscribe, subscribe_to_all

__all__ = [
    "LANGUAGES",
    "Subscribed",
    "SubscriptionRefused",
    "TooManyAttempts",
    "Wanted",
    "confirm",
    "end_by_secret",
    "end_own",
    "prefer",
    "subscribe",
    "subscribe_to_all",
]
