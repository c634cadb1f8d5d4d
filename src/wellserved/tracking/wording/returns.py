"""The states of a return that read otherwise than a parcel's."""

from django.utils.translation import gettext_noop

from wellserved.tracking.domain.statuses import Status

from .told import NOTHING_TO_DO, REPORT_PROBLEM, Told

RETURN = {
    Status.INFO_RECEIVED: Told(
        gettext_noop("Return announced"),
        gettext_noop("Your return has been announced. The carrier does not have it yet."),
        gettext_noop("Its way begins with its first scan by the carrier."),
        gettext_noop("Hand it in at a drop-off point, and keep the receipt until you have your money."),
    ),
    Status.IN_TRANSIT: Told(
        gettext_noop("On its way to us"),
        gettext_noop("The carrier has your return and brings it to us."),
        gettext_noop("We look at it as soon as it arrives and tell you what we found."),
        NOTHING_TO_DO,
    ),
    Status.OUT_FOR_DELIVERY: Told(
        gettext_noop("Nearly with us"),
        gettext_noop("Your return is on the last stretch of its way to us."),
        gettext_noop("We look at it as soon as it arrives and tell you what we found."),
        NOTHING_TO_DO,
    ),
    Status.READY_FOR_PICKUP: Told(
        gettext_noop("Waiting for us"),
        gettext_noop("Your return waits at the carrier for us to fetch it."),
        gettext_noop("We fetch it and look at it."),
        NOTHING_TO_DO,
    ),
    Status.ATTEMPT_FAILED: Told(
        gettext_noop("Could not be handed over"),
        gettext_noop("The carrier could not collect your return or hand it over to us."),
        gettext_noop("The carrier tries again, usually on the next working day."),
        gettext_noop("If it is still with you, hand it in at a drop-off point."),
    ),
    Status.DELAYED: Told(
        gettext_noop("Delayed"),
        gettext_noop("Your return takes longer to reach us than planned."),
        gettext_noop("We look at it as soon as it arrives and tell you what we found."),
        NOTHING_TO_DO,
    ),
    Status.EXPIRED: Told(
        gettext_noop("No longer followed"),
        gettext_noop(
            "The carrier no longer follows your return, and its arrival with us was never reported."
        ),
        "",
        gettext_noop("Report a problem and send us the receipt: you need not wait for the search to end."),
    ),
    Status.DELIVERED: Told(
        gettext_noop("Arrived with us"),
        gettext_noop("Your return has arrived with us."),
        gettext_noop("We look at it and then refund or exchange it."),
        NOTHING_TO_DO,
    ),
    Status.RETURNED_TO_SENDER: Told(
        gettext_noop("Coming back to you"),
        gettext_noop("Your return could not be handed over to us and comes back to you."),
        gettext_noop("Once you have it again, it can be sent anew."),
        gettext_noop("Report a problem and we send you a new label."),
    ),
    Status.CANCELLED: Told(
        gettext_noop("Return cancelled"),
        gettext_noop("This return was cancelled. Nothing is expected under this number."),
        "",
        REPORT_PROBLEM,
    ),
    Status.RECEIVED: Told(
        gettext_noop("Received"),
        gettext_noop("Your return has been booked in with us."),
        gettext_noop("We look at it and then refund or exchange it."),
        NOTHING_TO_DO,
    ),
    Status.INSPECTED: Told(
        gettext_noop("Looked at"),
        gettext_noop("We have looked at what you sent back."),
        gettext_noop("You get your money back or the exchange next."),
        NOTHING_TO_DO,
    ),
    Status.REFUNDED: Told(
        gettext_noop("Refunded"),
        gettext_noop("We have paid your money back the way you paid."),
        gettext_noop("Your bank may take some days to show it."),
        gettext_noop("If it has not come after a week, report a problem."),
    ),
    Status.EXCHANGED: Told(
        gettext_noop("Exchanged"),
        gettext_noop("We are sending you the exchange."),
        gettext_noop("It comes as a parcel with a number of its own."),
        REPORT_PROBLEM,
    ),
    Status.RETURN_REFUSED: Told(
        gettext_noop("Not accepted"),
        gettext_noop("We looked at what you sent back and cannot accept it."),
        gettext_noop("We tell you why and what becomes of it."),
        gettext_noop("If you see it differently, report a problem and somebody else decides."),
    ),
}
