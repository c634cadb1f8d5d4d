"""The states of a parcel; returns and repairs share those that read the same for them."""

from django.utils.translation import gettext_noop

from wellserved.tracking.domain.statuses import Status

from .told import (
    ASK_SENDER,
    BE_TOLD,
    CHANGE_DELIVERY,
    GOES_ON_WHEN_RELEASED,
    NOTHING_TO_DO,
    SENDER_DECIDES,
    TRIES_AGAIN,
    Told,
)

PARCEL = {
    Status.INFO_RECEIVED: Told(
        gettext_noop("Announced"),
        gettext_noop("The parcel has been announced to the carrier, who does not have it yet."),
        gettext_noop("It sets off as soon as it has been handed over."),
        BE_TOLD,
    ),
    Status.IN_TRANSIT: Told(
        gettext_noop("On its way"),
        gettext_noop("The parcel is with the carrier and on its way."),
        gettext_noop("It travels to the depot nearest to you and goes out for delivery from there."),
        CHANGE_DELIVERY,
    ),
    Status.OUT_FOR_DELIVERY: Told(
        gettext_noop("Out for delivery"),
        gettext_noop("The parcel is in the delivery vehicle."),
        gettext_noop("It is to reach you today."),
        gettext_noop("See that somebody can take it, or name a safe place."),
    ),
    Status.READY_FOR_PICKUP: Told(
        gettext_noop("Ready for pick-up"),
        gettext_noop("The parcel waits for you at the pick-up point."),
        gettext_noop("It is kept there for some days and then goes back to the sender."),
        gettext_noop("Fetch it, and take the number and an identity card with you."),
    ),
    Status.ATTEMPT_FAILED: Told(
        gettext_noop("Could not be delivered"),
        gettext_noop("The carrier came to deliver the parcel and could not."),
        TRIES_AGAIN,
        CHANGE_DELIVERY,
    ),
    Status.DELIVERED: Told(
        gettext_noop("Delivered"),
        gettext_noop("The parcel has been delivered."),
        "",
        gettext_noop(
            "Not with you? Ask your neighbours, look at the proof of delivery, then report a problem."
        ),
    ),
    Status.ON_HOLD: Told(
        gettext_noop("Held"),
        gettext_noop("The parcel is being held and does not move at the moment."),
        GOES_ON_WHEN_RELEASED,
        gettext_noop("Report a problem if it takes too long: we ask the carrier why."),
    ),
    Status.DELAYED: Told(
        gettext_noop("Delayed"),
        gettext_noop("The parcel comes later than planned."),
        gettext_noop("It is still on its way. We correct the expected time as soon as we know it."),
        CHANGE_DELIVERY,
    ),
    Status.RETURNED_TO_SENDER: Told(
        gettext_noop("Going back to the sender"),
        gettext_noop("The parcel could not be handed over and goes back to the sender."),
        SENDER_DECIDES,
        ASK_SENDER,
    ),
    Status.CANCELLED: Told(
        gettext_noop("Cancelled"),
        gettext_noop("This shipment was cancelled. Nothing is coming under this number."),
        "",
        ASK_SENDER,
    ),
    Status.EXCEPTION: Told(
        gettext_noop("Something went wrong"),
        gettext_noop("The carrier reports a problem with the parcel."),
        gettext_noop("The carrier has to solve it before the parcel goes on."),
        gettext_noop("Report a problem and we look into it."),
    ),
    Status.EXPIRED: Told(
        gettext_noop("No longer followed"),
        gettext_noop("The carrier no longer follows this parcel, and its arrival was never reported."),
        "",
        gettext_noop("If you do not have it, report a problem and we look for it."),
    ),
    Status.RECEIVED: Told(
        gettext_noop("With us"),
        gettext_noop("What you sent has reached us."),
        gettext_noop("We look at it next."),
        NOTHING_TO_DO,
    ),
}
