"""The shape of a text about a state, and the sentences that many states share."""

from typing import NamedTuple

from django.utils.translation import gettext_noop

NOTHING_TO_DO = gettext_noop("There is nothing you need to do.")
BE_TOLD = gettext_noop("You can ask to be told as soon as it arrives.")
CHANGE_DELIVERY = gettext_noop("You can choose another day, a safe place or a pick-up point.")
REPORT_PROBLEM = gettext_noop("If this is not right, report a problem and we look into it.")
CHECK_ADDRESS = gettext_noop("Check the delivery address and report a problem to correct it.")
ASK_SENDER = gettext_noop("Ask the shop you ordered from what happens now.")
TRIES_AGAIN = gettext_noop("The carrier tries again, usually on the next working day.")
WAITS_FOR_ADDRESS = gettext_noop(
    "The carrier waits for a correct address. Without one it sends the parcel back."
)
GOES_ON_WHEN_RELEASED = gettext_noop("It travels on as soon as it is released.")
TRAVELS_LATER = gettext_noop(
    "It travels on with the next transport. We correct the expected time as soon as we know it."
)
SENDER_DECIDES = gettext_noop("The sender decides whether it is sent again, replaced or refunded.")


class Told(NamedTuple):
    """Texts still to be translated; `next` and `you_can` may be empty."""

    title: str
    happened: str
    next: str
    you_can: str
